package check

import (
	"fmt"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/source"
)

// TestBrokenReferents checks that the syntax errors of a Secret are reported if an object refers to it, and that such a Secret is not
// reported as missing.
func TestBrokenReferents(t *testing.T) {
	const uses = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: fn}\nspec:\n  type: AWS\n  aws:\n    accountId: \"123456789012\"\n" +
		"    region: eu-west-1\n    auth: {type: Secret, secretRef: {name: %s}}\n    lambda: {functionName: a}\n"
	const head = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: key\n"
	for _, c := range []struct{ name, used, secret, want string }{
		{"an open quote", "key", head + "stringData:\n  accessKey: \"a\n", "yaml-syntax"},
		{"a tab", "key", head + "stringData:\n\taccessKey: a\n", "yaml-syntax"},
		{"a key twice", "key", head + "stringData: {accessKey: a, accessKey: a, secretKey: b}\n", "duplicate-key"},
		{"an open quote in a Secret that no object refers to", "other", head + "stringData:\n  accessKey: \"a\n", ""},
		{"a template", "key", "{{- if .x }}\n" + head + "{{- end }}\n", ""},
	} {
		for _, complete := range []lint.Completeness{lint.Partial, lint.Tree, lint.Stated} {
			files := []*source.File{source.New("a.yaml", []byte(fmt.Sprintf(uses, c.used))), source.New("b.yaml", []byte(c.secret))}
			r, err := Files(t.Context(), files, Options{Templates: true, Rules: rules.All(), Complete: complete})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, d := range r.Diagnostics {
				switch {
				case d.File == files[1]:
					got = append(got, d.Rule)
				case d.Rule == "secret-missing" && c.used == "key":
					t.Errorf("%s: the Secret is reported as missing", c.name)
				}
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("%s: found %q, want %q", c.name, got, c.want)
			}
		}
	}
}
