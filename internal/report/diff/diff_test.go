package diff

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/backendctl/backendctl/internal/change"
	"github.com/backendctl/backendctl/internal/report"
	"github.com/backendctl/backendctl/internal/report/reporttest"
	"github.com/backendctl/backendctl/internal/source"
)

const (
	before = `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: web, annotations: {note: "a <b> | ` + "`c`" + ` @d"}}
spec:
  static:
    hosts: [{host: a, port: 80}, {host: b, port: 80}, {host: c, port: 80}]
---
apiVersion: v1
kind: Secret
metadata: {name: s}
stringData: {token: hunter-two}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: gone}
spec: {gcp: {host: x}}
`
	after = `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: web}
spec:
  static:
    appProtocol: http2
    hosts: [{host: c, port: 80}, {host: b, port: 81}, {host: a, port: 80}]
---
apiVersion: v1
kind: Secret
metadata: {name: s}
stringData: {token: hunter-three}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: new}
spec: {dynamicForwardProxy: {}}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: fn}
spec: {aws: {region: eu-west-1, lambda: {functionName: f}}}
`
)

func differenceOf(before, after string) *change.Difference {
	return change.Files([]*source.File{source.New("a.yaml", []byte(before))}, []*source.File{source.New("b.yaml", []byte(after))}, change.Options{Secrets: Secrets})
}

func write(t *testing.T, format string, d *change.Difference, o report.Options) string {
	t.Helper()
	f, err := Parse(format)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := Write(&b, f, d, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestFitsSchema(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	strict, err := report.MarshalJSON(reporttest.Closed(doc))
	if err != nil {
		t.Fatal(err)
	}
	s := reporttest.Compile(t, strict)
	for _, sides := range [][2]string{{before, after}, {after, before}, {before, before}, {"", after}, {before, "a: ["}, {before, after + "---\na: ["}} {
		reporttest.Validate(t, s, []byte(write(t, "json", differenceOf(sides[0], sides[1]), report.Options{})))
	}
}

// TestHidesSecrets checks that no format shows a secret, and that every format shows that the secret has changed.
func TestHidesSecrets(t *testing.T) {
	secret := before[strings.Index(before, "apiVersion: v1"):strings.LastIndex(before, "---")]
	d := differenceOf(secret, strings.Replace(secret, "hunter-two", "hunter-three", 1))
	for _, f := range Formats() {
		var b bytes.Buffer
		err := Write(&b, f, d, report.Options{})
		if strings.Contains(b.String(), "hunter") {
			t.Errorf("%s shows the secret", f.Name)
		}
		if isPatch := strings.HasSuffix(f.Name, "patch"); isPatch != (err != nil) {
			t.Errorf("%s: error %v, want an error: %t", f.Name, err, isPatch)
		}
		if err == nil && b.Len() == 0 {
			t.Errorf("%s shows no difference", f.Name)
		}
		if err := Write(&b, f, d, report.Options{ShowSecrets: true}); err != nil || f.Name != "summary" && !strings.Contains(b.String(), "hunter-three") {
			t.Errorf("%s does not show the secret with ShowSecrets: %v", f.Name, err)
		}
	}
}

// TestMergePatchHidesSecrets checks that a merge patch, which contains changed lists completely, does not show an unchanged secret in a
// list.
func TestMergePatchHidesSecrets(t *testing.T) {
	text := "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: m}\nspec:\n  ai:\n    priorityGroups:\n    - providers:\n      - name: a\n        openai:\n          model: x\n          authToken: {kind: Inline, inline: hunter-two}\n"
	d := differenceOf(text, strings.Replace(text, "model: x", "model: y", 1))
	for _, f := range Formats() {
		var b bytes.Buffer
		err := Write(&b, f, d, report.Options{})
		if strings.Contains(b.String(), "hunter") || (f.Name == "merge-patch") != (err != nil) {
			t.Errorf("%s: got error %v, want an error only for merge-patch, and no secret in\n%s", f.Name, err, b.String())
		}
	}
}

// TestWithoutCounterpart checks that every format lists a document that cannot be compared, and that no format reports its counterpart as
// removed or added.
func TestWithoutCounterpart(t *testing.T) {
	const web = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: web}\nspec: {static: {hosts: [{host: a, port: 80}]}}\n"
	broken := strings.Replace(web, "80}]", "80}", 1)
	for _, sides := range [][2]string{{web, broken}, {broken, web}} {
		d := differenceOf(sides[0], sides[1])
		for _, f := range Formats() {
			var b bytes.Buffer
			err := Write(&b, f, d, report.Options{})
			text := b.String()
			if isPatch := strings.HasSuffix(f.Name, "patch"); isPatch != (err != nil) {
				t.Errorf("%s: error %v, want an error: %t", f.Name, err, isPatch)
			}
			if err != nil {
				text = err.Error()
			}
			if f.Lists != strings.Contains(text, "web") || f.Name != "json" && !strings.Contains(text, "cannot be compared") {
				t.Errorf("%s lists the document that cannot be compared: want %t, got\n%s", f.Name, f.Lists, text)
			}
			for _, word := range []string{`"removed"`, `"added"`, "is gone", "is new", "+ Backend", "- Backend", "-kind", "+kind"} {
				if strings.Contains(text, word) {
					t.Errorf("%s reports the counterpart with %s:\n%s", f.Name, word, text)
				}
			}
		}
	}
}

func TestNothing(t *testing.T) {
	for format, want := range map[string]string{"text": "", "unified": "", "json-patch": "[]\n", "merge-patch": "{}\n", "summary": "no difference in 3 documents\n", "github": "No difference in 3 documents.\n"} {
		if got := write(t, format, differenceOf(before, before), report.Options{}); got != want {
			t.Errorf("%s writes %q, want %q", format, got, want)
		}
	}
}

// TestNarrow checks that no line is wider than the terminal. Texts that cannot be wrapped are exceptions.
func TestNarrow(t *testing.T) {
	for _, o := range []report.Options{{Width: 40}, {Width: 60}, {Width: 80}, {Width: 40, Verbose: true}, {Width: 60, Verbose: true}, {Width: 80, Verbose: true}} {
		for l := range strings.Lines(write(t, "text", differenceOf(before, after), o)) {
			if len(strings.TrimRight(l, "\n")) > o.Width {
				t.Errorf("a line is wider than %d columns: %q", o.Width, l)
			}
		}
	}
}

// TestCommentIsCut checks that a comment is not longer than the limit of GitHub, and ends with the number of documents that are left out.
func TestCommentIsCut(t *testing.T) {
	before1, _, _ := strings.Cut(before, "---")
	after1, _, _ := strings.Cut(after, "---")
	var before, after strings.Builder
	for i := range 2000 {
		name := strings.Repeat("x", i%7+1) + string(rune('a'+i%26)) + strings.Repeat("y", i/7%50)
		before.WriteString(strings.ReplaceAll(before1, "web", name) + "---\n")
		after.WriteString(strings.ReplaceAll(after1, "web", name) + "---\n")
	}
	text := write(t, "github", differenceOf(before.String(), after.String()), report.Options{})
	if len(text) > 65536 || !strings.Contains(text, "more documents; this comment is full") {
		t.Errorf("the comment has %d bytes, want at most 65536, and ends with %q", len(text), text[len(text)-100:])
	}
}

// TestEffects checks that the schema of the JSON format lists exactly the effects that a change in a report can have.
func TestEffects(t *testing.T) {
	var schema struct {
		Defs struct {
			Change struct {
				Properties struct{ Effect struct{ Enum []string } }
			}
		} `json:"$defs"`
	}
	if err := json.Unmarshal(Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, e := range change.Effects() {
		if e != change.AsContents && e != change.AsPolicy { // reports contain the effect of the policy's field instead
			want = append(want, string(e))
		}
	}
	got := schema.Defs.Change.Properties.Effect.Enum
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("the schema has the effects %q, want %q", got, want)
	}
}
