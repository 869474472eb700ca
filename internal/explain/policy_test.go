package explain_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/explain"
	"github.com/backendctl/backendctl/internal/fields"
)

// TestPolicyFields checks that every field of every policy has a page as text and as Markdown, and that the fields of BackendConfigPolicy
// and BackendTLSPolicy have a description.
func TestPolicyFields(t *testing.T) {
	seen := 0
	for _, each := range fields.Kinds() {
		apiVersion, kind, _ := strings.Cut(each, " ")
		eachPolicyField(fields.Of(apiVersion, kind).Child("spec"), kind+".spec", func(f *fields.Field, name string) {
			seen++
			page, ok, err := explain.FindPolicy(name)
			if err != nil || !ok || page.Field != f.Path() || page.Type == "" {
				t.Errorf("FindPolicy(%q) = %+v, %v, want the page of the field", name, page, err)
			}
			if strings.HasPrefix(kind, "Backend") && page.Description == "" {
				t.Errorf("%s has no description in words.txt", name)
			}
			for _, text := range []string{page.Text(80, plainly), page.Markdown()} {
				if !strings.Contains(text, name) || !strings.Contains(text, page.APIVersions[0]) {
					t.Errorf("the page of %s does not contain its name and API version:\n%s", name, text)
				}
			}
		})
	}
	if seen < 500 {
		t.Errorf("%d fields were checked, want at least 500", seen)
	}
}

func eachPolicyField(f *fields.Field, name string, visit func(*fields.Field, string)) {
	visit(f, name)
	for _, child := range f.All() {
		eachPolicyField(child, name+"."+child.Name, visit)
	}
}

func TestFindPolicy(t *testing.T) {
	for name, want := range map[string]string{
		"BackendConfigPolicy":                         "BackendConfigPolicy ",
		"backendconfigpolicy.tls.sni":                 "BackendConfigPolicy spec.tls.sni",
		"BackendConfigPolicy.spec.targetRefs[0].name": "BackendConfigPolicy spec.targetRefs.name",
		"BackendTLSPolicy.validation.hostname":        "BackendTLSPolicy spec.validation.hostname",
		"spec.static":                                 "",
		"BackendConfigPolicy.spec.tls.snii":           `! BackendConfigPolicy.spec.tls has no field "snii", did you mean "sni"?`,
		"BackendConfigPolicy.spec.connectTimeout.x":   `! BackendConfigPolicy.spec.connectTimeout has no field "x"`,
	} {
		page, ok, err := explain.FindPolicy(name)
		got := ""
		switch {
		case err != nil:
			got = "! " + err.Error()
		case ok:
			got = page.Kind + " " + page.Field
		}
		if got != want {
			t.Errorf("FindPolicy(%q): %q, want %q", name, got, want)
		}
	}
	page, _, err := explain.FindPolicy("BackendConfigPolicy.spec.outlierDetection.interval")
	if err != nil || page.Type != "string" || page.Default != "10s" || page.Since != "2.1" {
		t.Errorf("outlierDetection.interval: %+v, %v, want a string with the default 10s since 2.1", page, err)
	}
	page, _, err = explain.FindPolicy("BackendConfigPolicy.healthCheck.http.method")
	if err != nil || !slices.Contains(page.Values, "HEAD") {
		t.Errorf("healthCheck.http.method: %+v, %v, want HEAD among the values", page, err)
	}
}
