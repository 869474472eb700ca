package apiserver

import (
	"slices"
	"testing"

	"github.com/backendctl/backendctl/internal/apiserver/generate"
)

func TestGeneratorRepeats(t *testing.T) {
	crds := definitions(t, theCRDs)
	for _, release := range ReleaseIDs {
		if !slices.Equal(firstSamples(t, crds.ByRelease[release]), firstSamples(t, crds.ByRelease[release])) {
			t.Errorf("%s: the same seed gives different samples", release)
		}
	}
}

func firstSamples(t *testing.T, crd []byte) []string {
	t.Helper()
	generator, err := generate.New(crd, 1)
	if err != nil {
		t.Fatal(err)
	}
	var samples []string
	for range 500 {
		for _, sample := range []generate.Sample{generator.Next(), generator.Slip()} {
			samples = append(samples, sample.Strategy+"\n"+string(sample.Manifest))
		}
	}
	return samples
}
