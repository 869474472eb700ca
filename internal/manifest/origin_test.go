package manifest

import (
	"testing"

	"github.com/backendctl/backendctl/internal/source"
)

func TestOrigin(t *testing.T) {
	text := "---\n# Source: shop/templates/web.yaml\n# more\na: b # Source: nothing\n---\n# Source:\nc: d\n# Source: behind\n---\n" +
		"metadata:\n  annotations:\n    config.kubernetes.io/origin: |\n      path: base/web.yaml\n      repo: x\n---\ne: f\n"
	documents, _ := Parse(source.New("x", []byte(text)), Options{})
	want := []string{"shop/templates/web.yaml", "", "base/web.yaml", ""}
	if len(documents) != len(want) {
		t.Fatalf("got %d documents, want %d", len(documents), len(want))
	}
	for i, d := range documents {
		if got := d.Origin(); got != want[i] {
			t.Errorf("document %d has the origin %q, want %q", i, got, want[i])
		}
	}
}
