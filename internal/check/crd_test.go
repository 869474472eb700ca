package check

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/backendctl/backendctl/internal/crd"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// customTarget makes a target of a CRD.
func customTarget(t testing.TB, id string, text []byte) target.Target {
	t.Helper()
	d, err := crd.One(id, text)
	if err != nil {
		t.Fatal(err)
	}
	custom, err := target.FromCRD(id, d, target.Latest(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return custom
}

// upstream returns kgateway's own CRD of a release. They are not part of this repository.
func upstream(t *testing.T, release target.Target) []byte {
	t.Helper()
	dir := os.Getenv("BACKENDCTL_CRDS")
	if dir == "" {
		dir = filepath.Join(repository, "..", "shared", "crds")
	}
	text, err := os.ReadFile(filepath.Join(dir, release.ID, "backends.yaml"))
	if err != nil {
		t.Skipf("no CRDs: set BACKENDCTL_CRDS to a folder with kgateway-2.X/backends.yaml (%v)", err)
	}
	return text
}

// verdicts judges one manifest, literally, by several targets.
func verdicts(t *testing.T, text string, targets ...target.Target) ([]diag.Verdict, []diag.Diagnostic) {
	t.Helper()
	r, err := Files(t.Context(), []*source.File{source.New("x.yaml", []byte(text))}, Options{Targets: targets, Override: true})
	if err != nil {
		t.Fatal(err)
	}
	var out []diag.Verdict
	for _, d := range r.Documents {
		out = append(out, d.Verdicts...)
	}
	return out, r.Diagnostics
}

// TestReplayCRD holds that a release's CRD, given as a file, has the verdict of the built-in target and so that of the API server, on
// every recorded manifest: kgateway's own CRD, and the one that the built-in schema makes.
func TestReplayCRD(t *testing.T) {
	manifests := recorded(t)
	for _, release := range target.Releases() {
		t.Run(release.ID, func(t *testing.T) {
			made, err := release.CRD()
			if err != nil {
				t.Fatal(err)
			}
			sameVerdicts(t, release, customTarget(t, "made", made), manifests)
			sameVerdicts(t, release, customTarget(t, "upstream", upstream(t, release)), manifests)
		})
	}
}

func sameVerdicts(t *testing.T, release, custom target.Target, manifests []recording) {
	t.Helper()
	if u := custom.Unjudged(custom.Versions()[0]); len(u) > 0 {
		t.Errorf("%s of %s: rules that are not understood: %v", custom, release, u)
	}
	for _, r := range manifests {
		got, found := verdicts(t, r.Manifest, release, custom)
		for i := 0; i+1 < len(got); i += 2 {
			if got[i].Valid != got[i+1].Valid || got[i+1].Partial {
				t.Errorf("%s: %v\nfound: %s\n%s", r.Strategy, got[i:i+2], messages(found), r.Manifest)
			}
		}
	}
}

// TestCorpusCRD is TestReplayCRD on real manifests.
func TestCorpusCRD(t *testing.T) {
	var manifests []recording
	for _, s := range corpus(t) {
		manifests = append(manifests, recording{Strategy: s.name, Manifest: s.text})
	}
	for _, release := range target.Releases() {
		sameVerdicts(t, release, customTarget(t, "upstream", upstream(t, release)), manifests)
	}
}
