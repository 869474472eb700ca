package rules_test

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// A cloudCase contains manifests and the expected findings of the rules about AWS, GCP and Secrets: "rule" or "rule line" or "rule
// line: a part of the message", in any order. No other findings of these rules are allowed.
type cloudCase struct {
	name   string
	target string // 2.4 if empty
	only   string // check the rules with this prefix in their ids, also opt-in rules; if empty, all rules in cloudPrefixes that are on by default
	files  map[string]string
	text   string // one file, instead of files
	want   []string
	part   bool // the set is not complete
}

var cloudPrefixes = []string{"aws-", "lambda-", "ec2-", "gcp-", "secret", "authtoken-", "inline-", "leaked-", "builtin-"}

func (c cloudCase) run(t *testing.T) {
	t.Helper()
	for _, want := range c.want {
		rule, _, _ := strings.Cut(want, ":")
		needRules(t, strings.Fields(rule)[0])
	}
	var got []string
	for _, d := range cloudFindings(t, c) {
		got = append(got, fmt.Sprintf("%s %d: %s", d.Rule, d.File.Position(d.Span.Start).Line, d.Message))
	}
	left := slices.Clone(got)
	for _, want := range c.want {
		rule, message, _ := strings.Cut(want, ": ")
		i := slices.IndexFunc(left, func(g string) bool {
			return (strings.HasPrefix(g, rule+":") || strings.HasPrefix(g, rule+" ")) && strings.Contains(g, message)
		})
		if i < 0 {
			t.Errorf("no finding %q among %q", want, got)
			continue
		}
		left = slices.Delete(left, i, i+1)
	}
	if len(left) > 0 {
		t.Errorf("unexpected findings: %q", left)
	}
}

func cloudFindings(t *testing.T, c cloudCase) []diag.Diagnostic {
	t.Helper()
	judge, err := target.Parse(cmp.Or(c.target, "2.4"))
	if err != nil {
		t.Fatal(err)
	}
	o := check.Options{Templates: true, Targets: []target.Target{judge}, Complete: lint.Stated}
	if c.part {
		o.Complete = lint.Partial
	}
	for _, r := range rules.All() {
		own := slices.ContainsFunc(cloudPrefixes, func(p string) bool { return strings.HasPrefix(r.ID, p) })
		if own && strings.HasPrefix(r.ID, c.only) && (c.only != "" || !r.OptIn) {
			o.Rules = append(o.Rules, r)
		}
	}
	o.Severity = func(id, _ string) (diag.Severity, bool) {
		return diag.Info, slices.ContainsFunc(o.Rules, func(r lint.Rule) bool { return r.ID == id && r.OptIn })
	}
	if c.files == nil {
		c.files = map[string]string{"x.yaml": c.text}
	}
	var files []*source.File
	for name, text := range c.files {
		files = append(files, source.New(name, []byte(text)))
	}
	slices.SortFunc(files, func(a, b *source.File) int { return strings.Compare(a.Name(), b.Name()) })
	r, err := check.Files(t.Context(), files, o)
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(r.Diagnostics, func(d diag.Diagnostic) bool {
		return !slices.ContainsFunc(o.Rules, func(rule lint.Rule) bool { return rule.ID == d.Rule })
	})
}

func runCloud(t *testing.T, cases []cloudCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, c.run)
	}
}

const cloudHead = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: x}\nspec:\n"

func lambda(fields ...string) string {
	return cloudHead + "  type: AWS\n  aws:\n    accountId: \"123456789012\"\n    lambda:\n      functionName: x\n" + indented(fields)
}

func ec2(fields ...string) string {
	return cloudHead + "  type: AWS\n  aws:\n    ec2:\n" + indented(fields)
}

func region(name string) string { return lambda() + "    region: " + name + "\n" }

func gcp(fields ...string) string {
	return cloudHead + "  type: GCP\n  gcp:\n    " + strings.Join(fields, "\n    ") + "\n"
}

// indented writes fields under spec.aws.lambda or spec.aws.ec2.
func indented(fields []string) string {
	var b strings.Builder
	for _, f := range fields {
		b.WriteString("      " + f + "\n")
	}
	return b.String()
}

func TestLambdaEndpoint(t *testing.T) {
	endpoint := func(url string) string { return lambda("endpointURL: " + url) }
	runCloud(t, []cloudCase{
		{name: "an endpoint with a port", text: endpoint("https://lambda.us-east-1.amazonaws.com:443")},
		{name: "no port before 2.4", target: "2.3", text: endpoint("https://proxy.internal"), want: []string{"lambda-endpoint-without-port 10: the controller panics"}},
		{name: "no port", text: endpoint("https://proxy.internal"), want: []string{"lambda-endpoint-without-port 10: the Backend is dropped"}},
		{name: "a colon and no port", text: endpoint("'https://proxy.internal:'"), want: []string{"lambda-endpoint-without-port"}},
		{name: "a user and no port", text: endpoint("https://a:b@proxy.internal"), want: []string{"lambda-endpoint-without-port", "lambda-endpoint-path: the user is dropped"}},
		{name: "a template", text: endpoint("https://${HOST}"), want: nil},
		{name: "a word as the port", text: endpoint("https://proxy.internal:https"), want: []string{`lambda-endpoint-broken 10: invalid port`}},
		{name: "an invalid URL in 2.0", target: "2.0", text: endpoint("https://proxy%zz:443"), want: []string{`lambda-endpoint-broken 10: panics`}},
		{name: "a scheme that the schema rejects", text: endpoint("ftp://proxy.internal")},
		{name: "a list instead of a string", text: endpoint("[https://proxy.internal]")},
		{name: "a path, a query and a fragment", text: endpoint("https://proxy.internal:443/a?b=c#d"), want: []string{`lambda-endpoint-path: the path "/a", the query and the fragment are dropped`}},
		{name: "a root path", text: endpoint("https://proxy.internal:443/")},
		{name: "plaintext to AWS", text: endpoint("http://lambda.us-east-1.amazonaws.com:80"), want: []string{"lambda-endpoint-plaintext"}},
		{name: "plaintext to a public address", text: endpoint("http://8.8.8.8:4566"), want: []string{"lambda-endpoint-plaintext"}},
		{name: "an endpoint in another region", text: endpoint("https://lambda.eu-west-1.amazonaws.com:443"), want: []string{`lambda-endpoint-region 10: "eu-west-1"`}},
		{name: "a VPC endpoint", text: endpoint("https://vpce-0a-us-east-1a.lambda.us-east-1.vpce.amazonaws.com:443")},
		{name: "a VPC endpoint in another region", text: endpoint("https://vpce-0a-us-west-2a.lambda.us-west-2.vpce.amazonaws.com:443"), want: []string{"lambda-endpoint-region"}},
		{name: "a host outside of AWS", text: endpoint("https://lambda.eu-west-1.example.org:443")},
		{name: "a template as the region", text: endpoint("https://lambda.eu-west-1.amazonaws.com:443") + "    region: ${REGION}\n"},
	})
	for _, host := range []string{"172.18.0.2", "127.0.0.1", "localhost", "localstack", "localstack.aws.svc", "aws.svc.cluster.local",
		"staging.localstack.dev", "host.docker.internal", "192.0.2.1", "a.test"} {
		runCloud(t, []cloudCase{{name: "plaintext to " + host, text: endpoint("http://" + host + ":4566")}})
	}
}

func TestAWSRegion(t *testing.T) {
	for name, want := range map[string]string{
		"us-east-1": "", "ap-southeast-7": "", "us-east-9": "", "xx-north-1": "", "eu-northwest-12": "",
		"us-east-1a": "aws-region-is-zone 10", "eu-west-3c": "aws-region-is-zone", "us-west-2-lax-1a": "aws-region-is-zone",
		"us-east-1-wl1-bos-wlz-1": "aws-region-is-zone",
		"us-esat-1":               "aws-region-unknown 10", "us-est-1": "aws-region-unknown", "us-east1": "aws-region-unknown", "us-east": "aws-region-unknown",
		"eu-cental-1": "aws-region-unknown", "useast1": "aws-region-unknown", "use-east-1": "aws-region-unknown",
		"local": "", "moon": "", "use1-az1": "", "us-east-1-fips": "", "${REGION}": "", "1": "",
		"cn-north-1": "aws-partition 10: aws-cn", "us-gov-west-1": "aws-partition: aws-us-gov", "us-iso-east-1": "aws-partition",
		"us-isob-east-1": "aws-partition: aws-iso-b", "eu-isoe-west-1": "aws-partition", "eusc-de-east-1": "aws-partition: aws-eusc",
	} {
		c := cloudCase{name: name, text: region(name)}
		if want != "" {
			c.want = []string{want}
		}
		t.Run(name, c.run)
	}
	runCloud(t, []cloudCase{
		{name: "a region of another partition for EC2", text: ec2("port: 80", "filters: [{key: a}]") + "    region: cn-north-1\n"},
		{name: "a zone for EC2", text: ec2("port: 80", "filters: [{key: a}]") + "    region: us-east-2b\n", want: []string{"aws-region-is-zone"}},
		{name: "no region", only: "aws-region-default", text: lambda(), want: []string{"aws-region-default 6: us-east-1"}},
		{name: "no region, and a template in lambda", only: "aws-region-default", text: lambda("qualifier: ${Q}")},
		{name: "a Backend without AWS", only: "aws-", text: gcp("host: x-1.us-central1.run.app")},
	})
}

func TestAWSAccount(t *testing.T) {
	role := "    auth: {type: AssumeRole, assumeRole: {roleArn: 'arn:aws:iam::%s:role/x'}}\n"
	runCloud(t, []cloudCase{
		{name: "two different accounts", text: lambda("accountId: '210987654321'"), want: []string{`aws-account-conflict 7: aws.lambda.accountId is set to "210987654321"`}},
		{name: "the same account twice", text: lambda("accountId: '123456789012'")},
		{name: "a template as one account", text: lambda("accountId: '${ACCOUNT}'")},
		{name: "two accounts before 2.4", target: "2.3", text: lambda("accountId: '210987654321'")},
		{name: "an account in the deprecated field", only: "aws-account-deprecated", text: lambda(), want: []string{"aws-account-deprecated 7"}},
		{name: "an account in the field before it was deprecated", only: "aws-account-deprecated", target: "2.3", text: lambda()},
		{name: "an account for EC2", text: ec2("port: 80", "filters: [{key: a}]") + "    accountId: '123456789012'\n", want: []string{"aws-account-ignored 10"}},
		{name: "a role of another account", only: "aws-role", text: lambda() + fmt.Sprintf(role, "210987654321"), want: []string{`aws-role-account 10: "210987654321"`}},
		{name: "a role of the same account", only: "aws-role", text: lambda() + fmt.Sprintf(role, "123456789012")},
		{name: "no auth for Lambda", only: "aws-auth", text: lambda(), want: []string{"aws-auth-absent 6: the gateway proxy"}},
		{name: "no auth for EC2", only: "aws-auth", text: ec2("port: 80"), want: []string{"aws-auth-absent 6: the controller"}},
		{name: "no field lambda", target: "2.0", text: cloudHead + "  type: AWS\n  aws:\n    accountId: \"123456789012\"\n", want: []string{"aws-without-lambda 6"}},
		{name: "a field lambda that is null", target: "2.0", text: cloudHead + "  type: AWS\n  aws:\n    accountId: \"123456789012\"\n    lambda:\n", want: []string{"aws-without-lambda 6"}},
		{name: "no field lambda in 2.1", target: "2.1", text: cloudHead + "  type: AWS\n  aws:\n    accountId: \"123456789012\"\n"},
		{name: "a template that may add lambda", target: "2.0", text: cloudHead + "  type: AWS\n  aws:\n    accountId: \"123456789012\"\n    {{ .Key }}: {}\n"},
	})
}

func TestLambdaModes(t *testing.T) {
	runCloud(t, []cloudCase{
		{name: "latest without the dollar sign", text: lambda("qualifier: latest"), want: []string{"lambda-qualifier-expanded 10"}},
		{name: "$LATEST", text: lambda("qualifier: $LATEST")},
		{name: "an alias", text: lambda("qualifier: latest-stable")},
		{name: "async", only: "lambda-async", text: lambda("invocationMode: Async"), want: []string{"lambda-async"}},
		{name: "the newest code", only: "lambda-latest", text: lambda("qualifier: $LATEST"), want: []string{"lambda-latest 10"}},
		{name: "a version", only: "lambda-latest", text: lambda("qualifier: '7'")},
		{name: "no payload mode in 2.0", only: "lambda-payload", target: "2.0", text: lambda()},
		{name: "no payload mode in 2.1", only: "lambda-payload", target: "2.1", text: lambda(), want: []string{"lambda-payload-mode 8"}},
		{name: "a field lambda that is null", text: cloudHead + "  type: AWS\n  aws:\n    lambda:\n"},
		{name: "a field lambda that is a list", text: cloudHead + "  type: AWS\n  aws:\n    lambda: [1]\n"},
		{name: "a field aws that is a string", text: cloudHead + "  type: AWS\n  aws: text\n"},
	})
}

func TestEC2(t *testing.T) {
	const filters = "filters: [{keyValue: {key: app, value: x}}]"
	runCloud(t, []cloudCase{
		{name: "a valid port and a filter", text: ec2("port: 8080", filters)},
		{name: "port 0", text: ec2("port: 0", filters), want: []string{"ec2-port-range 8: port 80"}},
		{name: "port -1", text: ec2("port: -1", filters), want: []string{"ec2-port-range"}},
		{name: "port 65536", text: ec2("port: 65536", filters), want: []string{"ec2-port-range"}},
		{name: "port 65535", text: ec2("port: 65535", filters)},
		{name: "a word as the port", text: ec2("port: http", filters)},
		{name: "no filters", text: ec2("port: 80"), want: []string{"ec2-without-filters 7"}},
		{name: "empty filters", text: ec2("port: 80", "filters: []"), want: []string{"ec2-without-filters 9"}},
		{name: "a template as the filters", text: ec2("port: 80", "filters: ${FILTERS}")},
		{name: "public addresses", text: ec2("addressType: PublicIP", filters), want: []string{"ec2-public-address"}},
		{name: "keys that are similar to Name", only: "ec2-name", text: ec2("filters: [{key: NAME}, {keyValue: {key: name, value: x}}, {key: Name}, {key: names}]"), want: []string{"ec2-name-tag", "ec2-name-tag"}},
		{name: "no port", only: "ec2-port-default", text: ec2(filters), want: []string{"ec2-port-default 7"}},
		{name: "an EC2 Backend", only: "ec2-discovery", text: ec2(filters), want: []string{"ec2-discovery-flag 7"}},
		{name: "a Lambda Backend", only: "ec2-", text: lambda()},
	})
}

func TestGCP(t *testing.T) {
	const run = "x-abcdefghij-uc.a.run.app"
	runCloud(t, []cloudCase{
		{name: "a host of Cloud Run", text: gcp("host: " + run)},
		{name: "a URL", text: gcp("host: https://" + run + "/"), want: []string{"gcp-host-is-url 7"}},
		{name: "a URL in 2.3", target: "2.3", text: gcp("host: http://" + run), want: []string{"gcp-host-is-url"}},
		{name: "a port", text: gcp("host: " + run + ":8443"), want: []string{"gcp-host-is-url"}},
		{name: "a path", text: gcp("host: " + run + "/hello"), want: []string{"gcp-host-is-url"}},
		{name: "a template", text: gcp("host: https://{{ .Values.host }}")},
		{name: "an IPv6 address", text: gcp("host: '2001:db8::1'"), want: []string{"gcp-custom-domain"}},
		{name: "a custom domain without an audience", text: gcp("host: x.example.com"), want: []string{"gcp-custom-domain 7"}},
		{name: "a custom domain with an audience", text: gcp("host: x.example.com", "audience: https://"+run)},
		{name: "a custom domain with a custom audience", text: gcp("host: x.example.com", "audience: x")},
		{name: "a custom domain with a template as the audience", text: gcp("host: x.example.com", "audience: ${A}")},
		{name: "the audience of another Google API", text: gcp("host: x.googleapis.com", "audience: https://y.googleapis.com")},
		{name: "the audience of another service", text: gcp("host: "+run, "audience: https://y-abcdefghij-uc.a.run.app"), want: []string{"gcp-audience-mismatch 8"}},
		{name: "the other URL of the service", text: gcp("host: "+run, "audience: https://x-123456789012.us-central1.run.app")},
		{name: "a tag of the service", text: gcp("host: canary---"+run, "audience: https://"+run)},
		{name: "a custom audience", text: gcp("host: "+run, "audience: https://api.example.com")},
		{name: "a name as custom audience", text: gcp("host: "+run, "audience: backend")},
		{name: "an audience without a scheme", text: gcp("host: "+run, "audience: "+run), want: []string{"gcp-audience-mismatch: no https"}},
		{name: "an audience with http", text: gcp("host: "+run, "audience: http://"+run), want: []string{"gcp-audience-mismatch: no https"}},
		{name: "the URL of a function as the audience", text: gcp("host: us-central1-x.cloudfunctions.net", "audience: https://us-central1-x.cloudfunctions.net/hello")},
		{name: "the functions of another project as the audience", text: gcp("host: us-central1-x.cloudfunctions.net", "audience: https://us-central1-y.cloudfunctions.net/hello"), want: []string{"gcp-audience-mismatch"}},
		{name: "a function of the second generation", text: gcp("host: us-central1-x.cloudfunctions.net", "audience: https://hello-abcdefghij-uc.a.run.app")},
	})
}

func TestBuiltinTLS(t *testing.T) {
	policy := "---\napiVersion: gateway.kgateway.dev/v1alpha1\nkind: BackendConfigPolicy\nmetadata: {name: p}\n" +
		"spec:\n  targetRefs: [{group: gateway.kgateway.dev, kind: Backend, name: x}]\n"
	runCloud(t, []cloudCase{
		{name: "a Lambda Backend", only: "builtin-", text: lambda(), want: []string{"builtin-tls-unverified 8"}},
		{name: "a GCP Backend", only: "builtin-", text: gcp("host: x.example.com"), want: []string{"builtin-tls-unverified 6"}},
		{name: "a Lambda endpoint without TLS", only: "builtin-", text: lambda("endpointURL: http://localstack:4566")},
		{name: "a template as the Lambda endpoint", only: "builtin-", text: lambda("endpointURL: ${URL}")},
		{name: "a policy without TLS", only: "builtin-", text: lambda() + policy + "  connectTimeout: 1s\n", want: []string{"builtin-tls-unverified"}},
		{name: "a policy", only: "builtin-", text: lambda() + policy + "  tls: {wellKnownCACertificates: System}\n"},
		{name: "an incomplete set", only: "builtin-", text: lambda(), part: true},
		{name: "EC2", only: "builtin-", text: ec2("port: 80")},
	})
}

// TestCloudFixes checks what fixes make of manifests other than the examples.
func TestCloudFixes(t *testing.T) {
	for _, c := range []struct{ rule, text, from, to string }{
		{"lambda-endpoint-without-port", lambda("endpointURL: https://a.internal/x?y#z"), "a.internal", "a.internal:443"},
		{"lambda-endpoint-without-port", lambda("endpointURL: 'https://a.internal:'"), "a.internal:", "a.internal:443"},
		{"lambda-endpoint-without-port", lambda("endpointURL: \"http://u:p@a.internal\""), "a.internal", "a.internal:80"},
		{"lambda-endpoint-path", lambda("endpointURL: https://u:p@a.internal:8443/x?y"), "u:p@a.internal:8443/x?y", "a.internal:8443"},
		{"lambda-endpoint-plaintext", lambda("endpointURL: http://a.example.org:80"), "http://a.example.org:80", "https://a.example.org:443"},
		{"lambda-endpoint-plaintext", lambda("endpointURL: http://a.example.org:8080"), "http://", "https://"},
		{"aws-account-deprecated", lambda(), "    accountId: \"123456789012\"\n    lambda:\n      functionName: x\n", "    lambda:\n      functionName: x\n      accountId: \"123456789012\"\n"},
		{"aws-account-deprecated", strings.Replace(lambda(), `"123456789012"`, "|-\n      123456789012", 1), "", ""},
		{"aws-region-is-zone", region("'us-east-1a'"), "us-east-1a", "us-east-1"},
		{"ec2-port-range", ec2("port: 0 # any", "filters: [{key: a}]"), "port: 0", "port: 80"},
		{"gcp-host-is-url", gcp("host: 'https://a.run.app:443/'"), "https://a.run.app:443/", "a.run.app"},
		{"gcp-host-is-url", gcp("host: http://a.run.app"), "http://a.run.app", "a.run.app"},
		{"gcp-host-is-url", gcp("host: a.run.app/x"), "a.run.app/x", "a.run.app"},
		{"gcp-host-is-url", gcp("host: https://u:p@a.run.app"), "", ""},
		{"aws-region-unknown", lambda() + "    region: &r us-esat-1\n", "", ""},
	} {
		found := cloudFindings(t, cloudCase{only: c.rule, text: c.text})
		if len(found) != 1 {
			t.Errorf("%s: got %d findings, want 1, in\n%s", c.rule, len(found), c.text)
			continue
		}
		if c.from == "" {
			if len(found[0].Fixes) > 0 {
				t.Errorf("the finding of %s has a fix, want none, for\n%s", c.rule, c.text)
			}
			continue
		}
		if got, want := firstFix(t, found[0]), strings.Replace(c.text, c.from, c.to, 1); got != want {
			t.Errorf("%s: the fix gives\n%s\nwant\n%s", c.rule, got, want)
		}
	}
}

func firstFix(t *testing.T, d diag.Diagnostic) string {
	t.Helper()
	if len(d.Fixes) == 0 {
		t.Errorf("the finding of %s has no fix", d.Rule)
		return ""
	}
	out, err := edit.Apply(d.File.Text(), d.Fixes[0].Edits)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func encode(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
