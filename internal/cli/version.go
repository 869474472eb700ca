package cli

import (
	"encoding/json"
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/backendctl/backendctl/internal/target"
)

func newVersion(env *Env) *cobra.Command {
	output := "text"
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version and the supported releases",
		Args:  noArgs,
		RunE:  func(*cobra.Command, []string) error { return runVersion(env, output) },
	}
	bindOutput(cmd, &output, "text", "json")
	return cmd
}

func runVersion(env *Env, output string) error {
	v := env.Version
	var ids []string
	for _, t := range target.All() {
		ids = append(ids, t.ID)
	}
	if output == "json" {
		return writeJSON(env, map[string]any{
			"version": v.Version, "commit": v.Commit, "date": v.Date, "go": runtime.Version(),
			"platform": runtime.GOOS + "/" + runtime.GOARCH, "targets": ids,
		})
	}
	_, err := fmt.Fprintf(env.Stdout, "backendctl %s\n", v.Version)
	for _, line := range [][2]string{{"commit", v.Commit}, {"built", v.Date}, {"with", runtime.Version() + " for " + runtime.GOOS + "/" + runtime.GOARCH}} {
		if line[1] != "" && err == nil {
			_, err = fmt.Fprintf(env.Stdout, "  %-8s %s\n", line[0], line[1])
		}
	}
	if err == nil {
		_, err = fmt.Fprintf(env.Stdout, "  %-8s %s\n", "targets", joinWords(ids))
	}
	return err
}

func writeJSON(env *Env, v any) error {
	e := json.NewEncoder(env.Stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
