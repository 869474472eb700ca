package routes

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

// Texts and sources about extensions for the pages of rules.
const (
	extensionEffectText = "A GatewayExtension with such a reference makes the routes that use it answer 500 from 2.1 on. In 2.0 it " +
		"fails open: the extension is skipped, and the routes are served without authorization."
	extAuthSource20 = "internal/kgateway/extensions2/plugins/trafficpolicy/extauth_policy.go @ 2.0"
)

// unresolvedEffect returns the effect of a reference that kgateway does not resolve, for a message. The effect depends on the target's
// release.
func unresolvedEffect(p *lint.Pass, r *lint.Reference) string {
	switch {
	case r.Use == lint.Mirror:
		return "nothing is mirrored, and no status reports it"
	case r.Use == lint.Service && r.Document.Kind == "GatewayExtension":
		return extensionEffect(p, r)
	case r.Use == lint.Service:
		return "the policy is not applied"
	case !kgw.IsL7Route(r.Document):
		return "these connections are closed"
	}
	return "requests sent to this backend get a 500"
}

// extensionEffect returns the effect of a GatewayExtension that refers to a server which kgateway does not resolve. kgateway 2.0 only logs
// the error and skips the extension.
func extensionEffect(p *lint.Pass, r *lint.Reference) string {
	switch {
	case !kgw.IsBefore(p, "2.1") && isUsedOnBackendRef(p.Set, r.Document):
		return "requests to backendRefs that use the extension are served without it, and rules that use it answer 500"
	case !kgw.IsBefore(p, "2.1"):
		return "routes that use the extension answer 500"
	case strings.Contains(r.Pointer(), "/extAuth/"):
		return "the extension fails open, and routes that use it are served without authorization"
	}
	return "the extension is dropped, and routes that use it are served without it"
}

// isUsedOnBackendRef reports whether a filter of a backendRef refers to a TrafficPolicy that uses a GatewayExtension.
func isUsedOnBackendRef(s *lint.Set, extension *manifest.Document) bool {
	uses := func(policy *manifest.Document) bool {
		return slices.ContainsFunc(extensionUses, func(use extensionUse) bool {
			ref := lint.At(policy, "spec").Field(use.policy...).Field("extensionRef")
			return ref.Exists() && s.Referent(localReference(ref, kgw.GatewayExtensionKind)) == extension
		})
	}
	return slices.ContainsFunc(s.References(lint.Route), func(r *lint.Reference) bool {
		return slices.ContainsFunc(extensionFilters(r.Place), func(filter lint.Place) bool {
			policy := s.Referent(localReference(filter, kgw.TrafficPolicyKind))
			return policy != nil && uses(policy)
		})
	})
}

// isKnownRef reports whether a reference has a name and contains no templates.
func isKnownRef(r *lint.Reference) bool {
	return r.Name != "" && !kgw.HasTemplateKey(r.Node) && !slices.ContainsFunc([]string{"group", "kind", "namespace"}, func(field string) bool {
		return r.Field(field).Template()
	})
}

// mayBeReferent reports whether the set contains the object that a reference refers to, or an object of the same kind and namespace whose
// name is a template.
func mayBeReferent(s *lint.Set, group, kind string, r *lint.Reference) bool {
	return s.One(group, kind, r.Namespace, r.Name, r.Document) != nil ||
		slices.ContainsFunc(s.Kind(group, kind), func(d *manifest.Document) bool {
			return lint.SameNamespace(d.Namespace, r.Namespace) && lint.At(d, "metadata", "name").Template()
		})
}

// isBackendMissing returns the severity of a reference to a Backend that does not exist. It returns false if the Backend exists or may
// exist, or if the reference is to another kind.
func isBackendMissing(s *lint.Set, r *lint.Reference) (diag.Severity, bool) {
	if !r.IsBackend() || !isKnownRef(r) || mayBeReferent(s, lint.Kgateway, "Backend", r) || mayBeRenamed(s, r) {
		return diag.Off, false
	}
	if severity, proved := s.Absent(lint.Kgateway, "Backend", r.Namespace); proved {
		return severity, true
	}
	// A Backend with this name in another namespace of the same file was probably meant.
	twin := s.One(lint.Kgateway, "Backend", "", r.Name, r.Document)
	return diag.Warning, twin != nil && twin.File == r.Document.File
}

// mayBeRenamed reports whether a Kustomization may give an object the name in a reference. A Kustomization changes the names of objects,
// but not references with custom kinds.
func mayBeRenamed(s *lint.Set, r *lint.Reference) bool {
	for _, k := range s.Kustomizations() {
		prefix, suffix := lint.At(k.Document, "namePrefix"), lint.At(k.Document, "nameSuffix")
		if prefix.Template() || suffix.Template() {
			return true
		}
		name, begins := strings.CutPrefix(r.Name, prefix.Word())
		name, ends := strings.CutSuffix(name, suffix.Word())
		if name != r.Name && begins && ends && s.One(r.Group, r.Kind, r.Namespace, name, r.Document) != nil {
			return true
		}
	}
	return false
}

// reportBackendMissing reports a reference to a missing Backend. The help suggests what was probably meant: a Backend with the same name
// in another namespace, a Service with the same name, or a Backend with a similar name.
func reportBackendMissing(p *lint.Pass, r *lint.Reference) *diag.Diagnostic {
	name := r.Field("name")
	d := p.Report(name, "there is no Backend %q%s: %s", r.Name, kgw.InNamespace(r.Namespace), unresolvedEffect(p, r))
	d.Help = "add the Backend, or refer to another one"
	if twin := p.Set.One(lint.Kgateway, "Backend", "", r.Name, r.Document); twin != nil {
		d.Help = fmt.Sprintf("the Backend of that name is in namespace %q: set that namespace, and allow the reference with a ReferenceGrant there", twin.Namespace)
		d.Related = append(d.Related, lint.At(twin, "metadata", "name").Related("the Backend in another namespace"))
		return d
	}
	if service := p.Set.One(lint.Core, "Service", r.Namespace, r.Name, r.Document); service != nil {
		d.Help = "to reach the Service of that name, remove group and kind and set its port"
		d.Related = append(d.Related, lint.At(service, "metadata", "name").Related("the Service"))
		return d
	}
	if near, found := fuzzy.Nearest(r.Name, backendNames(p.Set, r.Namespace)); found {
		d.Message += fmt.Sprintf("; did you mean %q?", near)
		d.Help = "refer to a Backend that exists"
		d.Fixes = lint.UnsafeFix("write "+near, name.Replace(near))
		meant := p.Set.One(lint.Kgateway, "Backend", r.Namespace, near, r.Document)
		d.Related = append(d.Related, lint.At(meant, "metadata", "name").Related("the Backend with a similar name"))
	}
	return d
}

// backendNames returns the names of the Backends in a namespace. Templates are skipped.
func backendNames(s *lint.Set, namespace string) []string {
	var out []string
	for _, b := range s.Kind(lint.Kgateway, "Backend") {
		if name := lint.At(b, "metadata", "name").Word(); name != "" && lint.SameNamespace(b.Namespace, namespace) {
			out = append(out, name)
		}
	}
	return out
}

// setRefField returns the edits that set the group or the kind of a reference. If the field is missing, it is added next to the kind, the
// group or the name.
func setRefField(r *lint.Reference, field, value string) []edit.Edit {
	if at := r.Field(field); at.Node != nil {
		return at.Replace(value)
	}
	for _, beside := range []string{"kind", "group", "name"} {
		if at := r.Field(beside); at.Node != nil {
			return at.AddBeside(field, value)
		}
	}
	return nil
}

// appliesBackendFilters reports whether the target's release applies the header modifiers in a route's backendRefs.
func appliesBackendFilters(p *lint.Pass, route *manifest.Document) bool {
	return route.Kind == "HTTPRoute" && !kgw.IsBefore(p, "2.1")
}

// isWrongGroup reports whether a reference with the kind Backend has a wrong group: a group that does not have this kind or, if the set has
// a Backend of kgateway with the name in the reference, any group without such a Backend.
func isWrongGroup(p *lint.Pass, r *lint.Reference) bool {
	if r.Kind != "Backend" || r.Group == lint.Kgateway || r.Field("group").Template() || kgw.HasTemplateKey(r.Node) {
		return false
	}
	b := p.Set.One(lint.Kgateway, "Backend", r.Namespace, r.Name, r.Document)
	return b != nil && isKnownRef(r) && p.Set.Referent(r) == nil || isGroupWithoutBackend(r.Group)
}

// isGroupWithoutBackend reports whether a group certainly does not have a kind Backend: it is the group of other kinds, or a misspelling
// of kgateway's group.
func isGroupWithoutBackend(group string) bool {
	return slices.Contains([]string{lint.Core, "core", lint.GatewayAPI, "kgateway.dev", "kgateway.io"}, group) ||
		fuzzy.Within(group, lint.Kgateway, 3)
}
