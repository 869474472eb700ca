package lint_test

import (
	"slices"
	"testing"

	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

func TestScalars(t *testing.T) {
	text := "a: 1\nb: &b [2, {c: three}]\nd: *b\ne: &e {f: 4}\ng: {<<: *e, h: 5}\ni:\nj: [[], {}, 6]\n"
	documents, problems := manifest.Parse(source.New("x.yaml", []byte(text)), manifest.Options{})
	if len(documents) != 1 || len(problems) > 0 {
		t.Fatal(problems)
	}
	var got []string
	isNumber := func(n *manifest.Node) bool { _, ok := n.Value.(int64); return ok }
	for _, at := range lint.At(documents[0]).Scalars(isNumber) {
		got = append(got, at.Pointer()+"="+at.Node.Text)
	}
	if want := []string{"/a=1", "/b/0=2", "/e/f=4", "/g/h=5", "/j/2=6"}; !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
	for _, at := range []lint.Place{lint.At(documents[0], "d"), lint.At(documents[0], "d").Index(0), lint.At(documents[0], "x"), lint.At(documents[0], "i")} {
		if found := at.Scalars(isNumber); len(found) > 0 {
			t.Errorf("%q: found %d scalars, want none", at.Pointer(), len(found))
		}
	}
}

// TestMissingOfMissing checks that Field and Index work for a missing value.
func TestMissingOfMissing(t *testing.T) {
	documents, _ := manifest.Parse(source.New("x.yaml", []byte("a: {b: 1}\n")), manifest.Options{})
	at := lint.At(documents[0], "a", "c", "d").Field("e").Index(0)
	if at.Node != nil || at.Pointer() != "/a" || at.Exists() || at.Span.Start != 0 {
		t.Errorf("got a value at %q, %v, want a missing value at /a", at.Pointer(), at.Span)
	}
}
