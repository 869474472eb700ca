package check

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// FuzzSuppress checks for any text after a Backend's envelope that ignores only suppress findings: the same findings exist without the
// ignores, and each suppressed finding has a reason.
func FuzzSuppress(f *testing.F) {
	for _, text := range []string{
		"spec:\n  static:\n    hosts:\n    - host: a\n      port: 1\n      x: 1 # backendctl:ignore unknown-field added by a webhook\n",
		"spec:\n  # backendctl:ignore unknown-field,wrong-type a webhook\n  static:\n    hosts: [{host: a, port: \"1\", x: 1}]\n",
		"spec: {gcp: {host: a, x: 1}}\n# backendctl:ignore-file unknown-field a webhook\n",
		"spec: {gcp: {host: \"# backendctl:ignore unknown-field x\", x: 1}} # backendctl:ignore\n",
		"spec:\n  gcp: &g {host: 127.0.0.1} #backendctl:ignore loopback-host x\n  aws: *g\n---\nkind: List\napiVersion: v1\nitems:\n# backendctl:ignore-file x y\n- &a\n  kind: Backend\n- *a\n",
		"# backendctl: target=kgateway-2.0\nspec:\n\tgcp:\n# backendctl:ignore syntax no\n",
	} {
		f.Add(text)
	}
	o := Options{Targets: []target.Target{target.Latest()}, Templates: true, Rules: rules.All()}
	own := func(d diag.Diagnostic) bool { return d.Rule == ruleBadIgnore || d.Rule == ruleUnusedIgnore }
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<13 {
			return
		}
		text = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: x}\n" + text
		with := found(t, text, o)
		without := found(t, strings.ReplaceAll(text, "backendctl:ignore", "backendctl-ignore"), o)
		for _, d := range with {
			if d.Suppressed != nil && d.Suppressed.Reason == "" {
				t.Fatalf("%s is suppressed without a reason", d.Rule)
			}
		}
		if a, b := placesBut(with, own), placesBut(without, own); onlyComments(text) && !slices.Equal(a, b) {
			t.Fatalf("the findings with the ignores are\n%v\nand without them\n%v", a, b)
		}
	})
}

// onlyComments reports whether ignores occur only in comments. An ignore in a value is a part of the value.
func onlyComments(text string) bool {
	f := source.New("x.yaml", []byte(text))
	documents, _ := manifest.Parse(f, manifest.Options{Templates: true})
	for at := range len(f.Text()) {
		if strings.HasPrefix(f.Text()[at:], "backendctl:ignore") && !slices.ContainsFunc(documents, func(d *manifest.Document) bool {
			return slices.ContainsFunc(d.Comments(), func(s source.Span) bool { return s.Contains(at) })
		}) {
			return false
		}
	}
	return true
}

func found(t *testing.T, text string, o Options) []diag.Diagnostic {
	t.Helper()
	r, err := Files(t.Context(), []*source.File{source.New("x.yaml", []byte(text))}, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range r.Diagnostics {
		if d.Span.Start < 0 || d.Span.Start > d.Span.End || d.Span.End > len(d.File.Text()) {
			t.Fatalf("the finding %s has the span %v, which is not inside the %d bytes of the file", d.Rule, d.Span, len(d.File.Text()))
		}
	}
	return r.Diagnostics
}

// placesBut returns the rule, path and span of each finding, except the findings for which without returns true.
func placesBut(found []diag.Diagnostic, without func(diag.Diagnostic) bool) []string {
	var out []string
	for _, d := range found {
		if !without(d) {
			out = append(out, fmt.Sprintf("%s %s %v", d.Rule, d.Path, d.Span))
		}
	}
	slices.Sort(out)
	return out
}
