package cli

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/format"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/scaffold"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// filledIn has values for everything that a manifest needs, so that none of it is a placeholder.
var filledIn = map[string][]string{
	"static":                {"--host", "orders.example.com:443", "--tls"},
	"aws-lambda":            {"--function", "thumbnails", "--account", "123456789012"},
	"aws-ec2":               {"--region", "eu-central-1", "--filter", "app=worker", "--port", "8080"},
	"gcp":                   {"--host", "receipts-4fkxq2ab3a-ew.a.run.app"},
	"priority-groups":       {"--group", "eu=192.0.2.1:8080", "--group", "us=192.0.2.2:8080"},
	"ai":                    {"--provider", "openai", "--secret", "openai"},
	"mcp":                   {"--server", "time=time.tools.example.com:8080/mcp"},
}

// A scaffoldCase is a type for a target with what is written beside it.
type scaffoldCase struct {
	scaffold.Type
	target target.Target
	with   []string
}

func (c scaffoldCase) name() string {
	return c.ID + "/" + c.target.ID + "/" + strings.Join(c.with, "+")
}

func (c scaffoldCase) args(more ...string) []string {
	args := []string{"scaffold", c.ID, "orders", "--target", c.target.ID, "--no-config"}
	if len(c.with) > 0 {
		args = append(args, "--with", strings.Join(c.with, ","))
	}
	return append(args, more...)
}

// filled are the flags that leave no placeholder.
func (c scaffoldCase) filled() []string {
	args := append([]string{"--namespace", "shop"}, filledIn[c.ID]...)
	if slices.Contains(c.with, "route") {
		args = append(args, "--gateway", "infra/http", "--hostname", "www.example.org")
	}
	if slices.Contains(c.with, "grant") {
		args = append(args, "--route-namespace", "web")
	}
	return args
}

// eachScaffold visits every type of every target with every combination of what can be written beside it.
func eachScaffold(visit func(scaffoldCase)) {
	companions := companionNames()
	for _, typ := range scaffold.Types() {
		for _, on := range target.All() {
			for set := range 1 << len(companions) {
				if !typ.In(on) {
					continue
				}
				var with []string
				for i, id := range companions {
					if set&(1<<i) != 0 {
						with = append(with, id)
					}
				}
				visit(scaffoldCase{typ, on, with})
			}
		}
	}
}

// none are the combinations that there cannot be, with the reason that is given.
func none(c scaffoldCase, filled bool) string {
	has := func(id string) bool { return slices.Contains(c.with, id) }
	switch {
	case has("secret") && (!slices.Contains([]string{"aws-lambda", "aws-ec2", "ai"}, c.ID) || c.ID == "aws-lambda" && c.target.Catalog()):
		return "this Backend names no Secret"
	case has("policy") && c.target.Catalog():
		return "no release serves the shape of the catalog"
	case has("policy") && c.ID == "mcp":
		return "an MCP Backend is for agentgateway"
	case has("policy") && c.target.Release == "2.0" && (c.ID != "static" || !filled):
		return "kgateway-2.0 has no BackendConfigPolicy"
	}
	return ""
}

func runHere(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	env := &Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Dir: t.TempDir(), LookupEnv: func(string) (string, bool) { return "", false }}
	status = Main(env, args)
	return status, out.String(), errs.String()
}

func TestScaffoldEverything(t *testing.T) {
	written := 0
	eachScaffold(func(c scaffoldCase) {
		for _, comments := range []string{"none", "brief", "full"} {
			for _, filled := range []bool{true, false} {
				args := c.args("--comments", comments)
				if filled {
					args = append(args, c.filled()...)
				}
				status, text, said := runHere(t, args...)
				if reason := none(c, filled); reason != "" {
					if status != ExitUsage || !strings.Contains(said, reason) {
						t.Errorf("%s: status %d, said %s", c.name(), status, said)
					}
					continue
				}
				if status != ExitOK {
					t.Errorf("%s: status %d, said %s", c.name(), status, said)
					continue
				}
				written++
				judgeScaffold(t, c, text, filled)
			}
		}
	})
	t.Logf("%d manifests", written)
}

func judgeScaffold(t *testing.T, c scaffoldCase, text string, filled bool) {
	t.Helper()
	file := source.New("backend.yaml", []byte(text))
	done, err := format.File(file, format.Options{Target: c.target})
	if err != nil || done.Text != text {
		t.Errorf("%s: fmt would change it (%v)\n%s\n---- to\n%s", c.name(), err, text, done.Text)
	}
	result, err := check.Files(context.Background(), []*source.File{file}, check.Options{
		Targets: []target.Target{c.target}, Rules: slices.DeleteFunc(rules.All(), func(r lint.Rule) bool { return r.OptIn }), Templates: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range result.Diagnostics {
		if d.Rule == "placeholder-value" && !filled {
			continue
		}
		t.Errorf("%s: %s: %s at %s\n%s", c.name(), d.Rule, d.Message, diag.Field(d.Path), text)
	}
}
