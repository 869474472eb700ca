// Package scaffoldtest enumerates all manifests that scaffold can write: every type for every target with every combination of companions.
// The tests of the command and the tests with an API server share it.
package scaffoldtest

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/scaffold"
	"github.com/backendctl/backendctl/internal/target"
)

// A Case is a type for a target, with companions.
type Case struct {
	Type   scaffold.Type
	Target target.Target
	With   []string // the ids of the companions
}

// Cases returns every type of every target with every combination of companions.
func Cases() []Case {
	var all []Case
	for _, t := range scaffold.Types() {
		for _, on := range target.All() {
			if t.In(on) {
				all = append(all, combinations(t, on)...)
			}
		}
	}
	return all
}

func combinations(t scaffold.Type, on target.Target) []Case {
	companions := scaffold.Companions()
	var all []Case
	for set := range 1 << len(companions) {
		c := Case{Type: t, Target: on}
		for i, companion := range companions {
			if set&(1<<i) != 0 {
				c.With = append(c.With, companion.ID)
			}
		}
		all = append(all, c)
	}
	return all
}

// String returns the name of a case, such as static/kgateway-2.4/secret+route.
func (c Case) String() string { return c.Type.ID + "/" + c.Target.ID + "/" + strings.Join(c.With, "+") }

func (c Case) has(companion string) bool { return slices.Contains(c.With, companion) }

// IsAgent reports whether the output of the case is an AgentgatewayBackend.
func (c Case) IsAgent() bool { return c.Target.MovedToAgentgateway(c.Type.ID) }

func (c Case) hasPolicy() bool { return c.has("policy") || c.has("health") }

// Args returns the command line of a case without values for required fields, which become placeholders.
func (c Case) Args() []string {
	args := []string{"scaffold", c.Type.ID, "orders", "--target", c.Target.ID, "--no-config"}
	if len(c.With) > 0 {
		args = append(args, "--with", strings.Join(c.With, ","))
	}
	return args
}

// Filled returns the command line of a case with all required values.
func (c Case) Filled() []string {
	args := append(c.Args(), "--namespace", "shop")
	args = append(args, needed[c.Type.ID]...)
	if c.has("route") {
		args = append(args, "--gateway", "infra/http", "--hostname", "www.example.org")
	}
	if c.has("health") && slices.Contains([]string{"static", "aws-ec2", "priority-groups"}, c.Type.ID) {
		args = append(args, "--health-path", "/healthz")
	}
	if c.has("grant") {
		args = append(args, "--route-namespace", "web")
	}
	return args
}

// needed contains the flags of each type that set its required fields. With these flags, the output has no placeholders.
var needed = map[string][]string{
	"static":          {"--host", "orders.example.com:443", "--tls"},
	"aws-lambda":      {"--function", "thumbnails", "--account", "123456789012"},
	"aws-ec2":         {"--region", "eu-central-1", "--filter", "app=worker", "--port", "8080"},
	"gcp":             {"--host", "receipts-4fkxq2ab3a-ew.a.run.app"},
	"priority-groups": {"--group", "eu=192.0.2.1:8080", "--group", "us=192.0.2.2:8080"},
	"ai":              {"--provider", "openai", "--secret", "openai"},
	"mcp":             {"--server", "time=time.tools.example.com:8080/mcp"},
}

// Refusal returns the expected error of a case, or "" if the case is valid. The parameter filled states whether the command line is that of
// Filled, and not that of Args.
func (c Case) Refusal(filled bool) string {
	id := c.Type.ID
	switch {
	case c.has("secret") && (!slices.Contains([]string{"aws-lambda", "aws-ec2", "ai"}, id) || id == "aws-lambda" && c.Target.Catalog()):
		return "this Backend does not use a Secret"
	case c.hasPolicy() && c.Target.Catalog():
		return "policies do not apply to the catalog"
	case c.hasPolicy() && c.IsAgent():
		return "kgateway policies do not apply to an AgentgatewayBackend"
	case c.hasPolicy() && id == "mcp":
		return "kgateway policies do not apply to an MCP Backend"
	case c.Target.Release == "2.0" && (c.has("health") || c.has("policy") && (id != "static" || !filled)):
		return "kgateway-2.0 does not support BackendConfigPolicy"
	}
	return ""
}
