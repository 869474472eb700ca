package cli

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backendctl/backendctl/internal/report/terminal"
	"github.com/backendctl/backendctl/internal/target"
)

func newTargets(env *Env) *cobra.Command {
	output := "text"
	cmd := &cobra.Command{
		Use:   "targets",
		Short: "List the targets, and what each release changed",
		Example: `  backendctl targets
  backendctl targets -o wide
  backendctl targets -o json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runTargets(env, lazyCRDLoader(env, cmd), output) },
	}
	bindOutput(cmd, &output, "text", "wide", "json")
	return cmd
}

// A targetRow is the object for a target in the output of `targets -o json`.
type targetRow struct {
	ID      string          `json:"id"`
	Release string          `json:"release"`
	Title   string          `json:"title"`
	Latest  bool            `json:"latest"`
	Changes []target.Change `json:"changes"`

	TreatedAs string `json:"treatedAs,omitempty"` // for a CRD, the release whose behaviour is assumed by rules and conversions
}

func runTargets(env *Env, crds *crdLoader, output string) error {
	var rows []targetRow
	for _, t := range append(target.All(), crds.configuredAll()...) {
		changes, err := target.Changes(t)
		if err != nil {
			return err
		}
		if changes == nil {
			changes = []target.Change{}
		}
		row := targetRow{ID: t.ID, Release: t.Release, Title: t.Title, Latest: t == target.Latest(), Changes: changes}
		if t.Custom() {
			row.Release, row.TreatedAs = "", t.Base().ID
		}
		rows = append(rows, row)
	}
	switch output {
	case "json":
		return writeJSON(env, map[string]any{"targets": rows})
	case "wide":
		return writeTargetsWide(env, rows)
	}
	return writeTargets(env, rows)
}

// writeTargets writes a row for each target: the added fields, the removed fields, and the number of other changes.
func writeTargets(env *Env, rows []targetRow) error {
	table := terminal.Table{{"TARGET", "RELEASE", "ADDS", "DROPS", "OTHER CHANGES"}}
	for _, r := range rows {
		added, removed, others := split(r.Changes)
		release := r.Release
		switch {
		case r.Latest:
			release += " (latest)"
		case r.TreatedAs != "":
			release = "as " + strings.TrimPrefix(r.TreatedAs, "kgateway-")
		case release == "":
			release = "-"
		}
		table = append(table, []string{r.ID, release, few(added), few(removed), amount(others)})
	}
	_, err := io.WriteString(env.Stdout, table.Text(env.tableWidth()))
	return err
}

func split(changes []target.Change) (added, removed []string, others int) {
	for _, c := range changes {
		switch c.Kind {
		case target.Added:
			added = append(added, strings.TrimPrefix(c.String(), "spec."))
		case target.Removed:
			removed = append(removed, strings.TrimPrefix(c.String(), "spec."))
		default:
			others++
		}
	}
	return added, removed, others
}

// few returns the first two words of a list and the number of the other words as text, or "-" for an empty list.
func few(words []string) string {
	switch {
	case len(words) == 0:
		return "-"
	case len(words) <= 2:
		return strings.Join(words, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(words[:2], ", "), len(words)-2)
}

func amount(n int) string {
	if n == 0 {
		return "-"
	}
	return strconv.Itoa(n)
}

// writeTargetsWide writes every change on a separate line.
func writeTargetsWide(env *Env, rows []targetRow) error {
	w := bufio.NewWriter(env.Stdout)
	for i, r := range rows {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s: %s\n", r.ID, r.Title)
		for _, c := range r.Changes {
			fmt.Fprintf(w, "  %s %s\n", sign(c.Kind), c)
		}
	}
	return w.Flush()
}

func sign(k target.Kind) string {
	switch k {
	case target.Added:
		return "+"
	case target.Removed:
		return "-"
	}
	return "~"
}

// bindOutput adds the flag -o to a command that does not print findings. The formats are the allowed values.
func bindOutput(cmd *cobra.Command, output *string, formats ...string) {
	*output = formats[0]
	cmd.Flags().VarP(&choice{output, formats}, "output", "o", "format: "+joinWords(formats))
	choices(cmd, "output", formats)
}

// A choice is the value of a flag that allows only certain words.
type choice struct {
	value *string
	words []string
}

func (c *choice) String() string { return *c.value }
func (c *choice) Type() string   { return "format" }

func (c *choice) Set(word string) error {
	for _, w := range c.words {
		if w == word {
			*c.value = word
			return nil
		}
	}
	return fmt.Errorf("expected %s", joinWords(c.words))
}
