package cli

import (
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/convert"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/report/terminal"
)

func newRules(env *Env) *cobra.Command {
	output, category := "text", ""
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "List the rules",
		Long:  "List the rules of validate and lint, and those of convert's reports. `backendctl explain RULE` describes one.",
		Example: `  backendctl rules
  backendctl rules --category security
  backendctl rules -o json`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error { return runRules(env, category, output) },
	}
	bindOutput(cmd, &output, "text", "json")
	cmd.Flags().StringVar(&category, "category", "", "only the rules of one category: "+joinWords(diag.Categories()))
	choices(cmd, "category", diag.Categories())
	return cmd
}

// allRules returns the rules of validate, lint and convert.
func allRules() []diag.Descriptor { return slices.Concat(check.Rules(), convert.Rules()) }

// A ruleRow is the object for a rule in the output of `rules -o json`.
type ruleRow struct {
	ID       string   `json:"id"`
	Summary  string   `json:"summary"`
	Severity string   `json:"severity"`
	Complete string   `json:"severityWithComplete"`
	Enabled  bool     `json:"enabled"`
	Category string   `json:"category"`
	Since    string   `json:"since"`
	Until    string   `json:"until"`
	Why      string   `json:"why"`
	Bad      string   `json:"bad"`
	Good     string   `json:"good"`
	Sources  []string `json:"sources"`
	Inferred bool     `json:"inferred"`
	URL      string   `json:"url"`
}

func newRuleRow(r diag.Descriptor) ruleRow {
	return ruleRow{
		ID: r.ID, Summary: r.Summary, Severity: r.Severity.String(), Complete: r.WithComplete().String(), Enabled: !r.OptIn, Category: r.Category,
		Since: r.Since, Until: r.Until, Why: r.Why, Bad: r.Bad, Good: r.Good,
		Sources: append([]string{}, r.Sources...), Inferred: r.Inferred, URL: r.URL(),
	}
}

func runRules(env *Env, category, output string) error {
	if category != "" && !isCategory(category) {
		return usagef("--category: unknown category %q (expected %s)", category, joinWords(diag.Categories()))
	}
	rows := []ruleRow{}
	for _, r := range allRules() {
		if category == "" || r.Category == category {
			rows = append(rows, newRuleRow(r))
		}
	}
	if output == "json" {
		return writeJSON(env, map[string]any{"rules": rows})
	}
	table := terminal.Table{{"RULE", "SEVERITY", "CATEGORY", "FINDS"}}
	differ := false
	for _, r := range rows {
		severity := r.Severity
		switch {
		case !r.Enabled:
			severity += " (off)"
		case r.Complete != r.Severity:
			severity, differ = severity+"/"+r.Complete, true
		}
		table = append(table, []string{r.ID, severity, r.Category, r.Summary})
	}
	text := table.Text(env.tableWidth())
	if differ {
		text += "\nwarning/error: a missing object is a warning in a directory, and an error with --complete.\n"
	}
	_, err := io.WriteString(env.Stdout, text)
	return err
}
