package manifest

import (
	"testing"

	"github.com/backendctl/backendctl/internal/source"
)

// TestGuessWork checks that finding the envelope of a broken document does not compile regular expressions again.
func TestGuessWork(t *testing.T) {
	f := source.New("x.yaml", []byte("apiVersion: v1\nkind: Secret\nmetadata:\n  name: \"a\n"))
	d := &Document{File: f, Span: source.Span{End: len(f.Text())}}
	if allocations := testing.AllocsPerRun(10, d.guess); allocations > 30 {
		t.Errorf("%v allocations, want at most 30", allocations)
	}
	if d.APIVersion != "v1" || d.Kind != "Secret" {
		t.Errorf("guessed %q and %q, want v1 and Secret", d.APIVersion, d.Kind)
	}
}
