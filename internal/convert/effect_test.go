package convert

import (
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
)

// TestWithoutEffect checks that values without an effect are not losses, and that contradictions and lost comments are reported.
func TestWithoutEffect(t *testing.T) {
	backend := func(spec string) string {
		return "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: web, namespace: a}\nspec:\n" + spec
	}
	for _, c := range []struct {
		name, to, input string
		has             []string // texts that must be in the output
		lost            []string
		says            string        // a text that a message must contain; "" for none
		severity        diag.Severity // the severity of the message
	}{
		{
			"an inline token of kind Passthrough", "2.2", backend("  type: AI\n  ai: {llm: {openai: {authToken: {kind: Passthrough, inline: abc}}}}\n"),
			[]string{"passthrough: {}"}, nil, "", diag.Info,
		},
		{
			"an account that the function's account overrides", "2.3", backend("  aws: {accountId: '111111111111', lambda: {accountId: '222222222222', functionName: f}}\n"),
			[]string{"222222222222"}, nil, "", diag.Info,
		},
		{"a comment beside the type", "2.2", backend("  type: AI # ours\n  ai: {llm: {openai: {authToken: {kind: Passthrough}}}}\n"), []string{"# ours"}, nil, "", diag.Info},
		{
			"a comment beside a lost field", "2.0", backend("  type: Static\n  static:\n    appProtocol: http2 # ours\n    hosts: [{host: a.example.com, port: 80}]\n"),
			nil, []string{"spec.static.appProtocol is lost"}, "this comment is removed", diag.Info,
		},
		{
			"TLS that Gloo derives from port 443", "2.0", "apiVersion: gloo.solo.io/v1\nkind: Upstream\nmetadata: {name: web, namespace: a}\nspec: {static: {hosts: [{addr: a.example.com, port: 443}]}}\n",
			[]string{"port: 443", "hostname: a.example.com"}, nil, "the policy of kgateway 2.0 verifies it", diag.Info,
		},
		{
			"an ARN with another region than the Backend", "2.4", backend("  aws: {region: us-east-1, lambdaFunctionName: 'arn:aws:lambda:eu-west-1:123456789012:function:f'}\n"),
			[]string{"region: us-east-1"}, nil, "region is us-east-1 here and eu-west-1 in the function's ARN", diag.Warning,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := convertCompanion(t, c.input, c.to)
			for _, want := range c.has {
				if !strings.Contains(got.Files[0].Text, want) {
					t.Errorf("%q is missing in\n%s", want, got.Files[0].Text)
				}
			}
			expectLosses(t, got, c.lost)
			found := c.says == ""
			for _, d := range got.Result.Diagnostics {
				found = found || strings.Contains(d.Message, c.says) && d.Severity == c.severity
			}
			if !found {
				t.Errorf("no message of severity %s contains %q:\n%s", c.severity, c.says, messages(got))
			}
		})
	}
}
