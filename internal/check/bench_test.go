package check

import (
	"fmt"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// backends returns a file of n plain Backends.
func backends(n int) *source.File {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "---\napiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata:\n  name: web-%d\n  labels: {app: web}\n"+
			"spec:\n  type: Static\n  static:\n    hosts:\n    - host: web-%d.example.com\n      port: 8080\n", i, i)
	}
	return source.New("backends.yaml", []byte(b.String()))
}

func benchmark(b *testing.B, o Options) {
	f := backends(1000)
	o.Targets = []target.Target{target.Latest()}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Files(b.Context(), []*source.File{f}, o); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkValidate(b *testing.B) { benchmark(b, Options{}) }

func BenchmarkLint(b *testing.B) { benchmark(b, Options{Rules: rules.All()}) }
