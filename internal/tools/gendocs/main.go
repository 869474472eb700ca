// Command gendocs writes the pages of docs/ that are made from the code: a page for each rule, their index, and the help of
// each command.
//
//	go run ./internal/tools/gendocs [-dir docs]
//
// With -screen it draws what standard input has, the screen of a terminal with its escapes, and prints the picture: .ci/editor-picture
// makes docs/editor.svg of Neovim's screen.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/cli"
	"github.com/backendctl/backendctl/internal/convert"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/explain"
)

func main() {
	dir := flag.String("dir", "docs", "where the pages go")
	screen := flag.String("screen", "", "only draw standard input, with this `LABEL`")
	flag.Parse()
	if *screen != "" {
		if err := drawScreen(*screen); err != nil {
			fmt.Fprintln(os.Stderr, "error:", err)
			os.Exit(1)
		}
		return
	}
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
	pages := map[string]string{"rules/README.md": index(allRules()), "convert.md": convertPage(), "impacts.md": impactsPage()}
	for _, r := range allRules() {
		page, err := run([]string{"explain", r.ID, "-o", "markdown"})
		if err != nil {
			return nil, err
		}
		pages["rules/"+r.ID+".md"] = notice + page
	}
	var err error
	if pages["terminal.svg"], err = picture(); err != nil {
		return nil, err
	}
	reference, err := reference()
	pages["cli.md"] = reference
	return pages, err
}

// allRules are those of every command.
func allRules() []diag.Descriptor { return slices.Concat(check.Rules(), convert.Rules()) }

const notice = "<!-- Made by `go run ./internal/tools/gendocs`; change the code instead. -->\n\n"

const introduction = `# Rules

What ` + "`backendctl validate` and `backendctl lint`" + ` can find, by category. Validate has the categories syntax, schema and note; lint has
all. The severity of each rule can be changed under ` + "`rules:` in `.backendctl.yaml`" + `; one that is off is turned on there, or by
` + "`backendctl lint --enable RULE`" + `.
`

// index lists the rules by category.
func index(rules []diag.Descriptor) string {
	var b strings.Builder
	b.WriteString(notice + introduction)
	for _, category := range diag.Categories() {
		fmt.Fprintf(&b, "\n## %s\n\n| rule | severity | holds for | finds |\n|---|---|---|---|\n", category)
		for _, r := range rules {
			if r.Category == category {
				fmt.Fprintf(&b, "| [%s](%s.md) | %s | %s | %s |\n", r.ID, r.ID, severity(r), explain.Rule{Descriptor: r}.Releases(), r.Summary)
			}
		}
	}
	return b.String()
}

func severity(r diag.Descriptor) string {
	switch {
	case r.OptIn:
		return r.Severity.String() + " (off)"
	case r.Complete > r.Severity:
		return r.Severity.String() + ", with `--complete` " + r.Complete.String()
	}
	return r.Severity.String()
}

// reference is the help of every command, as the commands print it.
func reference() (string, error) {
	var b strings.Builder
	b.WriteString(notice + "# Command line\n\nEvery flag can be set by an environment variable, too: `BACKENDCTL_FAIL_ON` is `--fail-on`. A flag wins over the\nvariable, the variable over `.backendctl.yaml`, and the file over the default.\n")
	for _, args := range commandLines(cli.Commands()) {
		help, err := run(append([]string{"help"}, args...))
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "\n## %s\n\n```text\n%s```\n", strings.TrimSpace("backendctl "+strings.Join(args, " ")), help)
	}
	return b.String(), nil
}

// commandLines returns the words of every command and topic that says something of its own.
func commandLines(root *cobra.Command) [][]string {
	lines := [][]string{{}}
	for _, c := range root.Commands() {
		if c.Name() != "help" && c.Name() != "completion" && !c.Hidden {
			lines = append(lines, []string{c.Name()})
		}
	}
	return lines
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
