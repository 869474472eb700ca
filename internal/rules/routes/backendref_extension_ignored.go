package routes

import (
	"fmt"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var BackendrefExtensionIgnored = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "backendref-extension-ignored",
		Summary:  "an ExtensionRef on a backendRef is not applied",
		Severity: diag.Error,
		Category: diag.Security,
		Until:    "2.0",
		Why: "kgateway 2.0 applies no filters of a backendRef, and logs nothing. Requests reach the Backend without the TrafficPolicy " +
			"that the filter names: without its authentication, rate limit or transformation. Put the filter on the rule, or attach the " +
			"policy to the route with targetRefs.",
		Sources: []string{"internal/kgateway/translator/irtranslator/route.go @ 2.0"},
		Bad:     fmt.Sprintf(backendrefExtensionExample, "keys") + kgw.WebBackendExample + rateLimitPolicyExample,
		Good:    fmt.Sprintf(ruleExtensionExample, "keys") + kgw.WebBackendExample + rateLimitPolicyExample,
	},
	Set: checkBackendrefExtensionIgnored,
}

func checkBackendrefExtensionIgnored(p *lint.Pass) {
	for _, r := range p.Set.References(lint.Route) {
		if r.Document.Kind != "HTTPRoute" || !kgw.IsOursToJudge(p, r) {
			continue
		}
		for _, filter := range extensionFilters(r.Place) {
			d := p.Report(filter.At("name"), "kgateway 2.0 applies no filters of a backendRef: requests to %q are served without the %s %q",
				r.Name, filter.At("kind").Word(), filter.At("name").Word())
			d.Help = "move the filter to the rule"
			d.Related = append(d.Related, r.Rule.Related("the rule"))
		}
	}
}
