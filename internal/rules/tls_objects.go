package rules

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

// dataKeys returns the keys of a Secret or a ConfigMap that have a value. They are not known where a template adds to
// them, or where there are none at all: then something in the cluster is likely to fill them in.
func dataKeys(d *manifest.Document, fields ...string) (keys []string, known bool) {
	if d == nil {
		return nil, false
	}
	known = !hasTemplateKey(d.Root)
	for _, field := range fields {
		at := lint.At(d, field)
		if !at.Exists() {
			continue
		}
		known = known && at.Node.Kind == manifest.Mapping && !hasTemplateKey(at.Node)
		for _, key := range at.Keys() {
			if text, isText := at.At(key).Text(); at.At(key).Exists() && (!isText || text != "") {
				keys = append(keys, key)
			}
		}
	}
	return keys, known && len(keys) > 0
}

func hasTemplateKey(n *manifest.Node) bool {
	return slices.ContainsFunc(n.Fields, func(f manifest.Field) bool { return f.Template })
}

// configMapMakers are the kinds whose objects make ConfigMaps in the cluster, and where they name them.
var configMapMakers = []struct{ group, kind, path string }{
	{"trust.cert-manager.io", "Bundle", "metadata.name"},
}

// fromCluster are the ConfigMaps that a cluster puts into every namespace.
var fromCluster = []string{"kube-root-ca.crt", "openshift-service-ca.crt"}

// absentObject says how much it weighs that the set has no Secret or ConfigMap of a name; false where it may well be in the
// cluster once the set is applied. The index is made when the first one is missing.
func absentObject(p *lint.Pass, secrets func() secretIndex, kind, name string, policy *manifest.Document) (diag.Severity, bool) {
	if name == "" || p.Set.One(lint.Core, kind, policy.Namespace, name, policy) != nil {
		return diag.Off, false
	}
	if kind != "Secret" {
		severity, absent := p.Set.Absent(lint.Core, kind, policy.Namespace)
		return severity, absent && !isMadeConfigMap(p, name, policy.Namespace)
	}
	severity, absent := secrets().absent(p.Set, policy.Namespace)
	return severity, absent && !secrets().unknown(policy.Namespace) && secrets().find(policy.Namespace, name, policy) == nil
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
	for _, m := range configMapMakers {
		for _, d := range p.Set.Kind(m.group, m.kind) {
			if couldBe(lint.At(d), strings.Split(m.path, "."), name) {
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
