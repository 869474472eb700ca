package crd_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/crd"
)

// unjudged translates the rules of a CRD and builds its schema, and returns the rules that are not supported.
func unjudged(t *testing.T, spec string) []crd.Unjudged {
	t.Helper()
	d, err := crd.One("crd.yaml", []byte(definition(spec)))
	if err != nil {
		t.Fatal(err)
	}
	var translator crd.Translator
	out := translator.Translate(d.Versions[0].Root)
	schema, err := crd.Build(d.Versions[0].Root, crd.Options{Version: "v1alpha1"})
	if err != nil {
		t.Fatal(err)
	}
	schema.Decoded()
	return out
}

// withRule returns a schema of spec with a rule.
func withRule(rule string) string {
	return `{type: object, properties: {a: {type: string}, b: {type: string, default: x}, num: {type: integer}, o: {type: object, properties: {c: {type: boolean}}},
            l: {type: array, items: {type: object, properties: {name: {type: string}}}}}, x-kubernetes-validations: [{rule: "` + rule + `", message: m}]}`
}

func TestTranslate(t *testing.T) {
	for _, rule := range []string{
		"has(self.a)", "!has(self.a) || has(self.b)", "self.a == 'x' && self.num != 3", "has(self.a) == has(self.num)", "has(self.o.c) ? self.o.c : true",
		"[has(self.a), has(self.num)].filter(x, x).size() <= 1", "size([has(self.a), has(self.num)].filter(x, x == true)) == 1", "self.a in ['x', 'y']",
		"(has(self.a) ? 1 : 0) + (has(self.num) ? 1 : 0) == 1", "self.l.all(i, i.name != '')", "self.l.exists(i, has(i.name))", "self.num <= 5", "-1 < 0 || true",
		"self.l.size() < 3", "size(self.a) > 1", "self.a.startsWith('x') || self.a.matches('^[a-z]+$')", "oldSelf.a == self.a", "self == oldSelf", "true",
	} {
		if got := unjudged(t, withRule(rule)); len(got) > 0 && !strings.HasPrefix(rule, "-1") {
			t.Errorf("the rule %s is not supported", rule)
		}
	}
	for _, rule := range []string{
		"self.a.lowerAscii() == 'x'", "self.num < self.o.n", "self.l.map(i, i.name).size() == 1", "self.nope == 'x'", "has(self.a) &&", "self.a == r'x'",
		"self.l.all(i, i.name == self.a)", "url(self.a).getHost() == 'x'", "self.a[0] == 'x'", "self.num + 1 == 2", "self.a.matches('(')", "'a' == 'a'",
		"has(self.a) ? 'x' : 'y'", "[1, 2].filter(x, x).size() == 1", "self.num == 1.5", "has(self)", "self.a.matches(self.b)",
	} {
		got := unjudged(t, withRule(rule))
		if len(got) != 1 || got[0].Field != "spec" || got[0].Rule != rule || got[0].Message != "m" {
			t.Errorf("the unsupported rules are %v, want only %s", got, rule)
		}
	}
}

// TestTranslateBounded checks that rules whose schema would be too large are not supported.
func TestTranslateBounded(t *testing.T) {
	equal, choice := "has(self.a)", "has(self.a)"
	for range 60 {
		equal, choice = "(has(self.a) == "+equal+")", "("+choice+" ? has(self.a) : has(self.num))"
	}
	for name, rule := range map[string]string{
		"nested comparisons": equal, "nested conditions": choice, "a long rule": "true" + strings.Repeat(" || true", 5000), "nested parentheses": strings.Repeat("(", 100) + "true" + strings.Repeat(")", 100),
		"a long path": "self" + strings.Repeat(".a", 4000) + " == 'x'", "many negations": strings.Repeat("!", 9001) + "has(self.a) || self.a.b.c()",
	} {
		if got := unjudged(t, withRule(rule)); len(got) != 1 {
			t.Errorf("%s: %d rules are not supported, want 1", name, len(got))
		}
	}
	var many strings.Builder
	for range 5000 {
		many.WriteString("{rule: '!has(self.a) || (has(self.num) ? self.a in [\"x\", \"y\"] : self.num > 3)'}, ")
	}
	spec := strings.Replace(withRule("true"), "[{rule", "["+many.String()+"{rule", 1)
	if got := unjudged(t, spec); len(got) < 1000 {
		t.Errorf("%d of 5,000 rules are not supported, want at least 1,000", len(got))
	}
}

// FuzzRule checks that translating a rule does not panic, and that the schema can be built.
func FuzzRule(f *testing.F) {
	for _, seed := range []string{
		"!has(self.a) || (has(self.num) ? self.a in ['x'] : self.num > 3)", "[has(self.a), has(self.b)].filter(x, x == true).size() == 1",
		"self.l.all(i, self.l.exists_one(j, i.name == j.name))", "size(self.a) > -1", "self.__namespace__", "(has(self.a) ? 1 : 0) + (true ? 1 : 0) <= 1", "has(self.o.c) == self.o.c",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, rule string) {
		quoted, err := json.Marshal(rule)
		if err != nil || strings.Contains(rule, "\u007f") {
			return
		}
		d, err := crd.One("crd.yaml", []byte(definition(strings.Replace(withRule("RULE"), `"RULE"`, string(quoted), 1))))
		if err != nil {
			return // a character that YAML does not allow
		}
		var translator crd.Translator
		translator.Translate(d.Versions[0].Root)
		schema, err := crd.Build(d.Versions[0].Root, crd.Options{Version: "v1alpha1"})
		if err != nil {
			t.Fatal(err)
		}
		schema.Decoded()
	})
}
