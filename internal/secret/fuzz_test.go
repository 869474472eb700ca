package secret

import (
	"testing"
	"unicode/utf8"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// FuzzIn checks for any text that the spans of its secrets are inside the text, in order and without overlap, and that Conceal and
// InDocument do not panic.
func FuzzIn(f *testing.F) {
	for _, text := range []string{
		"kind: Secret\ndata: {a: b}\n", "inline: &a !!str |-\n  x\n? [a]\n: *a\n", "a: {<<: [*b, {token: x}]}\n", "{\"inline\": \"\\u0061\"}", "token: 'a\n", "host: https://a:b@c?key=d\n",
		"a: |\n  kind: Secret\n  data: {a: b}\n", "- op: add\n  path: /data/x\n  value: y\n", "a: '{\"password\": \"{{ .x }}\"}'\n", "kind: SecretList\nitems: [{data: [a]}, b]\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		file := source.New("x.yaml", raw)
		s := In(file)
		at := 0
		for _, span := range s.Spans {
			if span.Start < at || span.End <= span.Start || span.End > len(file.Text()) {
				t.Fatalf("span %v, after the end of the previous span at %d, in a text of %d bytes", span, at, len(file.Text()))
			}
			at = span.End
		}
		masked := Mask(file.Text(), s.Spans, source.Span{End: len(file.Text())})
		if utf8.ValidString(file.Text()) && utf8.RuneCountInString(masked) != utf8.RuneCountInString(file.Text()) {
			t.Fatalf("%q is masked as %q, with another number of characters", file.Text(), masked)
		}
		s.Conceal(file.Text())
		documents, _ := manifest.Parse(file, manifest.Options{Templates: true})
		for _, d := range documents {
			InDocument(d)
		}
	})
}
