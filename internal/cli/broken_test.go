package cli

import (
	"strings"
	"testing"
)

// spellings are formats that write KEY and VALUE in different notations.
var spellings = []string{
	"KEY: VALUE", "'KEY': VALUE", `"KEY": VALUE`, "KEY: 'VALUE'", `KEY: "VALUE"`, "KEY : VALUE", `"KEY"  : VALUE`, "KEY\t: VALUE",
	"!!str KEY: VALUE", "KEY: !!str VALUE", "! KEY: VALUE", "KEY: ! VALUE", "!<tag:yaml.org,2002:str> KEY: VALUE", "KEY: !<tag:yaml.org,2002:str> VALUE",
	"&a KEY: VALUE", "KEY: &a VALUE", `KEY: &a !!str "VALUE"`, "KEY: !!str &a VALUE", "KEY: &a\n  VALUE", "KEY: !!str\n  VALUE",
	"KEY:\n  VALUE", "KEY:\n  \"VALUE\"", "KEY: # why\n  VALUE", "KEY:\n\n  # why\n  VALUE", "KEY: >-\n  VALUE", "KEY: |\n  VALUE", "? KEY\n: VALUE",
}

// TestBrokenSpellings checks that the commands report a Backend that cannot be decoded as an error, in whatever notation its apiVersion and
// kind are written. If both are in an unusual notation, the document has a field that only a Backend has. A valid document precedes the
// broken one.
func TestBrokenSpellings(t *testing.T) {
	spell := func(spelling, key, value string) string {
		return strings.NewReplacer("KEY", key, "VALUE", value).Replace(spelling) + "\n"
	}
	const apiVersion, kind = "apiVersion: gateway.kgateway.dev/v1alpha1\n", "kind: Backend\n"
	const bracket, member = "metadata:\n  name: broken\nspec: [\n", "metadata:\n  name: broken\nspec:\n  static: {\n"
	good := envelope + "  static: {hosts: [{host: a.example.com, port: 80}]}\n---\n"
	for _, spelling := range spellings {
		spelledVersion, spelledKind := spell(spelling, "apiVersion", "gateway.kgateway.dev/v1alpha1"), spell(spelling, "kind", "Backend")
		for _, text := range []string{spelledVersion + kind + bracket, apiVersion + spelledKind + bracket, spelledKind + spelledVersion + member} {
			for _, args := range [][]string{{"validate", "-"}, {"lint", "-"}, {"fmt", "--check", "-"}, {"convert", "--to", "latest", "--check", "-"}} {
				status, out, errs := calledIn(t, t.TempDir(), good+text, args...)
				if status != ExitFindings || !strings.Contains(out+errs, "yaml-syntax") {
					t.Errorf("%v: status %d, want %d and a finding of yaml-syntax, of\n%s", args, status, ExitFindings, text)
				}
			}
		}
	}
}
