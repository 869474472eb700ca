package schema

import (
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
)

// TestIndentFixes checks the text after the fix of the only finding; fixed is "" if there is no fix.
func TestIndentFixes(t *testing.T) {
	for _, c := range []struct{ name, text, fixed string }{
		{"too little indentation", "metadata:\nname: x\n\n# c\nlabels:\n  a: b\n", "metadata:\n  name: x\n\n  # c\n  labels:\n    a: b\n"},
		{"too little indentation, with CRLF", "metadata:\r\nname: x\r\nlabels:\r\n  a: b\r\n", "metadata:\r\n  name: x\r\n  labels:\r\n    a: b\r\n"},
		{"too little indentation, with a block scalar", "metadata:\nname: x\nannotations:\n  a: |\n    b\n\n     c\n", "metadata:\n  name: x\n  annotations:\n    a: |\n      b\n\n       c\n"},
		{"too little indentation, after an object with fields", "metadata:\n  name: x\n  ownerReferences:\n  - apiVersion: v1\nnamespace: y\n", ""},
		{"an empty field in braces, before a field that belongs to it", "spec: {gcp: , host: a}\n", ""},
		{"too much indentation", "metadata:\n  name: x\n  spec:\n    gcp:\n      host: a\n", "metadata:\n  name: x\nspec:\n  gcp:\n    host: a\n"},
		{"too much indentation, with a comment to the left", "metadata:\n  name: x\n  spec:\n# c\n    gcp:\n      host: a\n", "metadata:\n  name: x\nspec:\n# c\n  gcp:\n    host: a\n"},
		{"too much indentation, by five spaces", "metadata:\n     name: x\n     spec:\n       gcp: {\n      host: a}\n", "metadata:\n     name: x\nspec:\n  gcp: {\n host: a}\n"},
		{"too much indentation, with a line of a quoted text that cannot move to the left", "metadata:\n  name: x\n  spec:\n    gcp: {host: a, audience: {url: \"b\n c\"}}\n", ""},
		{"too much indentation, before another field", "metadata:\n  spec:\n    gcp:\n      host: a\n  name: x\n", ""},
		{"a field in the wrong braces", "metadata: {name: x, spec: {gcp: {host: a}}}\n", ""},
		{"missing space after a colon", "metadata:\n  name:x\n", "metadata:\n  name: x\n"},
		{"missing spaces after two colons", "spec:\n  static:\n    hosts:\n    - host:a\n      port:1\n", "spec:\n  static:\n    hosts:\n    - host: a\n      port: 1\n"},
		{"missing space after a colon, in braces", "spec: {static: {hosts: [{host:a, port: 1}]}}\n", "spec: {static: {hosts: [{host: a, port: 1}]}}\n"},
		{"a value that YAML reads as an anchor", "spec: {gcp: {host: &a }}\n", "spec: {gcp: {host: \"&a\" }}\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := check(t, "2.4", c.text)
			if len(found) == 0 || c.fixed != "" && len(found) > 1 {
				t.Fatalf("found %v, want one finding", found)
			}
			if got := fixedBy(t, found[0]); c.fixed == "" && got != "" || !strings.Contains(got, c.fixed) {
				t.Errorf("the fix gives %q, want %q", got, c.fixed)
			}
		})
	}
}

// fixedBy returns the file's text with the first fix of a finding applied, or "" if the finding has no fix.
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
