package lsp_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backendctl/backendctl/internal/testenv"
)

// hostileTexts returns manifests that may crash or block a parser, or exhaust its memory.
func hostileTexts() map[string]string {
	const start = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: x}\nspec:\n"
	var bomb strings.Builder
	bomb.WriteString("  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := range 20 {
		fmt.Fprintf(&bomb, "  a%d: &a%d [%s]\n", i+1, i+1, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i), 10), ", "))
	}
	sized := testenv.Sized
	deep := max(sized(50_000), 10_001) // more levels than the parsers allow
	return map[string]string{
		"bomb.yaml":     start + bomb.String(),
		"self.yaml":     start + "  a: &a {b: *a}\n",
		"deep.yaml":     start + "  a: " + strings.Repeat("[", deep) + "\n",
		"dashes.yaml":   start + strings.Repeat("- ", deep) + "\n",
		"json.json":     `{"apiVersion": "gateway.kgateway.dev/v1alpha1", "kind": "Backend", "spec": ` + strings.Repeat(`{"a":`, deep),
		"long.yaml":     start + "  " + strings.Repeat("k", sized(1<<20)) + ": 1\n",
		"nul.yaml":      start + "  a: \x00\n",
		"utf8.yaml":     start + "  a: \xff\xfe\n",
		"many.yaml":     strings.Repeat(start+"---\n", sized(500)),
		"ignores.yaml":  strings.Repeat("# backendctl:ignore host-is-url why\n", sized(5000)) + start,
		"fields.yaml":   start + strings.Repeat("  unknown: 1\n", sized(2000)),
		"escape.yaml":   start + "  \"\\e[31m\": \"\\u202e\"\n",
		"quotes.yaml":   start + "  a: \"\n" + strings.Repeat("'\n", sized(5000)),
		"comments.yaml": start + strings.Repeat("#", sized(1<<20)),
	}
}

// TestHostileWorkspace opens a workspace of hostile files, sends all requests about each file, and edits each file. The server must answer
// every request within seconds, and must not change the folder.
func TestHostileWorkspace(t *testing.T) {
	t.Parallel()
	files := hostileTexts()
	outside := filepath.Join(t.TempDir(), "secret.yaml")
	write(t, outside, web)
	folder := t.TempDir()
	for name, text := range files {
		write(t, filepath.Join(folder, name), text)
	}
	for link, target := range map[string]string{"link.yaml": outside, "loop.yaml": "loop.yaml", "up": ".."} {
		if err := os.Symlink(target, filepath.Join(folder, link)); err != nil {
			t.Skip(err)
		}
	}
	before := contents(t, folder)
	c := start(t, folder)
	c.initialize(object{"capabilities": object{}})
	if found := c.pullAll()[c.uri("link.yaml")]; len(found) > 0 {
		t.Errorf("a link that leads out of the workspace was read: %v", found)
	}
	for name, text := range files {
		text = strings.ToValidUTF8(text, "?")
		c.didOpen(name, text)
		for _, at := range []int{0, len("apiVersion: g"), runeStart(text, len(text)/2), len(text)} {
			p := positionOf(text, at)
			for _, method := range requests {
				began := time.Now()
				c.try(method, object{"textDocument": c.id(name), "position": p, "range": object{"start": p, "end": p}, "context": object{}, "newName": "y"})
				if took := time.Since(began); took > 10*time.Second {
					t.Errorf("%s in %s took %s", method, name, took)
				}
			}
			c.edit(name, object{"range": object{"start": p, "end": p}, "text": "a"})
		}
		c.notify("textDocument/didClose", object{"textDocument": c.id(name)})
	}
	if status := c.end(); status != 0 {
		t.Errorf("exit status %d, want 0", status)
	}
	if strings.Contains(c.stderr.String(), "panic") {
		t.Error(c.stderr.String())
	}
	if diff := cmp.Diff(before, contents(t, folder)); diff != "" {
		t.Errorf("the server has changed files:\n%s", diff)
	}
}

// contents returns the modes, sizes and modification times of the files in a folder, by path.
func contents(t *testing.T, folder string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		out[path] = fmt.Sprint(info.Mode(), info.Size(), info.ModTime())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
