// Command gendocs writes the pages of docs/ that are made from the code: a page for each rule, their index, and the help of
// each command.
//
//	go run ./internal/tools/gendocs [-dir docs]
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/cli"
	"github.com/backendctl/backendctl/internal/diag"
)

func main() {
	dir := flag.String("dir", "docs", "where the pages go")
	flag.Parse()
	if err := write(*dir); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

// write writes all pages and removes those of rules that are no more.
func write(dir string) error {
	pages, err := generate()
	if err != nil {
		return err
	}
	if err := os.RemoveAll(filepath.Join(dir, "rules")); err != nil {
		return err
	}
	for name, text := range pages {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// generate returns the pages by their names below docs.
func generate() (map[string]string, error) {
	pages := map[string]string{"rules/README.md": index(check.Rules())}
	for _, r := range check.Rules() {
		pages["rules/"+r.ID+".md"] = page(r)
	}
	reference, err := reference()
	pages["cli.md"] = reference
	return pages, err
}

const notice = "<!-- Made by `go run ./internal/tools/gendocs`; change the code instead. -->\n\n"

func index(rules []diag.Descriptor) string {
	var b strings.Builder
	b.WriteString(notice + "# Rules\n\nWhat `backendctl validate` can find. The severity of each can be changed under `rules:` in `.backendctl.yaml`.\n\n")
	b.WriteString("| rule | severity | category | finds |\n|---|---|---|---|\n")
	for _, r := range rules {
		fmt.Fprintf(&b, "| [%s](%s.md) | %s | %s | %s |\n", r.ID, r.ID, r.Severity, r.Category, r.Summary)
	}
	return b.String()
}

func page(r diag.Descriptor) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s# %s\n\n%s%s.\n\n", notice, r.ID, strings.ToUpper(r.Summary[:1]), r.Summary[1:])
	fmt.Fprintf(&b, "Severity: %s. Category: %s.\n\n## Why\n\n%s\n", r.Severity, r.Category, r.Why)
	if r.Bad != "" {
		fmt.Fprintf(&b, "\n## Bad\n\n```yaml\n%s```\n", r.Bad)
	}
	if r.Good != "" {
		fmt.Fprintf(&b, "\n## Good\n\n```yaml\n%s```\n", r.Good)
	}
	return b.String()
}

// reference is the help of every command, as the commands print it.
func reference() (string, error) {
	var b strings.Builder
	b.WriteString(notice + "# Command line\n\nEvery flag can be set by an environment variable, too: `BACKENDCTL_FAIL_ON` is `--fail-on`. A flag wins over the\nvariable, the variable over `.backendctl.yaml`, and the file over the default.\n")
	for _, args := range [][]string{{}, {"validate"}, {"targets"}, {"schema"}, {"rules"}, {"init"}, {"version"}, {"exit-status"}} {
		help, err := run(append([]string{"help"}, args...))
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "\n## %s\n\n```text\n%s```\n", strings.TrimSpace("backendctl "+strings.Join(args, " ")), help)
	}
	return b.String(), nil
}

func run(args []string) (string, error) {
	var out strings.Builder
	env := &cli.Env{
		Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out, Dir: ".", StdinTerminal: true,
		LookupEnv: func(string) (string, bool) { return "", false },
	}
	if status := cli.Main(env, args); status != 0 {
		return "", fmt.Errorf("backendctl %s: status %d: %s", strings.Join(args, " "), status, out.String())
	}
	return out.String(), nil
}
