package check

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/kustomize"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/source"
)

// judgedWith returns the findings of files, and the number of parsed documents.
func judgedWith(t *testing.T, files []*source.File, complete lint.Completeness, defers bool) (found []string, parsed int) {
	t.Helper()
	o := Options{Templates: true, Rules: rules.All(), Complete: complete, Kustomize: kustomize.Among(files), defers: defers}
	r, _, err := judgeFiles(t.Context(), len(files), func(i int) (*source.File, error) { return files[i], nil }, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range r.Diagnostics {
		found = append(found, fmt.Sprintf("%s:%d %s %s %s", d.File.Name(), d.Span.Start, d.Severity, d.Rule, d.Message+d.Help))
	}
	return found, len(r.Documents)
}

// TestDeferred checks that postponing files changes no finding, for the examples of all rules with each document in a separate file, next
// to many objects that nothing refers to.
func TestDeferred(t *testing.T) {
	var others []*source.File
	for i := range 6 {
		for _, text := range []string{
			"apiVersion: v1\nkind: Secret\nmetadata:\n  name: other-%d\nstringData:\n  name: web\n",
			"apiVersion: v1\nkind: Service\nmetadata: {name: other-%d}\nspec:\n  ports: [{name: http, port: 80}]\n",
			"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: other-%d\ndata:\n  ca.crt: |\n    x\n",
		} {
			others = append(others, source.New(fmt.Sprintf("z/%d-%d.yaml", i, len(others)), []byte(fmt.Sprintf(text, i))))
		}
	}
	saved := 0
	for _, rule := range rules.All() {
		for which, example := range map[string]string{"bad": rule.Bad, "good": rule.Good} {
			files := slices.Clone(others)
			for i, text := range strings.Split(example, "\n---\n") {
				files = append(files, source.New(fmt.Sprintf("a/%d.yaml", i), []byte(text+"\n")))
			}
			for _, complete := range []lint.Completeness{lint.Tree, lint.Stated} {
				got, few := judgedWith(t, files, complete, true)
				want, all := judgedWith(t, files, complete, false)
				if !slices.Equal(got, want) {
					t.Errorf("%s, %s example: found %q, and %q if no file is postponed", rule.ID, which, got, want)
				}
				saved += all - few
			}
		}
	}
	if saved < 1000 {
		t.Errorf("only %d documents were not parsed, want at least 1000", saved)
	}
}

// TestNamed checks which postponed files are parsed.
func TestNamed(t *testing.T) {
	const uses = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: fn}\nspec:\n  type: AWS\n  aws:\n    accountId: \"123456789012\"\n" +
		"    region: eu-west-1\n    auth: {type: Secret, secretRef: {name: %s}}\n    lambda: {functionName: a}\n"
	const secret = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: %s\nstringData: {accessKey: a, secretKey: b}\n"
	for _, c := range []struct {
		name, used, made string
		parsed           bool
		want             string
	}{
		{"a Secret with the name in the reference", "aws-key", "aws-key", true, ""},
		{"a Secret with another name", "aws-key", "database", false, "no Secret"},
		{"a Secret with a similar name", "aws-key", "aws-kye", true, "did you mean"},
		{"a Secret with a similar name, and a ConfigMap with the name", "aws-key", "aws-kye\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: aws-key", true, "did you mean"},
		{"a Secret whose name is an alias", "aws-key", "&n aws-key\n  x: *n", true, ""},
		{"a Secret whose name is a template", "aws-key", "{{ .Values.name }}", false, ""},
		{"a Secret with another name and a directive", "aws-key", "other # backendctl:ignore-file", true, "no Secret"},
	} {
		files := []*source.File{source.New("a.yaml", []byte(fmt.Sprintf(uses, c.used))), source.New("b.yaml", []byte(fmt.Sprintf(secret, c.made)))}
		o := Options{Templates: true, Rules: rules.All(), Complete: lint.Tree, Kustomize: kustomize.Among(files)}
		r, _, err := Read(t.Context(), len(files), func(i int) (*source.File, error) { return files[i], nil }, o)
		if err != nil {
			t.Fatal(err)
		}
		if parsed := len(r.Documents) > 1; parsed != c.parsed {
			t.Errorf("%s: parsed is %t, want %t", c.name, parsed, c.parsed)
		}
		var missing []string
		for _, d := range r.Diagnostics {
			if d.Rule == "secret-missing" && d.Severity >= diag.Warning {
				missing = append(missing, d.Message+"; "+d.Help)
			}
		}
		if got := strings.Join(missing, "\n"); (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: found %q, want %q", c.name, got, c.want)
		}
	}
}
