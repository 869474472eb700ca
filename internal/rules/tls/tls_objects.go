package tls

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

// fromCluster are the ConfigMaps that a cluster puts into every namespace.
var fromCluster = []string{"kube-root-ca.crt", "openshift-service-ca.crt"}

// absentObject says how much it weighs that the set has no Secret or ConfigMap of a name; false where it may well be in the
// cluster once the set is applied. The index is made when the first one is missing.
func absentObject(p *lint.Pass, secrets func() kgw.SecretIndex, kind, name string, policy *manifest.Document) (diag.Severity, bool) {
	if name == "" || p.Set.One(lint.Core, kind, policy.Namespace, name, policy) != nil {
		return diag.Off, false
	}
	if kind != "Secret" {
		severity, absent := p.Set.Absent(lint.Core, kind, policy.Namespace)
		return severity, absent && !isMadeConfigMap(p, name, policy.Namespace)
	}
	severity, absent := secrets().Absent(p.Set, policy.Namespace)
	return severity, absent && !secrets().Unknown(policy.Namespace) && secrets().Find(policy.Namespace, name, policy) == nil
}

func isMadeConfigMap(p *lint.Pass, name, namespace string) bool {
	if slices.Contains(fromCluster, name) {
		return true
	}
	if slices.ContainsFunc(p.Set.Kind(lint.Core, "ConfigMap"), func(d *manifest.Document) bool { return lint.At(d, "metadata", "name").Template() }) {
		return true
	}
	isIt := func(g lint.Generated) bool {
		return lint.SameNamespace(g.Namespace, namespace) && (slices.Contains(g.Names, name) || g.At("name").Template())
	}
	if slices.ContainsFunc(p.Set.Generated("configMapGenerator"), isIt) {
		return true
	}
	for _, m := range kgw.ConfigMapMakers {
		for _, d := range p.Set.Kind(m.Group, m.Kind) {
			if couldBe(lint.At(d), strings.Split(m.Path, "."), name) {
				return true
			}
		}
	}
	return false
}

// couldBe says whether one of the strings that a path leads to is a name, or a template that could be it.
func couldBe(at lint.Place, path []string, name string) bool {
	switch {
	case at.Node == nil:
		return false
	case len(path) == 0:
		return at.Word() == name || at.Template()
	case path[0] == "*":
		return slices.ContainsFunc(at.Items(), func(item lint.Place) bool { return couldBe(item, path[1:], name) })
	}
	return couldBe(at.At(path[0]), path[1:], name)
}

// elsewhere returns a related place for an object of the name in another namespace.
func elsewhere(p *lint.Pass, kind, name string, policy *manifest.Document) []diag.Related {
	for _, d := range p.Set.Find(lint.Core, kind, "", name, policy) {
		return []diag.Related{lint.At(d, "metadata", "namespace").Related("the one of that name is in another namespace")}
	}
	return nil
}

// isAuthorityKind says whether the target's release reads a CA from a kind.
func isAuthorityKind(p *lint.Pass, kind string) bool {
	return kind == "ConfigMap" || kind == "Secret" && !kgw.IsBefore(p, "2.2")
}

// caConsequence returns what a BackendTLSPolicy with a broken CA does to its Backends.
func caConsequence(p *lint.Pass, policy *manifest.Document) string {
	if kgw.IsBefore(p, "2.1") {
		return "the server gets plaintext"
	}
	return droppedBy(p, policy)
}
