package scaffold

import (
	"slices"
	"testing"

	"github.com/backendctl/backendctl/internal/format"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// samples contains values of flags that change the output, by type.
var samples = map[string][]map[string][]string{
	static.ID: {{"host": {"b.example.com:443", "[2001:db8::1]:80"}, "tls": {"true"}}, {"host": {"a.example.com:80"}, "app-protocol": {"http2"}}},
	lambda.ID: {
		{"function": {"arn:aws:lambda:us-east-1:123456789012:function:orders:7"}}, {"function": {"orders"}, "account": {"123456789012"}, "region": {"eu-west-1"}, "secret": {"s"}},
		{"function": {"orders"}, "role-arn": {"arn:aws:iam::123456789012:role/r"}},
	},
	ec2.ID:            {{"filter": {"app=web", "tier"}, "port": {"8080"}, "secret": {"s"}}},
	gcp.ID:            {{"host": {"x.run.app"}}},
	priorityGroups.ID: {{"group": {"a=a.example.com:443,b=b.example.com:443", "c=c.example.com:443"}}},
	ai.ID:             {{"provider": {"openai"}, "model": {"m"}, "host": {"h.example.com:443"}}, {"provider": {"bedrock"}}, {"provider": {"vertexai"}}, {"provider": {"azureopenai"}}},
	mcp.ID:            {{"server": {"a.example.com:80/x", "b.example.com:443"}}},
}

// TestFormatted checks that the command fmt does not change the output, for any type, target, companions and comments. It formats for the
// target and for the newest release, which is the default. The catalog has its own order of fields.
func TestFormatted(t *testing.T) {
	written := 0
	for _, typ := range Types() {
		for _, to := range target.All() {
			for _, values := range append(slices.Clone(samples[typ.ID]), map[string][]string{}) {
				for _, with := range [][]string{nil, {"secret"}, {"policy"}, {"health"}, {"route"}, {"policy", "health", "route", "grant"}} {
					r := Request{Target: to, Type: typ, Name: "web", Namespace: "a", Labels: []string{"app=web"}, Annotations: []string{"b=c"}, Values: values, With: with}
					if slices.Contains(with, "route") {
						r.Gateway, r.RouteNamespace = "g", "b"
					}
					m, err := New(r)
					if err != nil {
						continue // the target does not have the type, or does not support the flags or companions
					}
					for _, comments := range []Comments{NoComments, BriefComments, FullComments} {
						written++
						text, err := m.Write(comments)
						if err != nil {
							t.Fatal(err)
						}
						isFormatted(t, text.YAML, to)
						if !to.Catalog() {
							isFormatted(t, text.YAML, target.Latest())
						}
					}
				}
			}
		}
	}
	if written < 500 {
		t.Errorf("only %d manifests were written, want at least 500", written)
	}
}

func isFormatted(t *testing.T, text string, to target.Target) {
	t.Helper()
	got, err := format.File(source.New("x.yaml", []byte(text)), format.Options{Target: to})
	if err != nil {
		t.Fatal(err)
	}
	if got.Text != text {
		t.Fatalf("the command fmt for %s changes the manifest\n%sto\n%s", to, text, got.Text)
	}
}
