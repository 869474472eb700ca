package diag

import (
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/source"
)

// TestFingerprints checks that a fingerprint depends on the rule, the file, the document, the path and the message, and on nothing else.
func TestFingerprints(t *testing.T) {
	f, g := source.New("./a.yaml", []byte("one\ntwo\n")), source.New("b.yaml", nil)
	d := Diagnostic{Rule: "wrong", File: f, Path: "/items/1/spec/x", Message: "m", Severity: Error}
	of := func(change func(*Diagnostic)) Diagnostic {
		other := d
		change(&other)
		return other
	}
	items := []Document{{File: f, Path: "/items/0", Kind: "Backend", Name: "a"}, {File: f, Path: "/items/1", Kind: "Backend", Name: "b"}}
	r := &Result{Documents: items, Diagnostics: []Diagnostic{
		d,
		of(func(d *Diagnostic) {
			d.Span, d.Severity, d.Label, d.Help = source.Span{Start: 4, End: 7}, Info, "l", "h"
		}),
		of(func(d *Diagnostic) { d.Rule = "other" }),
		of(func(d *Diagnostic) { d.Path = "/items/0/spec/x" }),
		of(func(d *Diagnostic) { d.Message = "n" }),
		of(func(d *Diagnostic) { d.File = g }),
		d,
	}}
	prints := r.Fingerprints(CleanName)
	if prints[1] != prints[0]+":2" || prints[6] != prints[0]+":3" {
		t.Errorf("equal findings have the fingerprints %s, %s and %s, want a number at the end of the second and the third", prints[0], prints[1], prints[6])
	}
	seen := map[string]bool{}
	for i, p := range prints {
		if seen[p] {
			t.Errorf("finding %d has the fingerprint of another finding", i)
		}
		seen[p] = true
	}
	r.Documents[1].Name = "renamed"
	if again := r.Fingerprints(CleanName); again[0] == prints[0] || again[3] != prints[3] {
		t.Error("a fingerprint must depend on the name of the finding's document, and on no other name")
	}
	if moved := r.Fingerprints(func(name string) string { return "x/" + name }); strings.HasPrefix(moved[0], prints[0]) {
		t.Error("the fingerprint does not depend on the name of the file")
	}
}

func TestOwners(t *testing.T) {
	f := source.New("a.yaml", nil)
	r := &Result{Documents: []Document{{File: f, Path: "/items/1", Name: "b"}, {File: f, Path: "/items/10", Kind: "Backend", Namespace: "shop", Name: "c"}, {File: f, Index: 1, Name: "d"}}}
	for _, c := range []struct {
		d    Diagnostic
		want string
	}{
		{Diagnostic{File: f, Path: "/items/10/spec"}, "Backend shop/c"},
		{Diagnostic{File: f, Path: "/items/1"}, "b"},
		{Diagnostic{File: f, Document: 1, Path: "/spec"}, "d"},
		{Diagnostic{File: f, Document: -1}, ""},
	} {
		r.Diagnostics = []Diagnostic{c.d}
		if doc, ok := r.Owners().Of(c.d); doc.Title() != c.want || ok != (c.want != "") {
			t.Errorf("a finding at %q of document %d belongs to %q, want %q", c.d.Path, c.d.Document, doc.Title(), c.want)
		}
	}
}
