package apiserver

import (
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/backendctl/backendctl/internal/apiserver/generate"
)

const (
	sizeEnv = "BACKENDCTL_CONFORMANCE_N"
	seedEnv = "BACKENDCTL_SEED"

	defaultSize = 5000
)

// TestConformance compares the tool's verdicts with those of an API server on generated manifests. It prints the shortest manifest that it
// finds for every kind of disagreement.
func TestConformance(t *testing.T) {
	server, crds := start(t)
	size, seed := numberFrom(t, sizeEnv, defaultSize), seedFrom(t)
	for i, release := range ReleaseIDs {
		t.Run(release, func(t *testing.T) {
			generator, err := generate.New(crds[release], seed+uint64(i))
			if err != nil {
				t.Fatal(err)
			}
			c := newComparison(server, release, ours)
			if err := c.run(t, generator.Next, int(size)); err != nil {
				t.Fatal(err)
			}
			c.report(t)
		})
	}
}

// seedFrom returns the seed in the environment, or a new seed. It logs the seed, so that the run can be repeated.
func seedFrom(t *testing.T) uint64 {
	t.Helper()
	seed := numberFrom(t, seedEnv, uint64(time.Now().UnixNano()))
	t.Logf("%s=%d", seedEnv, seed)
	return seed
}

func numberFrom(t *testing.T, name string, fallback uint64) uint64 {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return fallback
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("%s: want a number: %v", name, err)
	}
	return n
}
