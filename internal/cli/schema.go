package cli

import (
	"fmt"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"github.com/backendctl/backendctl/internal/config"
	"github.com/backendctl/backendctl/internal/report"
	"github.com/backendctl/backendctl/internal/target"
)

const schemaLong = `Print the schema of a target, for editors and other validators, or as a CustomResourceDefinition for a cluster.
"report" is the schema of the JSON report, "diff" that of diff's JSON output, "config" that of .backendctl.yaml.`

func newSchema(env *Env) *cobra.Command {
	output := "json"
	cmd := &cobra.Command{
		Use:   "schema TARGET|report|diff|config",
		Short: "Print the schema of a target, of a report or of the configuration",
		Long:  schemaLong,
		Example: `  backendctl schema latest > backend.schema.json
  backendctl schema kgateway-2.3 -o crd | kubectl apply -f -
  backendctl schema report`,
		Args:              exactly(cobra.ExactArgs(1)),
		ValidArgsFunction: completeSchemas,
		RunE:              func(_ *cobra.Command, args []string) error { return runSchema(env, args[0], output) },
	}
	bindOutput(cmd, &output, "json", "yaml", "crd")
	return cmd
}

func completeSchemas(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	words := []cobra.Completion{"latest", cobra.CompletionWithDesc("report", "the JSON report"), cobra.CompletionWithDesc("diff", "what diff writes as JSON"), cobra.CompletionWithDesc("config", "the configuration file")}
	for _, t := range target.All() {
		words = append(words, cobra.CompletionWithDesc(t.ID, t.Title))
	}
	return words, cobra.ShellCompDirectiveNoFileComp
}

func runSchema(env *Env, name, output string) error {
	data, err := schemaOf(name, output)
	if err != nil {
		return err
	}
	if output == "yaml" {
		if data, err = toYAML(data); err != nil {
			return fmt.Errorf("cannot write the schema %s as YAML: %w", name, err)
		}
	}
	_, err = env.Stdout.Write(data)
	return err
}

func schemaOf(name, output string) ([]byte, error) {
	switch name {
	case "report", "diff", "config":
		if output == "crd" {
			return nil, usagef("only a target has a CustomResourceDefinition; %q is none", name)
		}
		return map[string]func() []byte{"report": report.Schema, "diff": report.DiffSchema, "config": config.Schema}[name](), nil
	}
	t, err := target.Parse(name)
	if err != nil {
		return nil, usagef("%w; report, diff and config are schemas, too", err)
	}
	if output == "crd" {
		return t.CRD()
	}
	return t.Schema(), nil
}

// toYAML writes JSON as YAML in block style, with its keys in their order.
func toYAML(data []byte) ([]byte, error) {
	var n yaml.Node
	if err := yaml.Unmarshal(data, &n); err != nil {
		return nil, err
	}
	block(&n)
	return yaml.Marshal(&n)
}

// block drops JSON's style from a tree: braces, and quotes where YAML needs none.
func block(n *yaml.Node) {
	n.Style = 0
	for _, c := range n.Content {
		block(c)
	}
}
