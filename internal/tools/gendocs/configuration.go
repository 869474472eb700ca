package main

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/backendctl/backendctl/internal/config"
)

const configurationIntroduction = `# Configuration

backendctl looks for ` + "`.backendctl.yaml`" + ` in the working directory and, in a git repository, in its parents up to the top of the repository.
` + "`backendctl init`" + ` writes one with comments, and ` + "`backendctl schema config`" + ` prints its JSON Schema for an editor.

A flag takes precedence over the environment variable, the variable over the file, and the file over the default. ` + "`--no-config`" + ` reads
no file, ` + "`--config FILE`" + ` reads another one.

[Configure rules](suppress.md) and [newer releases](releases.md) have examples.
`

// comments is the section about directives, which are not part of the schema.
const comments = `
## Comments in manifests

| comment | meaning |
|---|---|
| ` + "`# backendctl:ignore RULE[,RULE] reason`" + ` | ignore findings: at the end of their line, above the line, or above the block with them |
| ` + "`# backendctl:ignore-file RULE[,RULE] reason`" + ` | ignore findings in the whole file |
| ` + "`# backendctl: target=2.4`" + ` | check the document against another target: an id, a release or several with commas |
`

// notFlags are the keys without a flag. So they do not have an environment variable either.
var notFlags = []string{"targets", "rules", "overrides"}

// configurationPage returns the page of the keys in the configuration. It is generated from the schema of the configuration.
func configurationPage() (string, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(config.Schema(), &document); err != nil { // JSON is also YAML, and the nodes of YAML keep the order of keys
		return "", err
	}
	schema := document.Content[0]
	var b strings.Builder
	b.WriteString(notice + configurationIntroduction)
	b.WriteString("\n## Keys\n\n| key | meaning | values | default | variable |\n|---|---|---|---|---|\n")
	properties := child(schema, "properties").Content
	for i := 0; i < len(properties); i += 2 {
		key, of := properties[i].Value, properties[i+1]
		variable := ""
		if !slices.Contains(notFlags, key) {
			variable = "`" + config.EnvPrefix + strings.ToUpper(strings.ReplaceAll(key, "-", "_")) + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", key, description(of), values(of), code(child(of, "default")), variable)
	}
	for _, name := range []string{"customTarget", "override"} {
		part := child(schema, "$defs", name)
		fmt.Fprintf(&b, "\n## %s\n\n| key | meaning |\n|---|---|\n", itemTitles[name])
		properties := child(part, "properties").Content
		for i := 0; i < len(properties); i += 2 {
			fmt.Fprintf(&b, "| `%s` | %s |\n", properties[i].Value, description(properties[i+1]))
		}
	}
	fmt.Fprintf(&b, "\n## Globs and severities\n\n%s\n\n%s\n", description(child(schema, "$defs", "pattern")), description(child(schema, "$defs", "severity")))
	b.WriteString(comments)
	return b.String(), nil
}

var itemTitles = map[string]string{"customTarget": "An item of `targets`", "override": "An item of `overrides`"}

// child returns the node at a path of keys, or an empty node if there is none.
func child(n *yaml.Node, path ...string) *yaml.Node {
	for _, key := range path {
		i := 0
		for i+1 < len(n.Content) && n.Content[i].Value != key {
			i += 2
		}
		if i+1 >= len(n.Content) {
			return &yaml.Node{}
		}
		n = n.Content[i+1]
	}
	return n
}

func description(n *yaml.Node) string { return child(n, "description").Value }

// values returns the values of an enum as text.
func values(n *yaml.Node) string {
	var out []string
	for _, v := range child(n, "enum").Content {
		out = append(out, code(v))
	}
	if child(n, "type").Value == "boolean" {
		return "`true`, `false`"
	}
	return strings.Join(out, ", ")
}

func code(n *yaml.Node) string {
	if n.Value == "" {
		return ""
	}
	return "`" + n.Value + "`"
}
