package cli

import (
	"testing"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// TestDigests checks that --since splits a file into the same number of documents as the findings do.
func TestDigests(t *testing.T) {
	for _, text := range []string{
		"", "\n\n", "a: b\n", "---\n", "---\n---\na: b\n", "# only a comment\n", "# a comment\n---\na: b\n", "a: b\n---\n# a comment\n---\nc: d\n",
		"a: b\n...\nc: d\n", "%YAML 1.2\n---\na: b\n", "null\n", "~\n---\na: b\n", "--- null\n---\na: b\n", "---  \n\t\n---\na: b\n", "---\n!!null\n---\na: b\n",
		"\uFEFF---\na: b\n---\n\uFEFFc: d\n", "{\"a\": 1}\n", "{\"a\": 1}{\"b\": 2}\n", "a: [\n---\nb: c\n", "a: |\n  x\n---\nb: c\n", "--- # a comment\n---\nb: c\n",
		"{{ if .x }}\n---\na: b\n", "apiVersion: v1\nkind: List\nitems:\n- a: b\n- c: d\n---\na: b\n", "a: b\r\n---\r\nc: d\r\n", "...\n---\na: b\n", "a: b\n---\n...\n---\nc: d\n", "---\n&a\n---\na: b\n",
	} {
		f := source.New("x.yaml", []byte(text))
		documents, _ := manifest.Parse(f, manifest.Options{})
		n := 0
		for _, d := range documents {
			n = max(n, d.Index+1)
		}
		if got := len(digests(f)); got != n {
			t.Errorf("%q has %d digests, want %d, the number of its documents", text, got, n)
		}
	}
}
