package lsp_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/backendctl/backendctl/internal/cli"
	"github.com/backendctl/backendctl/internal/testenv"
)

// asProgram is an environment variable. If it is set, the test binary runs backendctl, because an editor has started it as the server.
const asProgram = "BACKENDCTL_LSP_PROGRAM_N"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Unsetenv(asProgram)
		os.Exit(cli.Main(cli.OSEnv(), os.Args[1:]))
	}
	testenv.Clean()
	os.Exit(m.Run())
}

// runEditor runs an editor with a script in a folder with files. It decodes the output of the script into result, and returns the folder.
func runEditor(t *testing.T, files map[string]string, result any, program string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		t.Skipf("%s is not installed", program)
	}
	folder, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		write(t, filepath.Join(folder, name), text)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	home, out := t.TempDir(), filepath.Join(t.TempDir(), "result.json")
	bin := t.TempDir()
	if err := os.Symlink(self, filepath.Join(bin, "backendctl")); err != nil {
		t.Skip(err)
	}
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.WaitDelay = time.Minute
	cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_DATA_HOME="+home, "XDG_STATE_HOME="+home, "XDG_CACHE_HOME="+home, "TERM=dumb",
		"FOLDER="+folder, "RESULT="+out, asProgram+"=1",
		"PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	for variable, path := range setups(t) {
		cmd.Env = append(cmd.Env, variable+"="+path)
	}
	said, err := cmd.CombinedOutput()
	raw, readErr := os.ReadFile(out)
	if err != nil || readErr != nil {
		t.Fatalf("%s: error %v, error of reading its result %v\n%s", program, err, readErr, said)
	}
	if err := json.Unmarshal(raw, result); err != nil {
		t.Fatalf("the result of %s cannot be decoded: %v\n%s", program, err, raw)
	}
	return folder
}

// setups writes the configurations in docs/editor.md to files. It returns their paths by the names of the variables that the scripts read.
func setups(t *testing.T) map[string]string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "editor.md"))
	if err != nil {
		t.Fatal(err)
	}
	out, folder := map[string]string{}, t.TempDir()
	for language, variables := range map[string][]string{"lua": {"CONFIG", "OLDER_CONFIG"}, "elisp": {"EMACS_CONFIG"}} {
		blocks := strings.Split(string(page), "```"+language+"\n")[1:]
		for i, variable := range variables {
			code, _, _ := strings.Cut(blocks[i], "```")
			out[variable] = filepath.Join(folder, variable)
			write(t, out[variable], code)
		}
	}
	return out
}

// TestNeovim uses the server in Neovim as a user would. Neovim shows findings and a hover, applies a fix, formats, completes, renames, and
// follows a reference.
func TestNeovim(t *testing.T) {
	var got struct {
		Error, Hover, Action, Fixed, Formatted, Renamed, Route, Definition string
		Diagnostics, Completion                                            []string
	}
	untidy := strings.Replace(web, "  type: Static\n", "  type:   Static\n", 1)
	folder := runEditor(t, map[string]string{"web.yaml": untidy, "route.yaml": route}, &got, "nvim",
		"--headless", "-u", "NONE", "-i", "NONE", "-n", "-c", "luafile "+testdata(t, "nvim.lua"))
	if got.Error != "" {
		t.Fatalf("%s: %+v", got.Error, got)
	}
	fixed := strings.Replace(untidy, "http://web.example.com/", "web.example.com", 1)
	formatted := strings.Replace(fixed, "type:   Static", "type: Static", 1)
	for what, ok := range map[string]bool{
		"diagnostics": slices.Equal(got.Diagnostics, []string{"9:13 host-is-url"}),
		"hover":       strings.HasPrefix(got.Hover, "# spec.static.hosts[].port"),
		"action":      got.Action == "Write web.example.com" && got.Fixed == fixed,
		"formatting":  got.Formatted == formatted,
		"completion":  slices.Equal(got.Completion, []string{"host", "port"}),
		"rename":      got.Renamed == strings.Replace(formatted, "name: web", "name: shop", 1),
		"references":  got.Route == route[:strings.LastIndex(route, "web")]+"shop\n",
		"definition":  strings.HasSuffix(got.Definition, "/web.yaml"),
	} {
		if !ok {
			t.Errorf("wrong %s in %s: Neovim reports %+v", what, folder, got)
		}
	}
	saved, err := os.ReadFile(filepath.Join(folder, "route.yaml"))
	if err != nil || string(saved) != got.Route {
		t.Errorf("route.yaml is %q on disk, want %q", saved, got.Route)
	}
}

func testdata(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// TestEmacs checks that Emacs with eglot shows findings and applies a fix.
func TestEmacs(t *testing.T) {
	if emacs, err := exec.LookPath("emacs"); err == nil {
		if exec.CommandContext(t.Context(), emacs, "--batch", "--eval", "(progn (package-initialize) (require 'eglot))").Run() != nil {
			t.Skip("eglot is not installed; Debian has it in elpa-eglot")
		}
	}
	var got struct {
		Error, Action, Fixed string
		Diagnostics          []string
	}
	runEditor(t, map[string]string{"web.yaml": web}, &got, "emacs", "--batch", "--no-init-file", "--load", testdata(t, "eglot.el"))
	fixed := strings.Replace(web, "http://web.example.com/", "web.example.com", 1)
	if got.Error != "" || len(got.Diagnostics) != 1 || !strings.Contains(got.Diagnostics[0], "is not a valid host") || got.Action != "Write web.example.com" || got.Fixed != fixed {
		t.Errorf("Emacs reports %+v, want one finding and its fix", got)
	}
}
