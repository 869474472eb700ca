package objects

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/placeholder"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var PlaceholderValue = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "placeholder-value",
		Summary:  "a placeholder was not replaced",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "Examples and generated manifests use `<your-host>`, `CHANGEME`, `REPLACE_ME`, `YOUR_…`, `$HOST:8080`, `TODO` and `FIXME` " +
			"for values that the author has to write. Most fields accept any text, so the API server and the controller accept them, " +
			"and requests fail much later: the host does not resolve, the Secret does not exist. The placeholders of `backendctl " +
			"scaffold` are reported in the Backend and in its companion objects (routes, policies, grants, Secrets): names that begin " +
			"with `replace-me`, the account `000000000000`, and the port 8080 on a line with the comment `# replace:`. Names for " +
			"documentation, such as `example.com`, are not reported.",
		Sources: []string{"pkg/kgateway/extensions2/plugins/backend/static.go @ 2.4"},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: <your-host>
      port: 8080
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: web.example.com
      port: 8080
`,
	},
	Backend: checkPlaceholderValue,
	Set:     checkPlaceholdersBeside,
}

func checkPlaceholderValue(p *lint.Pass, b *manifest.Document) {
	marked := markedLines(b)
	isUnfilled := func(n *manifest.Node) bool {
		s, isText := n.Value.(string)
		return !n.Template && (isText && (kgw.IsPlaceholder(s) || placeholder.IsText(s)) || marked.has(b, n) && placeholder.IsMarked(n.Value))
	}
	for _, at := range append(placeholdersIn(b, "metadata"), lint.Scalars(b, isUnfilled, "spec")...) {
		reportPlaceholder(p, at)
	}
}

// checkPlaceholdersBeside checks the objects that scaffold writes together with a Backend. Only scaffold's own placeholders count, because
// these objects also contain other text.
func checkPlaceholdersBeside(p *lint.Pass) {
	for _, d := range besideBackends(p) {
		for _, at := range placeholdersIn(d, "metadata", "spec", "data", "stringData") {
			reportPlaceholder(p, at)
		}
	}
}

func reportPlaceholder(p *lint.Pass, at lint.Place) {
	text, isText := at.Text()
	if !isText {
		d := p.Report(at, "%v is marked as a placeholder", at.Node.Value)
		d.Help = "write the real value, and remove the comment"
		return
	}
	p.Report(at, "%q is a placeholder", text).Help = "write the real value"
}

// placeholdersIn returns the strings in the given top-level fields that are placeholders of scaffold.
func placeholdersIn(d *manifest.Document, members ...string) []lint.Place {
	return lint.Scalars(d, func(n *manifest.Node) bool {
		s, isText := n.Value.(string)
		return isText && placeholder.IsText(s)
	}, members...)
}

// besideBackends returns the documents that belong to Backends: documents that refer to Backends or allow references to them, and the
// Secrets and ConfigMaps that Backends and their policies refer to.
func besideBackends(p *lint.Pass) []*manifest.Document {
	var out []*manifest.Document
	seen := map[*manifest.Document]bool{}
	add := func(d *manifest.Document) {
		if d == nil || seen[d] {
			return
		}
		seen[d] = true
		if !p.Set.IsBackend(d) && mayHoldPlaceholder(d) {
			out = append(out, d)
		}
	}
	for _, r := range p.Set.References() {
		if r.IsBackend() {
			add(r.Document)
		}
	}
	for _, grant := range p.Set.Kind(lint.GatewayAPI, "ReferenceGrant") {
		if slices.ContainsFunc(lint.At(grant, "spec", "to").Items(), kgw.IsBackendTarget) {
			add(grant)
		}
	}
	for _, b := range p.About("aws", "ai") {
		for _, name := range secretNames(b) {
			add(p.Set.One(lint.Core, "Secret", b.Namespace, name, b))
		}
	}
	for _, policy := range kgw.CAPolicies(p) {
		if ref, kind := kgw.AuthorityRef(policy); kind != "" {
			add(p.Set.One(lint.Core, kind, policy.Namespace, ref.Field("name").Word(), policy))
		}
	}
	for _, c := range kgw.TLSConfigs(p) {
		add(c.Secret)
	}
	return out
}

// secretNames returns the names in all secretRefs of a Backend.
func secretNames(b *manifest.Document) []string {
	var out []string
	for _, at := range lint.Scalars(b, func(n *manifest.Node) bool { return n.Value != nil }, "spec") {
		if strings.HasSuffix(at.Pointer(), "/secretRef/name") {
			out = append(out, at.Word())
		}
	}
	return out
}

// mayHoldPlaceholder reports whether the text of a document contains a placeholder of scaffold. This check is fast, and avoids a search of
// the document's nodes: nearly all routes have no placeholder.
func mayHoldPlaceholder(d *manifest.Document) bool {
	text := d.File.Slice(d.Span)
	return strings.Contains(text, placeholder.Name) || strings.Contains(text, placeholder.Account)
}

// lines contains the numbers of the lines that have the comment that scaffold writes next to a placeholder.
type lines map[int]bool

func markedLines(d *manifest.Document) lines {
	var out lines
	for _, comment := range d.Comments() {
		if strings.HasPrefix(d.File.Slice(comment), placeholder.Mark) {
			if out == nil {
				out = lines{}
			}
			out[d.File.LineOf(comment.Start)] = true
		}
	}
	return out
}

func (l lines) has(d *manifest.Document, n *manifest.Node) bool {
	return len(l) > 0 && l[d.File.LineOf(n.Span.Start)]
}
