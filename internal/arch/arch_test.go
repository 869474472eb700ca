// Package arch compares the declared dependencies of packages with their imports.
package arch

import (
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/backendctl/backendctl/internal/testenv"
)

const (
	root   = "../.."
	module = "github.com/backendctl/backendctl"
)

// A rule is one entry of depguard in .golangci.yml, the machine-readable copy of the graph in docs/architecture.md.
type rule struct {
	Files, Allow []string
	Deny         []struct{ Pkg, Desc string }
}

// graph returns the internal packages that each package may import, by folder. The list of a package that may import all packages contains
// the module.
func graph(t *testing.T) map[string][]string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, ".golangci.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var config struct {
		Linters struct {
			Settings struct {
				Depguard struct{ Rules map[string]rule }
			}
		}
	}
	if err := yaml.Unmarshal(data, &config); err != nil {
		t.Fatal(err)
	}
	allowed := map[string][]string{}
	for _, r := range config.Linters.Settings.Depguard.Rules {
		if folder, ok := strings.CutPrefix(r.Files[0], "**/"); ok {
			allowed[strings.TrimSuffix(strings.TrimSuffix(folder, "/**"), "/*.go")] = r.Allow
		}
	}
	return allowed
}

// imports returns the internal packages that each package imports, without tests and tools.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		folder := filepath.ToSlash(strings.TrimPrefix(strings.TrimPrefix(path, root), string(filepath.Separator)))
		switch {
		case e.IsDir() && slices.Contains(apart, folder):
			return filepath.SkipDir
		case e.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		pkg := filepath.ToSlash(filepath.Dir(folder))
		found[pkg] = append(found[pkg], "")
		for _, spec := range file.Imports {
			if ours, ok := strings.CutPrefix(strings.Trim(spec.Path.Value, `"`), module+"/"); ok {
				found[pkg] = append(found[pkg], ours)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// apart are the folders that are not part of the tool.
var apart = []string{
	".git", "testdata", "internal/tools", "internal/apiserver", "internal/golden", "internal/testenv", "internal/arch", "internal/scaffold/scaffoldtest",
	"internal/report/reporttest",
}

// TestGraph fails on an import that the graph does not allow, on an allowed import that no package uses, on a package without an entry and
// on an entry without a package.
func TestGraph(t *testing.T) {
	allowed, found := graph(t), imports(t)
	if len(found) < 10 {
		t.Fatalf("found only %d packages", len(found))
	}
	used := map[string][]string{}
	for _, pkg := range slices.Sorted(maps.Keys(found)) {
		entry, declared := entryOf(allowed, pkg)
		if !declared {
			t.Errorf("%s is not in the graph: add an entry under depguard in .golangci.yml and docs/architecture.md", pkg)
			continue
		}
		used[entry] = append(used[entry], found[pkg]...)
		for _, imported := range found[pkg] {
			if imported != "" && !slices.Contains(allowed[entry], module) && !slices.Contains(allowed[entry], module+"/"+imported) {
				t.Errorf("%s imports %s, which the graph does not allow", pkg, imported)
			}
		}
	}
	for entry, allow := range allowed {
		if used[entry] == nil {
			t.Errorf("the graph has %s, which does not exist", entry)
		}
		for _, pkg := range allow {
			if ours, ok := strings.CutPrefix(pkg, module+"/"); ok && !slices.Contains(used[entry], ours) {
				t.Errorf("the graph allows %s to import %s, but it does not", entry, ours)
			}
		}
	}
}

// entryOf returns the entry of the graph for a folder: its own, or a pattern that matches it and its siblings.
func entryOf(allowed map[string][]string, pkg string) (string, bool) {
	for _, entry := range []string{pkg, path.Dir(pkg) + "/*"} {
		if _, ok := allowed[entry]; ok {
			return entry, true
		}
	}
	return "", false
}

// TestDocumented checks that docs/architecture.md has a row for every package of the graph.
func TestDocumented(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(root, "docs", "architecture.md"))
	if err != nil {
		t.Fatal(err)
	}
	for pkg := range graph(t) {
		if !strings.Contains(string(data), "| `"+pkg+"`") {
			t.Errorf("docs/architecture.md has no row for %s", pkg)
		}
	}
}

// TestLinked checks that the binary does not contain libraries that only tests need, such as those that the parser and the verdicts are
// compared with. The binary contains sigs.k8s.io/yaml, because Kubernetes reads CRDs with this library. The JSON Schema library would add 3
// ms to every start, because it compiles the metaschema of every draft.
func TestLinked(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", module+"/cmd/backendctl").Output()
	if err != nil {
		t.Fatal(err)
	}
	linked := strings.Fields(string(out))
	if !slices.Contains(linked, module+"/internal/schema") {
		t.Fatalf("the list of packages does not contain the project's own: %q", linked)
	}
	for _, pkg := range linked {
		for _, unwanted := range []string{"github.com/santhosh-tekuri/", "sigs.k8s.io/", "k8s.io/"} {
			if strings.HasPrefix(pkg, unwanted) && pkg != "sigs.k8s.io/yaml" {
				t.Errorf("the program contains the package %s, which only tests need", pkg)
			}
		}
	}
}

// mostBytes is the limit of the size of the released program, in bytes. The program must be smaller.
const mostBytes = 15_000_000

// TestSize checks the size of the program for Linux, built with the flags of a release. .ci/run runs this test.
func TestSize(t *testing.T) {
	if !testenv.Full() {
		t.Skip("this test builds the program as for a release: set BACKENDCTL_FULL=1")
	}
	path := filepath.Join(t.TempDir(), "backendctl")
	args := append([]string{"build", "-o", path}, releaseFlags(t)...)
	build := exec.Command("go", append(args, module+"/cmd/backendctl")...)
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes", info.Size())
	if info.Size() >= mostBytes {
		t.Errorf("the program has %d bytes: must be less than %d", info.Size(), mostBytes)
	}
}

// releaseFlags returns the flags with which .goreleaser.yaml builds the program, without those of the version.
func releaseFlags(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, ".goreleaser.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var release struct {
		Builds []struct {
			Flags, Gcflags, Ldflags []string
		}
	}
	if err := yaml.Unmarshal(text, &release); err != nil {
		t.Fatal(err)
	}
	if len(release.Builds) != 1 || len(release.Builds[0].Gcflags) == 0 || len(release.Builds[0].Ldflags) == 0 {
		t.Fatalf(".goreleaser.yaml has builds with other lists of flags than this test expects: %+v", release.Builds)
	}
	flags := release.Builds[0].Flags
	for _, gcflag := range release.Builds[0].Gcflags {
		flags = append(flags, "-gcflags="+gcflag)
	}
	for _, ldflag := range release.Builds[0].Ldflags {
		if !strings.Contains(ldflag, "{{") {
			flags = append(flags, "-ldflags="+ldflag)
		}
	}
	return flags
}

var tests = regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z]+)`")

// TestSecurityPage checks that every test in docs/security.md exists.
func TestSecurityPage(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, "docs", "security.md"))
	if err != nil {
		t.Fatal(err)
	}
	var code strings.Builder
	err = filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, "_test.go") {
			var text []byte
			text, err = os.ReadFile(path)
			code.Write(text)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	named := tests.FindAllStringSubmatch(string(page), -1)
	for _, m := range named {
		if !strings.Contains(code.String(), "func "+m[1]+"(") {
			t.Errorf("docs/security.md mentions the test %s, which does not exist", m[1])
		}
	}
	if len(named) < 20 {
		t.Errorf("docs/security.md mentions only %d tests", len(named))
	}
}
