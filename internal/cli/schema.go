package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"sigs.k8s.io/yaml"

	"github.com/backendctl/backendctl/internal/config"
	"github.com/backendctl/backendctl/internal/crd"
	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/report"
	"github.com/backendctl/backendctl/internal/report/diff"
	"github.com/backendctl/backendctl/internal/target"
)

const schemaLong = `Print the schema of a target, for editors and other validators, or as a CustomResourceDefinition for a cluster.
"report" is the schema of the JSON report, "diff" is that of diff's JSON output, and "config" is that of .backendctl.yaml.`

func newSchema(env *Env) *cobra.Command {
	output := "json"
	cmd := &cobra.Command{
		Use:   "schema TARGET|report|diff|config",
		Short: "Print the schema of a target, of a report or of the configuration",
		Long:  schemaLong,
		Example: `  backendctl schema latest > backend.schema.json
  backendctl schema kgateway-2.3 -o crd | kubectl apply -f -
  backendctl schema crd:backends.yaml
  backendctl schema report`,
		Args:              arguments(1, 1),
		ValidArgsFunction: completeSchemas,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runSchema(env, lazyCRDLoader(env, cmd).names(), args[0], output)
		},
	}
	bindOutput(cmd, &output, "json", "yaml", "crd")
	return cmd
}

func completeSchemas(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	words := []cobra.Completion{"latest", cobra.CompletionWithDesc("report", "the JSON report"), cobra.CompletionWithDesc("diff", "the JSON output of diff"), cobra.CompletionWithDesc("config", "the configuration file")}
	for _, t := range target.All() {
		words = append(words, cobra.CompletionWithDesc(t.ID, t.Title))
	}
	return words, cobra.ShellCompDirectiveNoFileComp
}

func runSchema(env *Env, names target.Names, name, output string) error {
	data, err := schemaOf(names, name, output)
	if err != nil {
		return err
	}
	if output == "yaml" {
		if data, err = yaml.JSONToYAML(data); err != nil {
			return fmt.Errorf("cannot write the schema %s as YAML: %w", name, err)
		}
	}
	_, err = env.Stdout.Write(data)
	return err
}

func schemaOf(names target.Names, name, output string) ([]byte, error) {
	switch name {
	case "report", "diff", "config":
		if output == "crd" {
			return nil, usagef("-o crd requires a target, and %q is not one", name)
		}
		return map[string]func() []byte{"report": report.Schema, "diff": diff.Schema, "config": config.Schema}[name](), nil
	}
	t, err := names.Parse(name)
	var unfit *crd.Error
	switch {
	case errors.As(err, &unfit):
		return nil, usageError{err}
	case err != nil:
		if word, near := fuzzy.Nearest(name, []string{"report", "diff", "config"}); near {
			return nil, usagef("unknown schema %q, did you mean %q?", name, word)
		}
		return nil, usagef("%w; report, diff and config are also schemas", err)
	}
	if output == "crd" {
		return t.CRD()
	}
	return t.Schema(), nil
}
