package routes

import (
	"slices"
	"strconv"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

// extensionFilters returns the ExtensionRefs among the filters of a rule or of a reference that name an object of kgateway.
func extensionFilters(at lint.Place) []lint.Place {
	var out []lint.Place
	for _, filter := range at.At("filters").Items() {
		if ref := filter.At("extensionRef"); ref.At("group").Word() == lint.Kgateway && ref.At("kind").Word() != "" {
			out = append(out, ref)
		}
	}
	return out
}

// localReference returns the reference that a place holds to an object of a kind in its own namespace, unless it names another one.
func localReference(at lint.Place, group, kind string) *lint.Reference {
	namespace := kgw.WordOr(at.At("namespace"), at.Document.Namespace)
	return &lint.Reference{Place: at, Group: group, Kind: kind, Namespace: namespace, Name: at.At("name").Word()}
}

// absent returns the severity of a reference to an object that is not in the set, and false where that is not proved.
func absent(s *lint.Set, r *lint.Reference) (diag.Severity, bool) {
	if r.Name == "" || r.Template() || mayBeReferent(s, r.Group, r.Kind, r) || mayBeRenamed(s, r) {
		return diag.Off, false
	}
	return s.Absent(r.Group, r.Kind, r.Namespace)
}

// extensionUses are the fields of a TrafficPolicy that name a GatewayExtension in an extensionRef.
var extensionUses = [][]any{{"extAuth"}, {"jwtAuth"}, {"oauth2"}, {"extProc"}, {"rateLimit", "global"}}

// A brokenUse is a use of a GatewayExtension that kgateway cannot apply.
type brokenUse struct {
	field    string // of the TrafficPolicy
	at       lint.Place
	reason   string
	severity diag.Severity
}

// brokenUseOf returns the first use of a TrafficPolicy whose GatewayExtension, or the server of that, does not exist.
func brokenUseOf(p *lint.Pass, policy *manifest.Document) (brokenUse, bool) {
	for _, path := range extensionUses {
		field, _ := path[0].(string)
		ref := lint.At(policy, "spec").At(path...).At("extensionRef")
		if !ref.Exists() {
			continue
		}
		r := localReference(ref, lint.Kgateway, kgw.GatewayExtensionKind)
		if severity, yes := absent(p.Set, r); yes {
			return brokenUse{field, ref.At("name"), "the GatewayExtension " + strconv.Quote(r.Name) + " does not exist", severity}, true
		}
		if extension := p.Set.Referent(r); extension != nil {
			if server, severity, yes := unresolvedServer(p, extension); yes {
				return brokenUse{field, server, "the server of the GatewayExtension " + strconv.Quote(r.Name) + " is not resolved", severity}, true
			}
		}
	}
	return brokenUse{}, false
}

// unresolvedServer returns the reference of a GatewayExtension to a Backend that kgateway does not resolve.
func unresolvedServer(p *lint.Pass, extension *manifest.Document) (lint.Place, diag.Severity, bool) {
	refs := p.Set.From(extension)
	if i := slices.IndexFunc(refs, func(r *lint.Reference) bool { return r.IsBackend() && r.At("port").Exists() }); i >= 0 {
		return refs[i].At("port"), diag.Error, true
	}
	for _, r := range refs {
		if severity, yes := isBackendMissing(p.Set, r); yes {
			return r.At("name"), severity, true
		}
	}
	return lint.Place{}, diag.Off, false
}
