package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const rulesDir = "../../rules"

// TestRegistry holds that the registry is what the generator makes of the package.
func TestRegistry(t *testing.T) {
	want, err := registry(rulesDir)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(rulesDir, "registry.go"))
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("internal/rules/registry.go is not up to date; run go generate ./internal/rules")
	}
}

// TestEveryFile holds that each rule is in a file of its own, named for it.
func TestEveryFile(t *testing.T) {
	found, err := declared(rulesDir)
	if err != nil {
		t.Fatal(err)
	}
	if len(found) == 0 {
		t.Fatal("no rule found; the generator reads nothing")
	}
	for _, r := range found {
		name := request{ID: r.id}.File()
		text, err := os.ReadFile(filepath.Join(rulesDir, name))
		if err != nil || !strings.Contains(string(text), "var "+r.variable+" = lint.Rule{") {
			t.Errorf("%s should be in %s (%v)", r.id, name, err)
		}
	}
}

// TestNewRule holds that a new rule compiles as it is written, in its place in the package and in the registry.
func TestNewRule(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "rules.go"), []byte("package rules\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	r := request{ID: "host-is-odd-url", Summary: "a \"host\" is odd", Severity: "info", Category: "style", Since: "2.1"}
	if err := run(dir, r, false); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "host_is_odd_url.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"var hostIsOddURL = lint.Rule{", `Summary:  "a \"host\" is odd"`, "OptIn:    true", `Since:    "2.1"`, "func checkHostIsOddURL("} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	list, err := os.ReadFile(filepath.Join(dir, "registry.go"))
	if err != nil || !strings.Contains(string(list), "\t\thostIsOddURL,\n") {
		t.Errorf("the registry has no entry (%v):\n%s", err, list)
	}
	compile(t, filepath.Join(dir, "host_is_odd_url.go"))
	if err := run(dir, r, false); err == nil {
		t.Error("a second run writes over the rule")
	}
}

// compile lays a file over the package of rules and compiles that.
func compile(t *testing.T, file string) {
	t.Helper()
	rules, err := filepath.Abs(rulesDir)
	if err != nil {
		t.Fatal(err)
	}
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(rules, filepath.Base(file)): file}})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "overlay.json")
	if err := os.WriteFile(path, overlay, 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "build", "-overlay", path, rulesDir).CombinedOutput(); err != nil {
		t.Errorf("the new rule does not compile: %v\n%s", err, out)
	}
}

func TestRequest(t *testing.T) {
	good := request{ID: "host-is-odd", Summary: "a host is odd", Severity: "warning", Category: "correctness"}
	if err := good.check(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*request){
		"-id":       func(r *request) { r.ID = "Odd" },
		"-severity": func(r *request) { r.Severity = "fatal" },
		"-category": func(r *request) { r.Category = "taste" },
		"-summary":  func(r *request) { r.Summary = "A host is odd." },
	} {
		r := good
		change(&r)
		if err := r.check(); err == nil || !strings.HasPrefix(err.Error(), name) {
			t.Errorf("a wrong %s gives %v", name, err)
		}
	}
}
