package report

import (
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/source"
)

// A fixture builds a result from short texts.
type fixture struct {
	t *testing.T
	r *diag.Result
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	return &fixture{t, &diag.Result{Targets: []string{"kgateway-2.4"}, Rules: []diag.Descriptor{{
		ID: "unknown-field", Summary: "a field that the schema does not have", Severity: diag.Error, Category: "schema",
		Why: "The API server rejects fields that it does not know.", Bad: "a: 1\n", Good: "b: 1\n",
	}}}}
}

func (x *fixture) file(name, text string) *source.File {
	f := source.New(name, []byte(text))
	x.r.Files = append(x.r.Files, f)
	return f
}

// document adds a document. verdicts has a character for each target: v for valid, x for invalid.
func (x *fixture) document(f *source.File, index, line int, namespace, name, verdicts string) {
	d := diag.Document{
		File: f, Index: index, Line: line, APIVersion: "gateway.kgateway.dev/v1alpha1", Kind: "Backend", Namespace: namespace, Name: name,
	}
	for i, v := range verdicts {
		d.Verdicts = append(d.Verdicts, diag.Verdict{Target: x.r.Targets[i], Valid: v == 'v'})
	}
	x.r.Documents = append(x.r.Documents, d)
}

func (x *fixture) skip(f *source.File, index, line int, kind, name, reason string) {
	x.r.Documents = append(x.r.Documents, diag.Document{
		File: f, Index: index, Line: line, APIVersion: "v1", Kind: kind, Name: name, Skipped: true, SkipReason: reason,
	})
}

func (x *fixture) add(d diag.Diagnostic) { x.r.Diagnostics = append(x.r.Diagnostics, d) }

// span returns the span of the first occurrence of text after the words in before, which must occur in this order.
func (x *fixture) span(f *source.File, text string, before ...string) source.Span {
	x.t.Helper()
	at := 0
	for _, w := range append(before, text) {
		i := strings.Index(f.Text()[at:], w)
		if i < 0 {
			x.t.Fatalf("%s has no %q", f.Name(), w)
		}
		at += i + len(w)
	}
	return source.Span{Start: at - len(text), End: at}
}

func replace(s source.Span, text string) []edit.Edit { return []edit.Edit{{Span: s, New: text}} }

const head = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata:\n  name: httpbin\nspec:\n"

// typical returns common findings: a misspelt field with a fix, a union with two places, and a value of the wrong type.
func typical(t *testing.T) *diag.Result {
	x := newFixture(t)
	f := x.file("bad.yaml", head+"  type: Static\n  static:\n    hosts:\n    - host: httpbin.org\n      prot: 80\n---\n"+
		strings.Replace(head, "httpbin", "both", 1)+"  type: AWS\n  # lambda or static, not both\n  aws:\n    accountId: \"123456789012\"\n"+
		"    lambda:\n      functionName: echo\n  static:\n    hosts: []\n")
	x.document(f, 0, 1, "", "httpbin", "x")
	x.document(f, 1, 12, "prod", "both", "x")
	prot := x.span(f, "prot")
	x.add(diag.Diagnostic{
		Rule: "unknown-field", Severity: diag.Error, Message: `unknown field "prot", did you mean "port"?`,
		Label: "not a field of spec.static.hosts[]", File: f, Span: prot, Path: "/spec/static/hosts/0/prot", Targets: x.r.Targets,
		Fixes: []diag.Fix{{Title: `rename to "port"`, Safety: diag.Safe, Edits: replace(prot, "port")}},
	})
	x.add(diag.Diagnostic{
		Rule: "union", Severity: diag.Error, Message: "exactly one of aws, static, dynamicForwardProxy and gcp must be set; aws and static are",
		Label: "set as well", File: f, Span: x.span(f, "static", "functionName"), Document: 1, Path: "/spec/static", Targets: x.r.Targets,
		Related: []diag.Related{
			{Message: "set here", File: f, Span: x.span(f, "aws", "not both")},
			{Message: "requires aws", Span: x.span(f, "AWS")},
		},
		Help: "remove the member that the type does not require; a Backend has one destination, and the API server rejects a manifest with two destinations",
	})
	x.add(diag.Diagnostic{
		Rule: "empty-hosts", Severity: diag.Warning, Message: "no host to send requests to", File: f, Span: x.span(f, "[]", "functionName"),
		Document: 1, Path: "/spec/static/hosts", Targets: x.r.Targets,
	})
	return x.r
}

// hard returns findings that are hard to lay out: with characters of all widths, long lines, spans of several lines, and places in other
// files.
func hard(t *testing.T) *diag.Result {
	x := newFixture(t)
	wide := x.file("dir/größe.yaml", "\uFEFFname: \"日本語 é👩‍💻e\u0301x\" # 終\r\n\tkey:\tvalue\there\r\nlast: 😀😀 end\r\n")
	x.document(wide, 0, 1, "", "größe", "x")
	x.add(diag.Diagnostic{Rule: "wide", Severity: diag.Error, Message: "wide characters", Label: "日本", File: wide, Span: x.span(wide, "本語"),
		Related: []diag.Related{{Message: "an emoji of three code points", Span: x.span(wide, "👩‍💻")}, {Message: "a combining accent", Span: x.span(wide, "e\u0301")}}})
	x.add(diag.Diagnostic{Rule: "tabs", Severity: diag.Warning, Message: "tabs", Label: "between two tabs", File: wide, Span: x.span(wide, "value")})
	x.add(diag.Diagnostic{Rule: "point", Severity: diag.Info, Message: "an empty span at the end of a line", Label: "here", File: wide,
		Span: source.Span{Start: x.span(wide, "end").End, End: x.span(wide, "end").End}})
	long := x.file("long.yaml", head+"  description: "+strings.Repeat("lorem ipsum ", 12)+"WRONG "+strings.Repeat("dolor sit ", 12)+"\n"+
		"  url: https://"+strings.Repeat("very-long-name.", 12)+"example.com/\n  short: 1\n")
	x.document(long, 0, 1, "", "long", "x")
	x.add(diag.Diagnostic{Rule: "far", Severity: diag.Error, Message: "a word far to the right on a line that is too long for any terminal, with a message that is wrapped",
		Label: "this word, which has a label that is long enough", File: long, Span: x.span(long, "WRONG"),
		Fixes: []diag.Fix{{Title: "correct the word", Safety: diag.Unsafe, Edits: replace(x.span(long, "WRONG"), "RIGHT")}}})
	x.add(diag.Diagnostic{Rule: "wider", Severity: diag.Error, Message: "a span wider than the screen", Label: "too long", File: long,
		Span: x.span(long, "https://"+strings.Repeat("very-long-name.", 12)+"example.com/")})
	block := x.file("block.yaml", head+"  static:\n    hosts:\n    - host: a\n      port: 1\n  aws: {}\n")
	other := x.file("other.yaml", "kind: Secret\nmetadata:\n  name: creds\n")
	x.document(block, 0, 1, "", "block", "x")
	x.add(diag.Diagnostic{Rule: "lines", Severity: diag.Error, Message: "a span over several lines", Label: "all of this", File: block,
		Span:    x.span(block, "static:\n    hosts:\n    - host: a\n      port: 1\n"),
		Related: []diag.Related{{Message: "and this", Span: x.span(block, "aws")}, {Message: "refers to this", File: other, Span: x.span(other, "creds")}}})
	x.add(diag.Diagnostic{Rule: "same-line", Severity: diag.Error, Message: "three places on a line", Label: "the port", File: block, Span: x.span(block, "1", "port"),
		Related: []diag.Related{{Message: "of this key", Span: x.span(block, "port")}}})
	x.add(diag.Diagnostic{Rule: "file", Severity: diag.Error, Message: "something about the file", File: block, Document: -1})
	x.add(diag.Diagnostic{Rule: "remove", Severity: diag.Warning, Message: "a fix that moves lines", File: block, Span: x.span(block, "aws"), Fixes: []diag.Fix{
		{Title: "remove aws", Safety: diag.Safe, Edits: replace(x.span(block, "  aws: {}\n"), "")},
		{Title: "add the missing field", Safety: diag.Unsafe, Edits: append(replace(x.span(block, "{}"), "\n    lambda: {}"), replace(x.span(block, "a", "host: "), "b")...)},
	}})
	return x.r
}

// hostile returns findings that contain control characters in names, messages and source texts.
func hostile(t *testing.T) *diag.Result {
	x := newFixture(t)
	f := x.file("dir/\x1b[31mred\u202e.yaml", "a: \x1b]0;title\x07 \u202egnp\u202c\u200b \x80\xff \u0085|\nb: 1\n")
	x.document(f, 0, 1, "", "na\x1bme\n", "x")
	x.add(diag.Diagnostic{Rule: "unknown-field", Severity: diag.Error, Message: "bad \x1b[1m%s,:\r\nvalue", Label: "\x1b[2J", File: f, Span: x.span(f, "gnp"),
		Help: "a help \x07 text", Path: "/a\x1b", Fixes: []diag.Fix{{Title: "a fix \x07", Safety: diag.Safe, Edits: replace(x.span(f, "gnp"), "\x1bc")}}})
	return x.r
}

// withSecrets returns findings with values that no report may show.
func withSecrets(t *testing.T) *diag.Result {
	x := newFixture(t)
	f := x.file("secret.yaml", "auth:\n  inline: hunter2-a # not secret\n  tokn: hunter2-b\n  token: |\n    hunter2-c\n    hunter2-d\n"+
		"  flow: {accessKey: hunter2-e, region: eu, \"secretKey\": 'hunter2-f'}\n  password:\n    name: not-secret\n  Authorization: \"Bearer hunter2-g\"\n"+
		"  apiKey: 日本hunter2\n  region: eu\n")
	x.document(f, 0, 1, "", "", "x")
	add := func(text, fix string, before ...string) {
		s := x.span(f, text, before...)
		x.add(diag.Diagnostic{Rule: "wrong", Severity: diag.Error, Message: "a finding at a secret", Label: "here", File: f, Span: s,
			Fixes: []diag.Fix{{Title: "fix it", Safety: diag.Safe, Edits: replace(s, fix)}}})
	}
	add("hunter2-a", `"hunter2-a"`)
	add("tokn", "token")
	add("tokn: hunter2-b", "token: hunter2-b")
	add("hunter2-d", "hunter2-x")
	add("accessKey", "accessKeyId")
	add("Bearer hunter2-g", "Basic hunter2-h")
	add("日本hunter2", "hunter2")
	return x.r
}

// several returns a result with several targets, skipped documents and suppressed findings.
func several(t *testing.T) *diag.Result {
	x := newFixture(t)
	x.r.Targets = []string{"catalog", "kgateway-2.0", "kgateway-2.1", "kgateway-2.2", "kgateway-2.3", "kgateway-2.4"}
	f := x.file("manifests/base/backends.yaml", head+"  static:\n    hosts:\n    - host: a\n      port: 70000\n")
	long := x.file("manifests/overlays/production/europe-west1/backends.yaml", head+"  dynamicForwardProxy: {}\n")
	x.document(f, 0, 1, "", "httpbin", "xxxvvx")
	x.document(long, 0, 1, "payments-production", "card-processor-with-a-long-name", "vvvvvv")
	x.document(long, 1, 120, "", "own-target", "x")
	x.skip(long, 2, 140, "Deployment", "web", "")
	x.skip(long, 3, 160, "Backend", "sealed", "encrypted by SOPS")
	port := x.span(f, "70000")
	x.add(diag.Diagnostic{Rule: "limit", Severity: diag.Error, Message: "port must be at most 65535", Label: "too large", File: f, Span: port,
		Path: "/spec/static/hosts/0/port", Targets: []string{"catalog", "kgateway-2.0", "kgateway-2.1", "kgateway-2.4"}})
	x.add(diag.Diagnostic{Rule: "loopback", Severity: diag.Warning, Message: "only the proxy itself can reach this host", File: f, Span: x.span(f, "a", "host: "),
		Path: "/spec/static/hosts/0/host", Targets: x.r.Targets, Suppressed: &diag.Suppression{Kind: "inSource", Reason: "a sidecar answers"}})
	x.add(diag.Diagnostic{Rule: "note", Severity: diag.Info, Message: "for your information", File: long, Span: x.span(long, "dynamicForwardProxy"),
		Path: "/spec/dynamicForwardProxy", Targets: []string{"kgateway-2.2"}})
	return x.r
}

func clean(t *testing.T) *diag.Result {
	x := newFixture(t)
	f := x.file("good.yaml", head+"  dynamicForwardProxy: {}\n")
	x.document(f, 0, 1, "", "httpbin", "v")
	return x.r
}
