package format

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// FuzzFormat checks with checkProperties that any text is formatted correctly. The apiVersion and kind of a Backend are added before the
// generated text, because the fuzzer would rarely write them.
func FuzzFormat(f *testing.F) {
	paths, err := filepath.Glob(filepath.Join("testdata", "*.txtar"))
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range paths {
		a, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		_, spec, _ := strings.Cut(string(a.Files[0].Data), "spec:")
		f.Add("spec:" + spec)
	}
	for _, text := range []string{
		"spec:\n  static:\n    hosts: [ {port: 80, 'host' : a} ]\n", "a: {\n  port: 1, # c\n  host: [ 'x',], }\n", "a: {b, ? c : d, \"e\":f}\n",
		"---\t", "lded: >#   e\n    p", "a: |-#b\n  c\n", "spec:\n - |+\n\n - >2\n    x\n - 'a'\n", "spec: |\n  x\n   ", "a? :\n >", " ?     s\\C", " ![", "a: \"{{ .x }}\n   b\"\n", "a: &a\n  \"b\": *a\n", "? a\n: b\n", "\"y\": 'n'\r\n# c\r\n", "a:\n-\n- # c\n  b: c\n",
		" !4 : x\n", "a: \"\\ \n\"", "![: ::", "G &\"b\"::", " !4 &a : x\n", " !t G &b:: x\n", "9: |\n            ", "c:\n# d\n\n \t# e\n:o: f:", " ? &a\n : *a\n", " &a b: c\n *a : x\n", " a: 'x'#b\n", " \"a\"#b: x\n", " a: |\n  {{ .x }}\n  b  \n   ", " a: >2+\n   {{ .x }}\n\n   {{ .y }}",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		checkProperties(t, "fuzzed", envelopeText+text)
		checkProperties(t, "fuzzed text below spec", "spec:\n"+text+"\n"+envelopeText)
	})
}
