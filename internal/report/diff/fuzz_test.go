package diff

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/change"
	"github.com/backendctl/backendctl/internal/report"
	"github.com/backendctl/backendctl/internal/report/reporttest"
	"github.com/backendctl/backendctl/internal/source"
)

// FuzzDiff compares any two texts. The output in each format must be parseable and contain no control characters.
func FuzzDiff(f *testing.F) {
	backend := "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: web}\nspec:\n  static:\n    hosts:\n    - {host: a, port: 80}\n"
	token := "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: web}\nspec:\n  ai: {llm: {openai: {authToken: {kind: Inline, inline: hunter-two}}}}\n"
	for _, seed := range [][2]string{
		{backend, backend + "    - {host: b}\n"},
		{backend + "---\n" + token, token},
		{backend, backend + " x: [\n"},
		{token, strings.Replace(token, "hunter-two", "hunter-three", 1)},
		{"kind: \"\\e[1m\\u202e\"\na: 1\n", "kind: \"\\e[1m\\u202e\"\na: \"|x`\\n\\u2028<b>\"\n"},
	} {
		f.Add(seed[0], seed[1], 60)
	}
	f.Fuzz(func(t *testing.T, before, after string, width int) {
		if len(before)+len(after) > 1<<13 {
			return
		}
		d := change.Files([]*source.File{source.New("a\x1b.yaml", []byte(before))}, []*source.File{source.New("b\n.yaml", []byte(after))}, change.Options{})
		for _, format := range Formats() {
			var b bytes.Buffer
			o := report.Options{Width: min(max(width, 0), 200)}
			if err := Write(&b, format, d, o); err != nil {
				if !errors.Is(err, ErrPatch) {
					t.Fatalf("%s: %v", format.Name, err)
				}
				continue
			}
			switch out := b.Bytes(); format.Name {
			case "json", "json-patch", "merge-patch":
				if !json.Valid(out) {
					t.Errorf("the output of %s is not valid JSON: %q", format.Name, out)
				}
			default:
				reporttest.CheckLines(t, b.String())
			}
		}
	})
}
