package main

import (
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/testenv"
)

const repository = "../../.."

// TestDelete deletes a sample of rules from a copy of the repository: their files, their lines in the registry, and their pages. The copy
// must still build, and its tests must pass.
func TestDelete(t *testing.T) {
	if !testenv.Full() {
		t.Skip("this test runs the tests of a copy of the repository: set BACKENDCTL_FULL=1")
	}
	rules := deletable(t)
	if len(rules) < 20 {
		t.Fatalf("only %d rules have an id that occurs only in their own files: %v", len(rules), rules)
	}
	draw := rand.New(rand.NewPCG(testenv.Seed(), 0))
	draw.Shuffle(len(rules), func(i, j int) { rules[i], rules[j] = rules[j], rules[i] })
	dir := t.TempDir()
	copyTree(t, dir)
	for _, r := range rules[:5] {
		t.Log(r.id)
		file := filepath.Join(dir, "internal", "rules", request{Subject: r.subject, ID: r.id}.File())
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	command(t, dir, "git", "init", "-q") // internal/tools/words gets its list of files from Git
	command(t, dir, "git", "add", "-A")
	goRun(t, dir, "generate", "./internal/rules")
	goRun(t, dir, "run", "./internal/tools/gendocs")
	goRun(t, dir, "vet", "./...")
	goRun(t, dir, "test", "./internal/rules/...", "./internal/check", "./internal/lint", "./internal/explain", "./internal/tools/...", "./internal/arch")
}

// deletable returns the rules whose ids occur only in their own files and pages. An id in an example of another test or page has to be
// changed by hand if its rule is deleted.
func deletable(t *testing.T) []rule {
	t.Helper()
	count := map[string]int{} // the number of files that contain the id of a rule
	word := regexp.MustCompile(`[a-z0-9]+(-[a-z0-9]+)+`)
	walkTree(t, func(path string) {
		// The tests directly in internal/rules may name deleted rules: they skip such cases.
		isTable := strings.HasPrefix(path, "internal/rules/") && strings.Count(path, "/") == 2
		if strings.HasPrefix(path, "docs/rules/") || isTable {
			return
		}
		text, err := os.ReadFile(filepath.Join(repository, path))
		if err != nil {
			t.Fatal(err)
		}
		found := word.FindAllString(string(text), -1)
		slices.Sort(found)
		for _, id := range slices.Compact(found) {
			count[id]++
		}
	})
	return slices.DeleteFunc(allDeclared(t), func(r rule) bool { return count[r.id] != 1 })
}

// walkTree calls visit with the path of each file of the repository, with slashes.
func walkTree(t *testing.T, visit func(path string)) {
	t.Helper()
	err := filepath.WalkDir(repository, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && slices.Contains([]string{".git", ".ci", "build", "dist", "node_modules"}, d.Name()):
			return filepath.SkipDir
		case d.Type().IsRegular():
			relative, err := filepath.Rel(repository, path)
			if err != nil {
				return err
			}
			visit(filepath.ToSlash(relative))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func copyTree(t *testing.T, dir string) {
	t.Helper()
	walkTree(t, func(path string) {
		text, err := os.ReadFile(filepath.Join(repository, path))
		if err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, text, 0o644); err != nil {
			t.Fatal(err)
		}
	})
}

func goRun(t *testing.T, dir string, args ...string) {
	t.Helper()
	command(t, dir, "go", args...)
}

func command(t *testing.T, dir, program string, args ...string) {
	t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "BACKENDCTL_FULL=") // so that the tests of the copy do not copy it again
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", program, strings.Join(args, " "), err, out)
	}
}
