package cli

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backendctl/backendctl/internal/config"
	"github.com/backendctl/backendctl/internal/explain"
	"github.com/backendctl/backendctl/internal/input"
	"github.com/backendctl/backendctl/internal/lsp"
	"github.com/backendctl/backendctl/internal/report"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

const lspLong = `Run a language server for editors on standard input and output.

While you type, the editor shows what ` + "`backendctl lint`" + ` prints for the saved file, with the same .backendctl.yaml, ignore comments and
baseline. It explains fields and rules, completes, applies fixes, formats, follows references between files and renames Backends.

Set up your editor to run ` + "`backendctl lsp`" + ` for YAML and JSON files. docs/editor.md has the lines to copy for Neovim, Helix, Emacs,
Zed, VS Code, Sublime Text and Kakoune: https://github.com/backendctl/backendctl/blob/main/docs/editor.md

The server reads the workspace folders that the editor names. It opens no socket and writes no file. The editor's setting "target", as in
{"target": "2.4"}, is what --target is on the command line.`

const lspExample = `  # Neovim 0.11 and later, init.lua
  vim.lsp.config("backendctl", {cmd = {"backendctl", "lsp"}, filetypes = {"yaml", "json"}})
  vim.lsp.enable("backendctl")

  # Helix, languages.toml
  [language-server.backendctl]
  command = "backendctl"
  args = ["lsp"]`

func newLSP(env *Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "lsp",
		Short:   "Run a language server for editors",
		Long:    lspLong,
		Example: lspExample,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runLSP(cmd.Context(), env)
		},
	}
	cmd.Flags().Bool("stdio", true, "use standard input and output; this is the default and the only transport")
	return cmd
}

func runLSP(ctx context.Context, env *Env) error {
	if env.StdinTerminal {
		return usagef("lsp must be started by an editor, not on a terminal; run `backendctl lsp --help` for the setup")
	}
	return lsp.Serve(ctx, lsp.Options{Host: lspHost{env}, In: env.Stdin, Out: env.Stdout, Log: env.Stderr, Version: env.Version.Version})
}

// An lspHost lets the language server use the lint and explain commands.
type lspHost struct{ env *Env }

// Lint returns a run of lint that is prepared for a file, or for all files of the folder if file is "".
func (h lspHost) Lint(folder, file string, s lsp.Settings) (*lsp.Lint, error) {
	env := *h.env
	env.Dir, env.DirError, env.Stdin = folder, nil, editorStdin{}
	o := &lintOptions{}
	cmd := bindLint(&cobra.Command{Use: "lint"}, o)
	if s.Target != "" {
		if err := cmd.Flags().Set("target", s.Target); err != nil {
			return nil, err
		}
	}
	o.paths = []string{"."}
	if file != "" {
		o.paths = []string{file}
	}
	if err := o.prepare(&env, cmd); err != nil {
		return nil, err
	}
	l := &lsp.Lint{
		Options: o.check(), Places: kustomizations{env: &env, limit: o.limit},
		Excludes: o.isExcluded, Mark: o.baseline.mark, Conceal: report.ResultConcealer(), MaxFileSize: o.limit, Files: o.settingFiles(&env),
	}
	if file == "" {
		l.List = func(ctx context.Context) ([]input.Entry, error) { return o.list(ctx, &env) }
	}
	return l, nil
}

// CheckConfig checks the content of a configuration file as lint does.
func (h lspHost) CheckConfig(f *source.File) error {
	return config.Check(f, configSources(h.env, bindLint(&cobra.Command{Use: "lint"}, &lintOptions{})))
}

// editorStdin replaces standard input while a language server runs. Standard input carries the editor's messages, so a run of lint must
// not read it, even for the target crd:-.
type editorStdin struct{}

func (editorStdin) Read([]byte) (int, error) {
	return 0, errors.New("the language server uses standard input: use a file instead")
}

// list returns the list of inputs. Unlike listInputs, it returns no error if all inputs are skipped.
func (o *checkOptions) list(ctx context.Context, env *Env) ([]input.Entry, error) {
	o.omitted = omissions{options: &o.readFlags}
	options := o.inputOptions(env)
	options.Note = nil
	return input.Expand(ctx, options)
}

// settingFiles returns the paths of the files that affect the check of other files, such as the configuration.
func (o *checkOptions) settingFiles(env *Env) []string {
	files := []string{filepath.Join(o.config.Dir, config.FileName)}
	if o.config.File != "" {
		files[0] = env.path(o.config.File)
	}
	if o.baseline.read != "" {
		files = append(files, env.path(o.baseline.read))
	}
	return files
}

// Explain returns the output of explain for a name as Markdown. A field is explained for the target t.
func (h lspHost) Explain(ctx context.Context, name string, t target.Target) (string, error) {
	o := explainOptions{}
	_, isRule := findRule(name)
	_, isPolicy, err := explain.FindPolicy(name)
	if err != nil {
		return "", err
	}
	if !isRule && !isPolicy {
		o.targets = []string{strings.TrimPrefix(t.ID, "kgateway-")}
	}
	own := target.Names{
		Custom: func(id string) (target.Target, bool, error) { return t, slices.Contains(o.targets, id), nil },
		IDs:    func() []string { return nil },
	}
	p, err := explained(ctx, own, name, o, report.Options{Width: exampleWidth(0), Unicode: true, Quiet: true})
	if err != nil {
		return "", err
	}
	return p.Markdown(), nil
}
