package main

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const rulesDir = "../../rules"

// TestRegistry checks that the registry is up to date.
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

// TestEveryFile checks that each rule is in its own file, and that the file has the name of the rule.
func TestEveryFile(t *testing.T) {
	for _, r := range allDeclared(t) {
		want := request{Subject: r.subject, ID: r.id}
		text, err := os.ReadFile(filepath.Join(rulesDir, want.File()))
		if err != nil || !strings.Contains(string(text), "var "+want.Variable()+" = lint.Rule{") {
			t.Errorf("the rule %s must be declared as %s in %s (%v)", r.id, want.Variable(), want.File(), err)
		}
	}
}

// TestRulesStandAlone checks that no other file uses a declaration in the file of a rule, except for the registry, which uses the rule
// itself. So a rule can be deleted together with its file, its tests and its page.
func TestRulesStandAlone(t *testing.T) {
	owner := map[string]string{} // the file of each rule, by subject and declared name
	for _, r := range allDeclared(t) {
		file := request{Subject: r.subject, ID: r.id}.File()
		for name := range parse(t, file).Scope.Objects {
			owner[r.subject+"."+name] = file
		}
	}
	files, err := filepath.Glob(filepath.Join(rulesDir, "*", "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("found no Go files of rules (error %v), want at least one", err)
	}
	for _, path := range files {
		file, err := filepath.Rel(rulesDir, path)
		if err != nil {
			t.Fatal(err)
		}
		f := parse(t, file)
		for _, name := range f.Unresolved {
			from := owner[filepath.Dir(file)+"."+name.Name]
			if from != "" && file != strings.TrimSuffix(from, ".go")+"_test.go" {
				t.Errorf("%s uses %s of the rule in %s: move it to a separate file", file, name.Name, from)
			}
		}
		for _, method := range foreignMethods(f) {
			if slices.Contains(slices.Collect(maps.Values(owner)), file) {
				t.Errorf("%s has the method %s of a type in another file: move it there", file, method)
			}
		}
	}
}

// foreignMethods returns the methods of a file whose receiver type is declared in another file.
func foreignMethods(f *ast.File) []string {
	var out []string
	for _, decl := range f.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok || fn.Recv == nil {
			continue
		}
		receiver := fn.Recv.List[0].Type
		if star, ok := receiver.(*ast.StarExpr); ok {
			receiver = star.X
		}
		if name, ok := receiver.(*ast.Ident); ok && f.Scope.Objects[name.Name] == nil {
			out = append(out, fn.Name.Name)
		}
	}
	return out
}

func allDeclared(t *testing.T) []rule {
	t.Helper()
	found, err := declared(rulesDir)
	if err != nil || len(found) == 0 {
		t.Fatalf("found no rules (error %v), want at least one", err)
	}
	return found
}

func parse(t *testing.T, file string) *ast.File {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(rulesDir, file), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestNewRule checks that a new rule compiles without changes, both in the package of its subject and in the registry.
func TestNewRule(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "rules.go"), []byte("package rules\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	r := request{Subject: "hosts", ID: "host-is-long-url", Summary: "a \"host\" is a long URL", Severity: "info", Category: "style", Since: "2.1"}
	if err := run(dir, r, false); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "hosts", "host_is_long_url.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"package hosts", "var HostIsLongURL = lint.Rule{", `Summary:  "a \"host\" is a long URL"`, "OptIn:    true", `Since:    "2.1"`, "func checkHostIsLongURL("} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the new file does not contain %s:\n%s", want, text)
		}
	}
	list, err := os.ReadFile(filepath.Join(dir, "registry.go"))
	if err != nil || !strings.Contains(string(list), "\t&hosts.HostIsLongURL,\n") {
		t.Errorf("the registry has no entry (%v):\n%s", err, list)
	}
	compile(t, filepath.Join(dir, "hosts", "host_is_long_url.go"))
	if err := run(dir, r, false); err == nil {
		t.Error("a second run overwrites the rule")
	}
}

// compile compiles the package of the rule's subject together with the new file.
func compile(t *testing.T, file string) {
	t.Helper()
	subject, err := filepath.Abs(filepath.Join(rulesDir, filepath.Base(filepath.Dir(file))))
	if err != nil {
		t.Fatal(err)
	}
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(subject, filepath.Base(file)): file}})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "overlay.json")
	if err := os.WriteFile(path, overlay, 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "build", "-overlay", path, subject).CombinedOutput(); err != nil {
		t.Errorf("the new rule does not compile: %v\n%s", err, out)
	}
}

func TestRequest(t *testing.T) {
	good := request{Subject: "hosts", ID: "host-is-odd", Summary: "a host is a long URL", Severity: "warning", Category: "correctness"}
	if err := good.check(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*request){
		"-subject":  func(r *request) { r.Subject = "../hosts" },
		"-id":       func(r *request) { r.ID = "Odd" },
		"-severity": func(r *request) { r.Severity = "fatal" },
		"-category": func(r *request) { r.Category = "taste" },
		"-summary":  func(r *request) { r.Summary = "A host is a long URL." },
	} {
		r := good
		change(&r)
		if err := r.check(); err == nil || !strings.HasPrefix(err.Error(), name) {
			t.Errorf("check of a request with an invalid %s returns the error %v, want an error that begins with this flag", name, err)
		}
	}
}
