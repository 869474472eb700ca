package check

import (
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/target"
)

// TestSuppress checks which findings a comment suppresses. The expectation has the rule of each finding, with "!" before a rule that is not
// suppressed.
func TestSuppress(t *testing.T) {
	const head = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: x}\n"
	for _, c := range []struct{ name, text, want string }{
		{"ignore at the end of the line", head + "spec:\n  static:\n    hosts:\n    - host: a\n      port: 1\n      x: 1 # backendctl:ignore unknown-field added by a webhook\n", "unknown-field"},
		{"ignore on the line above", head + "spec:\n  static:\n    hosts:\n    - host: a\n      port: 1\n      # backendctl:ignore unknown-field added by a webhook\n      x: 1\n", "unknown-field"},
		{"another comment below the ignore", head + "spec:\n  static:\n    hosts:\n    - host: a\n      port: 1\n      # backendctl:ignore unknown-field added by a webhook\n      # and so on\n      x: 1\n", "unknown-field"},
		{"ignore on the first line of a block", head + "spec:\n  static: # backendctl:ignore unknown-field,wrong-type a webhook\n    hosts:\n    - host: a\n      port: \"1\"\n      x: 1\n", "unknown-field wrong-type"},
		{"ignore above a block", head + "spec:\n  # backendctl:ignore unknown-field a webhook\n  static:\n    hosts:\n    - host: a\n      port: 1\n      x: 1\n", "unknown-field"},
		{"ignore above a list item", head + "spec:\n  static:\n    hosts:\n    # backendctl:ignore unknown-field a webhook\n    - host: a\n      port: 1\n      x: 1\n    - host: b\n      port: 1\n      x: 1\n", "unknown-field !unknown-field"},
		{"ignore with one of two rules", head + "spec:\n  static: # backendctl:ignore unknown-field a webhook\n    hosts:\n    - host: a\n      port: \"1\"\n      x: 1\n", "unknown-field !wrong-type"},
		{"ignore of a rule that finds nothing", head + "spec: # backendctl:ignore unknown-kind no reason\n  static:\n    hosts:\n    - host: a\n      port: 1\n      x: 1\n", "!unknown-field !unused-ignore"},
		{"ignore-file at the top", "# backendctl:ignore-file unknown-field a webhook\n" + head + "spec: {gcp: {host: a, x: 1}}\n---\n" + head + "spec: {gcp: {host: a, x: 1}}\n", "unknown-field unknown-field"},
		{"ignore-file that is not at the top", head + "spec: {gcp: {host: a, x: 1}}\n# backendctl:ignore-file unknown-field a webhook\n", "!invalid-ignore !unknown-field"},
		{"ignore without a reason", head + "spec: {gcp: {host: a, x: 1}} # backendctl:ignore unknown-field\n", "!invalid-ignore !unknown-field"},
		{"ignore without a rule", head + "spec: {gcp: {host: a}} # backendctl:ignore\n", "!invalid-ignore"},
		{"misspelt rule", head + "spec: {gcp: {host: a, x: 1}} # backendctl:ignore unknwn-field a webhook\n", "!invalid-ignore !unknown-field"},
		{"unused ignore", head + "spec: {gcp: {host: a}} # backendctl:ignore unknown-field a webhook\n", "!unused-ignore"},
		{"ignore with a used and an unused rule", head + "spec: {gcp: {host: a, x: 1}} # backendctl:ignore unknown-field,wrong-type a webhook\n", "unknown-field !unused-ignore"},
		{"text of an ignore in a scalar", head + "spec: {gcp: {host: \"# backendctl:ignore unknown-field x\", x: 1}}\n", "!unknown-field"},
		{"ignore in a document of another kind", "kind: Service\n# backendctl:ignore unknown-field a webhook\napiVersion: v1\n", ""},
		{"ignore above an item's spec in a List", "apiVersion: v1\nkind: List\nitems:\n- apiVersion: gateway.kgateway.dev/v1alpha1\n  kind: Backend\n  metadata: {name: x}\n  spec: {gcp: {host: a, x: 1}}\n- apiVersion: gateway.kgateway.dev/v1alpha1\n  kind: Backend\n  metadata: {name: z}\n  # backendctl:ignore unknown-field a webhook\n  spec: {gcp: {host: a, x: 1}}\n", "!unknown-field unknown-field"},
		{"ignore of a block in a later item of a List", "apiVersion: v1\nkind: List\nitems:\n- apiVersion: gateway.kgateway.dev/v1alpha1\n  kind: Backend\n  metadata: {name: x}\n  spec: {gcp: {host: a}}\n- apiVersion: gateway.kgateway.dev/v1alpha1\n  kind: Backend\n  metadata: {name: z}\n  # backendctl:ignore unknown-field a webhook\n  spec:\n    gcp:\n      host: a\n      x: 1\n", "unknown-field"},
		{"ignore above an item of a List", "apiVersion: v1\nkind: List\nitems:\n# backendctl:ignore unknown-field a webhook\n- apiVersion: gateway.kgateway.dev/v1alpha1\n  kind: Backend\n  metadata: {name: x}\n  spec: {gcp: {host: a, x: 1}}\n", "unknown-field"},
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
					t.Errorf("the suppression is %+v, want the kind inSource and a reason", *d.Suppressed)
				}
			}
		})
	}
}

func byRule(a, b string) int {
	return strings.Compare(strings.TrimPrefix(a, "!")+a, strings.TrimPrefix(b, "!")+b)
}
