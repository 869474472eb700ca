package target_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/backendctl/backendctl/internal/crd"
	"github.com/backendctl/backendctl/internal/target"
)

// BenchmarkFromCRD measures what --target crd:FILE adds to a run, without the compilation of the schema.
func BenchmarkFromCRD(b *testing.B) {
	for _, release := range target.Releases() {
		text, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "crds", release.ID, "backends.yaml"))
		if err != nil {
			if text, err = release.CRD(); err != nil {
				b.Fatal(err)
			}
		}
		b.Run("read-"+release.ID, func(b *testing.B) {
			for b.Loop() {
				if _, err := crd.Read("x", text); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("all-"+release.ID, func(b *testing.B) {
			for b.Loop() {
				d, err := crd.One("x", text)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := target.FromCRD("x", d, target.Latest(), 0); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
