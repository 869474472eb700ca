package change

import (
	"fmt"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/source"
)

// BenchmarkFiles compares two versions of 1,000 documents. Ten documents have changed. In the case restyled, all documents are also written
// in another notation.
func BenchmarkFiles(b *testing.B) {
	var before, after, restyled strings.Builder
	for i := range 1000 {
		text := fmt.Sprintf("apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata:\n  name: web-%d\n  labels:\n    app: web\nspec:\n  type: Static\n  static:\n    hosts:\n    - host: web-%d.example.com\n      port: 8080\n", i, i)
		before.WriteString("---\n" + text)
		if i%100 == 7 {
			text = strings.Replace(text, "8080", "9090", 1)
		}
		after.WriteString("---\n" + text)
		restyled.WriteString("---\n" + strings.Replace(text, "type: Static", `type: "Static" # the type`, 1))
	}
	for name, other := range map[string]string{"changed": after.String(), "restyled": restyled.String()} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				d := Files([]*source.File{source.New("a", []byte(before.String()))}, []*source.File{source.New("b", []byte(other))}, Options{})
				if len(d.Changed()) != 10 {
					b.Fatalf("%d documents have changed, want 10", len(d.Changed()))
				}
			}
		})
	}
}
