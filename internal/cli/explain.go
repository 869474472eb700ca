package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/explain"
	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/report"
	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

const explainLong = `Say what a rule finds, why it matters and how to mend it, with an example and what the tool says of it.

` + "`backendctl rules`" + ` lists the rules.`

func newExplain(env *Env) *cobra.Command {
	output, color := "text", "auto"
	cmd := &cobra.Command{
		Use:   "explain RULE",
		Short: "Explain a rule",
		Long:  explainLong,
		Example: `  backendctl explain host-is-url
  backendctl explain unknown-field -o markdown`,
		Args:              exactly(cobra.ExactArgs(1)),
		ValidArgsFunction: completeRules,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runExplain(cmd.Context(), env, args[0], output, env.color(color, env.StdoutTerminal))
		},
	}
	bindOutput(cmd, &output, "text", "markdown", "json")
	cmd.Flags().StringVar(&color, "color", "auto", "when to use colors: auto, always or never")
	choices(cmd, "color", []cobra.Completion{"auto", "always", "never"})
	return cmd
}

func completeRules(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var out []cobra.Completion
	if len(args) == 0 {
		for _, r := range check.Rules() {
			out = append(out, cobra.CompletionWithDesc(r.ID, r.Summary))
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

func runExplain(ctx context.Context, env *Env, id, output string, color bool) error {
	d, err := findRule(id)
	if err != nil {
		return err
	}
	options := report.Options{Color: color, Width: exampleWidth(env.columns()), Unicode: env.unicode(), Quiet: true}
	page, err := rulePage(ctx, d, options)
	if err != nil {
		return err
	}
	switch output {
	case "json":
		return writeJSON(env, newRuleRow(d))
	case "markdown":
		_, err = fmt.Fprint(env.Stdout, page.Markdown())
	default:
		_, err = fmt.Fprint(env.Stdout, page.Text(textWidth(env.columns()), report.Heading(options)))
	}
	return err
}

// textWidth keeps prose readable on a wide terminal.
func textWidth(columns int) int {
	if columns <= 0 {
		return 80
	}
	return min(max(columns, 40), 100)
}

// exampleWidth leaves room for the margin of an example.
func exampleWidth(columns int) int { return textWidth(columns) - 2 }

func findRule(id string) (diag.Descriptor, error) {
	all := check.Rules()
	if i := slices.IndexFunc(all, func(d diag.Descriptor) bool { return d.ID == id }); i >= 0 {
		return all[i], nil
	}
	return diag.Descriptor{}, usageError{unknownRule(id)}
}

func unknownRule(id string) error {
	hint := ""
	if near, ok := fuzzy.Nearest(id, ruleIDs()); ok {
		hint = fmt.Sprintf(", did you mean %q?", near)
	}
	return fmt.Errorf("unknown rule %q%s\nrun `backendctl rules` for all of them", id, hint)
}

// rulePage judges the bad example of a rule and makes a page of it.
func rulePage(ctx context.Context, d diag.Descriptor, o report.Options) (explain.Rule, error) {
	page := explain.Rule{Descriptor: d}
	if d.Bad == "" {
		return page, nil
	}
	options, command := exampleRun(d)
	page.Command = command
	result, err := check.Files(ctx, []*source.File{source.New(exampleName, []byte(d.Bad))}, options)
	if err != nil {
		return page, err
	}
	format, err := report.Parse("text")
	if err != nil {
		return page, err
	}
	var b strings.Builder
	if err := report.Write(&b, format, result, o); err != nil {
		return page, err
	}
	page.Says = b.String()
	for _, found := range result.Diagnostics {
		if found.Rule == d.ID && len(found.Fixes) > 0 {
			page.Fix = string(found.Fixes[0].Safety)
		}
	}
	return page, nil
}

// exampleName is what a rule's example is called.
const exampleName = "backend.yaml"

// exampleRun says how the bad example of a rule is judged: by the last release that the rule is about, as all that there is.
func exampleRun(d diag.Descriptor) (check.Options, string) {
	o := check.Options{Targets: []target.Target{target.Latest()}, Templates: true}
	if last, err := target.Parse(d.Until); err == nil {
		o.Targets = []target.Target{last}
	}
	command := "backendctl validate"
	if isLintRule(d.ID) {
		command = "backendctl lint --complete"
		o.Rules, o.Complete = rules.All(), lint.Stated
	}
	if d.ID == "target-outdated" || d.ID == "closest-target" {
		o.Targets = nil // these are about the choice of a target
	} else {
		command += " --target " + o.Targets[0].Release
	}
	if d.OptIn {
		command += " --enable " + d.ID
		o.Severity = func(rule, _ string) (diag.Severity, bool) { return d.Severity, rule == d.ID }
	}
	return o, command + " " + exampleName
}

func isLintRule(id string) bool {
	return slices.ContainsFunc(rules.All(), func(r lint.Rule) bool { return r.ID == id })
}
