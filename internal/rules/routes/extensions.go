package routes

import (
	"strconv"
	"sync"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

// extensionFilters returns the extensionRefs to kgateway objects in the filters of a rule or a backendRef.
func extensionFilters(at lint.Place) []lint.Place {
	var out []lint.Place
	for _, filter := range at.Field("filters").Items() {
		if ref := filter.Field("extensionRef"); ref.Field("group").Word() == lint.Kgateway && ref.Field("kind").Word() != "" {
			out = append(out, ref)
		}
	}
	return out
}

// localReference returns the reference at a place to a kgateway object of the given kind. Without a field namespace, the object is in the
// namespace of the document.
func localReference(at lint.Place, kind string) *lint.Reference {
	namespace := kgw.WordOr(at.Field("namespace"), at.Document.Namespace)
	return &lint.Reference{Place: at, Group: lint.Kgateway, Kind: kind, Namespace: namespace, Name: at.Field("name").Word()}
}

// absent returns the severity of a reference to an object that is not in the set. It returns false if it is not certain that the object is
// missing.
func absent(s *lint.Set, r *lint.Reference) (diag.Severity, bool) {
	if r.Name == "" || r.Template() || mayBeReferent(s, r.Group, r.Kind, r) || mayBeRenamed(s, r) {
		return diag.Off, false
	}
	return s.Absent(r.Group, r.Kind, r.Namespace)
}

// An extensionUse is a field of a TrafficPolicy that refers to a GatewayExtension in its extensionRef, and the field that the
// GatewayExtension must have.
type extensionUse struct {
	policy    []string // the path of the field of the TrafficPolicy, below spec
	extension string   // the field of the GatewayExtension, below spec
}

var extensionUses = []extensionUse{
	{[]string{"extAuth"}, "extAuth"}, {[]string{"jwtAuth"}, "jwt"}, {[]string{"oauth2"}, "oauth2"}, {[]string{"extProc"}, "extProc"},
	{[]string{"rateLimit", "global"}, "rateLimit"},
}

// secretUsers are the fields of a TrafficPolicy that refer to a Secret in their secretRef.
var secretUsers = []string{"apiKeyAuth", "basicAuth"}

// A brokenUse is a field of a TrafficPolicy that kgateway cannot apply.
type brokenUse struct {
	field    string     // the field of the TrafficPolicy
	at       lint.Place // the reference that kgateway does not resolve
	reason   string     // for a message
	severity diag.Severity
}

// A resolver finds references that kgateway does not resolve. It computes facts about the whole set when they are first needed.
type resolver struct {
	*lint.Pass
	secrets     func() kgw.SecretIndex
	mayGrantAll func() bool
}

func newResolver(p *lint.Pass) *resolver {
	return &resolver{p, kgw.SecretsOnce(p.Set), sync.OnceValue(func() bool { return mayGrantAll(p.Set) })}
}

// brokenUse returns the first field of a TrafficPolicy that kgateway cannot apply. The reason may be the GatewayExtension: it does not
// exist, has another type, or refers to a server that is not resolved. It may also be a Secret that does not exist.
func (p *resolver) brokenUse(policy *manifest.Document) (brokenUse, bool) {
	spec := lint.At(policy, "spec")
	for _, use := range extensionUses {
		if ref := spec.Field(use.policy...).Field("extensionRef"); ref.Exists() {
			if broken, yes := p.brokenExtension(use, ref); yes {
				return broken, true
			}
		}
	}
	for _, field := range secretUsers {
		name := spec.Field(field, "secretRef", "name")
		if at := spec.Field(field, "secretRef", "namespace"); at.Exists() && at.Word() != policy.Namespace {
			continue // such a reference may also need a ReferenceGrant, so it is not checked
		}
		if severity, yes := kgw.AbsentObject(p.Pass, p.secrets, "Secret", name.Word(), policy); yes {
			return brokenUse{field, name, "the Secret " + strconv.Quote(name.Word()) + " does not exist", severity}, true
		}
	}
	return brokenUse{}, false
}

// brokenExtension reports whether kgateway cannot apply the GatewayExtension that a TrafficPolicy refers to.
func (p *resolver) brokenExtension(use extensionUse, ref lint.Place) (brokenUse, bool) {
	field := use.policy[0]
	r := localReference(ref, kgw.GatewayExtensionKind)
	named := "the GatewayExtension " + strconv.Quote(r.Name)
	if severity, yes := absent(p.Set, r); yes {
		return brokenUse{field, ref.Field("name"), named + " does not exist", severity}, true
	}
	extension := p.Set.Referent(r)
	if extension == nil {
		return brokenUse{}, false
	}
	if spec := lint.At(extension, "spec"); spec.Exists() && !spec.Field(use.extension).Exists() && !kgw.HasTemplateKey(spec.Node) {
		return brokenUse{field, ref.Field("name"), named + " has no " + use.extension, diag.Error}, true
	}
	for _, server := range p.Set.From(extension) {
		if at, severity, yes := p.unresolved(server); yes {
			return brokenUse{field, at, "the server of " + named + " is not resolved", severity}, true
		}
	}
	return brokenUse{}, false
}

// unresolved returns the field that prevents kgateway from resolving a reference to a Backend, and the severity. It returns false if
// kgateway resolves the reference, or may resolve it.
func (p *resolver) unresolved(r *lint.Reference) (lint.Place, diag.Severity, bool) {
	if isWrongGroup(p.Pass, r) {
		return r.Field("name"), diag.Error, true
	}
	if r.IsBackend() && r.Field("port").Exists() {
		return r.Field("port"), diag.Error, true
	}
	if severity, yes := isBackendMissing(p.Set, r); yes {
		return r.Field("name"), severity, true
	}
	if severity, yes := isGrantMissing(p.Set, r); yes && !p.mayGrantAll() {
		return r.Field("namespace"), severity, true
	}
	return lint.Place{}, diag.Off, false
}
