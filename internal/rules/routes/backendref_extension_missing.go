package routes

import (
	"fmt"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var BackendrefExtensionMissing = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "backendref-extension-missing",
		Summary:  "an ExtensionRef on a backendRef is ignored because it does not resolve",
		Severity: diag.Warning,
		Complete: diag.Error,
		Category: diag.Security,
		Since:    "2.1",
		Why: "On a rule, an ExtensionRef that does not resolve makes the rule answer 500. On a backendRef kgateway ignores the error: " +
			"the filter is skipped, and requests reach the Backend without it. The same applies to errors of the TrafficPolicy that the " +
			"filter names: a GatewayExtension that does not exist, is of another type or has a server that is not resolved, or a Secret " +
			"of `apiKeyAuth` or `basicAuth` that does not exist. So authentication and rate limits fail open, and no status reports it. " +
			"Correct the name, or move the filter to the rule.",
		Sources: []string{
			"pkg/krtcollections/policy.go @ 2.4",
			"pkg/kgateway/translator/irtranslator/route.go @ 2.4",
			"internal/kgateway/translator/irtranslator/route.go @ 2.1",
			"pkg/kgateway/extensions2/plugins/trafficpolicy/extauth_policy.go @ 2.4",
			"pkg/kgateway/extensions2/plugins/trafficpolicy/api_key_auth.go @ 2.4",
			"kgateway-dev/kgateway issue 11897",
		},
		Bad:  fmt.Sprintf(backendrefExtensionExample, "key") + kgw.WebBackendExample + kgw.AccessPolicyExample,
		Good: fmt.Sprintf(backendrefExtensionExample, "keys") + kgw.WebBackendExample + kgw.AccessPolicyExample,
	},
	Set: checkBackendrefExtensionMissing,
}

func checkBackendrefExtensionMissing(p *lint.Pass) {
	resolver := newResolver(p)
	for _, r := range p.Set.References(lint.Route) {
		if r.Document.Kind != "HTTPRoute" || !kgw.IsOursToJudge(p, r) || kgw.GatewayOn(p.Set, r.Document, kgw.AgentgatewayPlane) != nil {
			continue
		}
		for _, filter := range r.Field("filters").Items() {
			checkBackendrefExtension(resolver, r, filter.Field("extensionRef"))
		}
	}
}

func checkBackendrefExtension(p *resolver, backendRef *lint.Reference, filter lint.Place) {
	if !filter.Exists() || kgw.HasTemplateKey(filter.Node) {
		return
	}
	if filter.Field("group").Word() != lint.Kgateway || filter.Field("kind").Word() != kgw.TrafficPolicyKind {
		reportNearExtension(p.Pass, backendRef, filter)
		return
	}
	r := localReference(filter, kgw.TrafficPolicyKind)
	if severity, yes := absent(p.Set, r); yes {
		reportFilterMissing(p.Pass, backendRef, r).Severity = severity
		return
	}
	policy := p.Set.Referent(r)
	if policy == nil {
		return
	}
	if use, broken := p.brokenUse(policy); broken {
		d := p.Report(filter.Field("name"), "%s: on a backendRef this error is ignored, and requests to %q are served without %s", use.reason, backendRef.Name, use.field)
		d.Severity = use.severity
		d.Help = "fix the reference, or move the filter to the rule, where the error is not ignored"
		d.Related = append(d.Related, use.at.Related("not resolved"))
	}
}

// reportNearExtension reports an extensionRef of a backendRef that is most likely meant for a TrafficPolicy, but has a misspelt group or
// kind.
func reportNearExtension(p *lint.Pass, backendRef *lint.Reference, filter lint.Place) {
	group, kind := filter.Field("group"), filter.Field("kind")
	switch {
	case group.Template() || kind.Template():
	case group.Word() == lint.Kgateway && fuzzy.Within(kind.Word(), kgw.TrafficPolicyKind, 3):
		reportUnresolvedExtension(p, backendRef, kind, kgw.TrafficPolicyKind)
	case kind.Word() == kgw.TrafficPolicyKind && isGroupWithoutBackend(group.Word()):
		reportUnresolvedExtension(p, backendRef, group, lint.Kgateway)
	}
}

func reportUnresolvedExtension(p *lint.Pass, backendRef *lint.Reference, at lint.Place, meant string) {
	d := p.Report(at, "%q is not a known kind of filter: the filter is ignored, and requests to %q are served without it; did you mean %q?", at.Word(), backendRef.Name, meant)
	d.Severity = diag.Error
	d.Help = "write " + meant
	d.Fixes = lint.UnsafeFix("write "+meant, at.Replace(meant))
}

func reportFilterMissing(p *lint.Pass, backendRef, r *lint.Reference) *diag.Diagnostic {
	name := r.Field("name")
	d := p.Report(name, "there is no TrafficPolicy %q: the filter is ignored, and requests to %q are served without it", r.Name, backendRef.Name)
	d.Help = "refer to a TrafficPolicy that exists, or remove the filter"
	if near, found := fuzzy.Nearest(r.Name, namesIn(p.Set.Kind(lint.Kgateway, kgw.TrafficPolicyKind), r.Namespace)); found {
		d.Message += fmt.Sprintf("; did you mean %q?", near)
		d.Fixes = lint.UnsafeFix("write "+near, name.Replace(near))
	}
	return d
}

// namesIn returns the names of the documents in a namespace. Templates are skipped.
func namesIn(documents []*manifest.Document, namespace string) []string {
	var out []string
	for _, d := range documents {
		if name := lint.At(d, "metadata", "name").Word(); name != "" && lint.SameNamespace(d.Namespace, namespace) {
			out = append(out, name)
		}
	}
	return out
}
