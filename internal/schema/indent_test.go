package schema

import (
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
)

// TestIndentFixes checks the result of the only fix of the only finding, or "" if there is no fix.
func TestIndentFixes(t *testing.T) {
	for _, c := range []struct{ name, text, fixed string }{
		{"too little", "metadata:\nname: x\n\n# c\nlabels:\n  a: b\n", "metadata:\n  name: x\n\n  # c\n  labels:\n    a: b\n"},
		{"too little, with CRLF", "metadata:\r\nname: x\r\nlabels:\r\n  a: b\r\n", "metadata:\r\n  name: x\r\n  labels:\r\n    a: b\r\n"},
		{"too little, with a block scalar", "metadata:\nname: x\nannotations:\n  a: |\n    b\n\n     c\n", "metadata:\n  name: x\n  annotations:\n    a: |\n      b\n\n       c\n"},
		{"too little, in an item", "metadata:\n  name: x\n  ownerReferences:\n  - apiVersion: v1\nnamespace: y\n", ""},
		{"too little, in braces", "spec: {gcp: , host: a}\n", ""},
		{"too much", "metadata:\n  name: x\n  spec:\n    gcp:\n      host: a\n", "metadata:\n  name: x\nspec:\n  gcp:\n    host: a\n"},
		{"too much, with a comment to the left", "metadata:\n  name: x\n  spec:\n# c\n    gcp:\n      host: a\n", "metadata:\n  name: x\nspec:\n# c\n  gcp:\n    host: a\n"},
		{"too much, and by far", "metadata:\n     name: x\n     spec:\n       gcp: {\n      host: a}\n", "metadata:\n     name: x\nspec:\n  gcp: {\n host: a}\n"},
		{"too much, with text to the left", "metadata:\n  name: x\n  spec:\n    gcp: {host: a, audience: {url: \"b\n c\"}}\n", ""},
		{"too much, before another field", "metadata:\n  spec:\n    gcp:\n      host: a\n  name: x\n", ""},
		{"too much, in braces", "metadata: {name: x, spec: {gcp: {host: a}}}\n", ""},
		{"space", "metadata:\n  name:x\n", "metadata:\n  name: x\n"},
		{"spaces", "spec:\n  static:\n    hosts:\n    - host:a\n      port:1\n", "spec:\n  static:\n    hosts:\n    - host: a\n      port: 1\n"},
		{"space in braces", "spec: {static: {hosts: [{host:a, port: 1}]}}\n", "spec: {static: {hosts: [{host: a, port: 1}]}}\n"},
		{"anchor", "spec: {gcp: {host: &a }}\n", "spec: {gcp: {host: \"&a\" }}\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := check(t, "2.4", c.text)
			if len(found) == 0 || c.fixed != "" && len(found) > 1 {
				t.Fatalf("found %v", found)
			}
			if got := fixedBy(t, found[0]); c.fixed == "" && got != "" || !strings.Contains(got, c.fixed) {
				t.Errorf("the fix makes %q, want %q", got, c.fixed)
			}
		})
	}
}

// fixedBy returns the text with the first fix of a finding, or "" if it has none.
func fixedBy(t *testing.T, d diag.Diagnostic) string {
	t.Helper()
	if len(d.Fixes) == 0 {
		return ""
	}
	text, err := edit.Apply(d.File.Text(), d.Fixes[0].Edits)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
