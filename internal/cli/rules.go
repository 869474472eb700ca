package cli

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/backendctl/backendctl/internal/check"
)

func newRules(env *Env) *cobra.Command {
	output := "text"
	cmd := &cobra.Command{
		Use:     "rules",
		Short:   "List the rules that findings come from",
		Example: "  backendctl rules\n  backendctl rules -o json",
		Args:    exactly(cobra.NoArgs),
		RunE:    func(*cobra.Command, []string) error { return runRules(env, output) },
	}
	bindOutput(cmd, &output, "text", "json")
	return cmd
}

// A ruleRow is a rule as `rules -o json` writes it.
type ruleRow struct {
	ID       string `json:"id"`
	Summary  string `json:"summary"`
	Severity string `json:"severity"`
	Category string `json:"category"`
	Why      string `json:"why"`
	Bad      string `json:"bad"`
	Good     string `json:"good"`
	URL      string `json:"url"`
}

func runRules(env *Env, output string) error {
	if output == "json" {
		var rows []ruleRow
		for _, r := range check.Rules() {
			rows = append(rows, ruleRow{r.ID, r.Summary, r.Severity.String(), r.Category, r.Why, r.Bad, r.Good, r.URL()})
		}
		return writeJSON(env, map[string]any{"rules": rows})
	}
	w := tabwriter.NewWriter(env.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "RULE\tSEVERITY\tCATEGORY\tFINDS")
	for _, r := range check.Rules() {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", r.ID, r.Severity, r.Category, r.Summary)
	}
	return w.Flush()
}
