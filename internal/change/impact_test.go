package change

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// TestEveryFieldHasAnImpact checks that the table of impacts has a decision for every field of a Backend.
func TestEveryFieldHasAnImpact(t *testing.T) {
	known, err := target.Facts()
	if err != nil {
		t.Fatal(err)
	}
	leaves := 0
	for path, fact := range known {
		if !fact.Leaf || strings.HasSuffix(path, "[]") {
			continue
		}
		leaves++
		if !HasRule("Backend", path) {
			t.Errorf("the table of impacts has no rule for the field %s", path)
		}
	}
	if leaves < 150 {
		t.Errorf("the schemas have only %d fields, want at least 150", leaves)
	}
}

// An example is an object before and after a change. Both have the kind of the example, and one of them may be nil. The object with is
// unchanged on both sides, or nil.
type example struct {
	kind, text          string
	before, after, with object
}

// examples reads testdata/impacts.txt.
func examples(t *testing.T) []example {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "impacts.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var out []example
	kind := ""
	var with object
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		first, second, isPair := strings.Cut(line, " ~ ")
		policy, isWith := strings.CutPrefix(line, "with ")
		switch {
		case line == "" || line[0] == '#':
		case isWith:
			policyKind, fields, _ := strings.Cut(policy, " ")
			with = objectOf(t, policyKind, fields, false)
		case !isPair:
			kind = line
		default:
			first, isWhole := strings.CutPrefix(first, "! ")
			out = append(out, example{kind, line, objectOf(t, kind, first, isWhole), objectOf(t, kind, second, isWhole), with})
			with = nil
		}
	}
	return out
}

// objectOf returns an object of a kind from a YAML text in flow style. The text contains the spec or, if isWhole is set, all fields of the
// object. For the text "-", it returns nil.
func objectOf(t *testing.T, kind, text string, isWhole bool) object {
	t.Helper()
	if text == "-" {
		return nil
	}
	kind, version, _ := strings.Cut(kind, " ")
	out := object{"apiVersion": versionOf(kind, version), "kind": kind, "metadata": object{"name": "x"}}
	var fields object
	if err := yaml.Unmarshal([]byte(text), &fields); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	if !isWhole {
		out["spec"] = fields
		return out
	}
	if metadata, ok := fields["metadata"].(object); ok {
		if _, hasName := metadata["name"]; !hasName {
			metadata["name"] = "x"
		}
	}
	for key, value := range fields {
		out[key] = value
	}
	return out
}

func versionOf(kind, version string) string {
	switch kind {
	case "BackendTLSPolicy":
		if version != "" {
			return "gateway.networking.k8s.io/" + version
		}
		return "gateway.networking.k8s.io/v1"
	case "HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "Gateway", "ListenerSet", "ReferenceGrant":
		return "gateway.networking.k8s.io/v1"
	case "XListenerSet":
		return "gateway.networking.x-k8s.io/v1alpha1"
	case "Kustomization":
		return "kustomize.config.k8s.io/v1beta1"
	case "Secret", "ConfigMap", "Service":
		return "v1"
	}
	return "gateway.kgateway.dev/v1alpha1"
}

// fileOf returns a list with one file that contains an object, or nil if the object is nil.
func fileOf(t *testing.T, name string, o object) []*source.File {
	t.Helper()
	if o == nil {
		return nil
	}
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	return []*source.File{source.New(name, text)}
}

// TestImpacts compares the two sides of each example in both directions, and checks the changes with testdata/impacts.golden
// (BACKENDCTL_UPDATE=1 writes the file). Every clause of the table of impacts must decide at least one example, or one pair in
// testdata/pairs.txtar.
func TestImpacts(t *testing.T) {
	var out bytes.Buffer
	decided := map[string]bool{}
	kind := ""
	for _, e := range examples(t) {
		if e.kind != kind {
			kind = e.kind
			fmt.Fprintf(&out, "\n# %s\n", kind)
		}
		fmt.Fprintf(&out, "%s\n", e.text)
		for i, pair := range [][2]object{{e.before, e.after}, {e.after, e.before}} {
			before := append(fileOf(t, "a.yaml", pair[0]), fileOf(t, "with.yaml", e.with)...)
			after := append(fileOf(t, "b.yaml", pair[1]), fileOf(t, "with.yaml", e.with)...)
			for _, d := range Files(before, after, Options{Managed: kind == "Other", IsKustomization: isKustomization}).Documents {
				for _, c := range d.Changes {
					note(decided, c)
					fmt.Fprintf(&out, "  %s %s %s: %s, %s: %s\n", []string{"->", "<-"}[i], c.Op, c.Label, c.Impact, c.Effect, c.Reason)
					for _, f := range c.Fields {
						note(decided, f)
						fmt.Fprintf(&out, "       %s: %s, %s\n", f.Label, f.Impact, f.Reason)
					}
				}
			}
		}
	}
	noteTextPairs(t, decided)
	for _, r := range Rules() {
		for _, op := range r.Ops() {
			if !decided[keyOf(&r, op)] {
				t.Errorf("no example uses the %q clause of the rule for %s %q%s", op, r.Kind, r.Path, suffixOf(&r))
			}
		}
		if r.Others().Effect != "" && !decided[keyOf(&r, "")] {
			t.Errorf("no example uses the clause for any change of %s %q%s", r.Kind, r.Path, suffixOf(&r))
		}
	}
	golden(t, "impacts.golden", out.Bytes())
}

func isKustomization(d *manifest.Document) bool {
	return strings.HasPrefix(d.APIVersion, "kustomize.config.k8s.io/")
}

func note(decided map[string]bool, c Change) {
	op := c.Op
	if c.rule.Clause(op) == c.rule.Others() {
		op = ""
	}
	decided[keyOf(c.rule, op)] = true
}

// noteTextPairs adds to decided the clauses of the table of impacts that decide a change in testdata/pairs.txtar.
func noteTextPairs(t *testing.T, decided map[string]bool) {
	t.Helper()
	for _, p := range textPairs(t) {
		for _, texts := range [][2]string{{p.before, p.after}, {p.after, p.before}} {
			for _, d := range difference(texts[0], texts[1]).Documents {
				for _, c := range d.Changes {
					note(decided, c)
				}
			}
		}
	}
}

func keyOf(r *Rule, op Op) string { return fmt.Sprint(r.Kind, " ", r.Path, suffixOf(r), " ", op) }

func suffixOf(r *Rule) string {
	text := ""
	if r.First {
		text = " (first)"
	}
	if r.When != nil {
		text += " (" + r.When.Text + ")"
	}
	return text
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("BACKENDCTL_UPDATE") != "" {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; run with BACKENDCTL_UPDATE=1 and read the difference", path)
	}
}

// TestEveryEffect checks that every effect has an impact and every clause a reason, except for the effects AsContents and AsPolicy.
func TestEveryEffect(t *testing.T) {
	if len(Effects()) != len(impactOfEffect)+2 {
		t.Errorf("%d of %d effects have an impact, want all except AsContents and AsPolicy", len(impactOfEffect), len(Effects()))
	}
	for _, r := range Rules() {
		for _, op := range []Op{Added, Removed, Changed, Moved} {
			clause := r.Clause(op)
			if clause.Effect == "" || clause.Effect == AsContents || clause.Effect == AsPolicy {
				continue
			}
			if clause.Effect.Impact() == 0 || clause.Reason == "" {
				t.Errorf("%s %s %s: effect %q has no impact, or no reason", r.Kind, r.Path, op, clause.Effect)
			}
		}
	}
}

func TestParseImpact(t *testing.T) {
	for _, name := range Impacts() {
		if i, ok := ParseImpact(name); !ok || i.String() != name {
			t.Errorf("ParseImpact(%q) = %s, %t", name, i, ok)
		}
	}
	if i, ok := ParseImpact("behavioral"); !ok || i != Behavioural {
		t.Error("ParseImpact does not accept the American spelling behavioral")
	}
	if _, ok := ParseImpact(""); ok {
		t.Error("ParseImpact accepts an empty name")
	}
}
