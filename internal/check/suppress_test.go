package check

import (
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/target"
)

// TestSuppress checks which findings a comment suppresses: "!" precedes the rules that still count.
func TestSuppress(t *testing.T) {
	const head = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: x}\n"
	for _, c := range []struct{ name, text, want string }{
		{"end of the line", head + "spec:\n  static:\n    hosts:\n    - host: a\n      port: 1\n      x: 1 # backendctl:ignore unknown-field added by a webhook\n", "unknown-field"},
		{"line above", head + "spec:\n  static:\n    hosts:\n    - host: a\n      port: 1\n      # backendctl:ignore unknown-field added by a webhook\n      x: 1\n", "unknown-field"},
		{"comments between", head + "spec:\n  static:\n    hosts:\n    - host: a\n      port: 1\n      # backendctl:ignore unknown-field added by a webhook\n      # and so on\n      x: 1\n", "unknown-field"},
		{"start of the block", head + "spec:\n  static: # backendctl:ignore unknown-field,wrong-type a webhook\n    hosts:\n    - host: a\n      port: \"1\"\n      x: 1\n", "unknown-field wrong-type"},
		{"above the block", head + "spec:\n  # backendctl:ignore unknown-field a webhook\n  static:\n    hosts:\n    - host: a\n      port: 1\n      x: 1\n", "unknown-field"},
		{"list item", head + "spec:\n  static:\n    hosts:\n    # backendctl:ignore unknown-field a webhook\n    - host: a\n      port: 1\n      x: 1\n    - host: b\n      port: 1\n      x: 1\n", "unknown-field !unknown-field"},
		{"only its rules", head + "spec:\n  static: # backendctl:ignore unknown-field a webhook\n    hosts:\n    - host: a\n      port: \"1\"\n      x: 1\n", "unknown-field !wrong-type"},
		{"another line", head + "spec: # backendctl:ignore unknown-kind no reason\n  static:\n    hosts:\n    - host: a\n      port: 1\n      x: 1\n", "!unknown-field !unused-ignore"},
		{"file", "# backendctl:ignore-file unknown-field a webhook\n" + head + "spec: {gcp: {host: a, x: 1}}\n---\n" + head + "spec: {gcp: {host: a, x: 1}}\n", "unknown-field unknown-field"},
		{"file, but not on top", head + "spec: {gcp: {host: a, x: 1}}\n# backendctl:ignore-file unknown-field a webhook\n", "!invalid-ignore !unknown-field"},
		{"no reason", head + "spec: {gcp: {host: a, x: 1}} # backendctl:ignore unknown-field\n", "!invalid-ignore !unknown-field"},
		{"no rule", head + "spec: {gcp: {host: a}} # backendctl:ignore\n", "!invalid-ignore"},
		{"misspelt rule", head + "spec: {gcp: {host: a, x: 1}} # backendctl:ignore unknwn-field a webhook\n", "!invalid-ignore !unknown-field"},
		{"unused", head + "spec: {gcp: {host: a}} # backendctl:ignore unknown-field a webhook\n", "!unused-ignore"},
		{"half used", head + "spec: {gcp: {host: a, x: 1}} # backendctl:ignore unknown-field,wrong-type a webhook\n", "unknown-field !unused-ignore"},
		{"in a scalar", head + "spec: {gcp: {host: \"# backendctl:ignore unknown-field x\", x: 1}}\n", "!unknown-field"},
		{"another kind is not checked", "kind: Service\n# backendctl:ignore unknown-field a webhook\napiVersion: v1\n", ""},
		{"List", "apiVersion: v1\nkind: List\nitems:\n- apiVersion: gateway.kgateway.dev/v1alpha1\n  kind: Backend\n  metadata: {name: x}\n  spec: {gcp: {host: a, x: 1}}\n- apiVersion: gateway.kgateway.dev/v1alpha1\n  kind: Backend\n  metadata: {name: z}\n  # backendctl:ignore unknown-field a webhook\n  spec: {gcp: {host: a, x: 1}}\n", "!unknown-field unknown-field"},
		{"block in a later item", "apiVersion: v1\nkind: List\nitems:\n- apiVersion: gateway.kgateway.dev/v1alpha1\n  kind: Backend\n  metadata: {name: x}\n  spec: {gcp: {host: a}}\n- apiVersion: gateway.kgateway.dev/v1alpha1\n  kind: Backend\n  metadata: {name: z}\n  # backendctl:ignore unknown-field a webhook\n  spec:\n    gcp:\n      host: a\n      x: 1\n", "unknown-field"},
		{"item of a List", "apiVersion: v1\nkind: List\nitems:\n# backendctl:ignore unknown-field a webhook\n- apiVersion: gateway.kgateway.dev/v1alpha1\n  kind: Backend\n  metadata: {name: x}\n  spec: {gcp: {host: a, x: 1}}\n", "unknown-field"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := run(t, c.text, Options{Targets: []target.Target{target.Latest()}})
			var got []string
			for _, d := range r.Diagnostics {
				mark := "!"
				if d.Suppressed != nil {
					mark = ""
				}
				got = append(got, mark+d.Rule)
			}
			want := strings.Fields(c.want)
			slices.SortFunc(got, byRule)
			slices.SortFunc(want, byRule)
			if !slices.Equal(got, want) {
				t.Errorf("found %v, want %v", got, want)
			}
			for _, d := range r.Diagnostics {
				if d.Suppressed != nil && (d.Suppressed.Kind != "inSource" || d.Suppressed.Reason == "") {
					t.Errorf("suppressed by %+v", *d.Suppressed)
				}
			}
		})
	}
}

func byRule(a, b string) int {
	return strings.Compare(strings.TrimPrefix(a, "!")+a, strings.TrimPrefix(b, "!")+b)
}
