package kgw

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

// fromCluster are the ConfigMaps that a cluster creates in every namespace.
var fromCluster = []string{"kube-root-ca.crt", "openshift-service-ca.crt"}

// AbsentObject returns the severity of a reference to a Secret or a ConfigMap that is not in the set. from is the document with the
// reference. It returns false if the name is empty, if the object is in the set, or if it may exist in the cluster after the set is
// applied. secrets returns the index of Secrets; it is called only if a Secret is missing.
func AbsentObject(p *lint.Pass, secrets func() SecretIndex, kind, name string, from *manifest.Document) (diag.Severity, bool) {
	if name == "" || p.Set.One(lint.Core, kind, from.Namespace, name, from) != nil {
		return diag.Off, false
	}
	if kind != "Secret" {
		severity, absent := p.Set.Absent(lint.Core, kind, from.Namespace)
		return severity, absent && !isGeneratedConfigMap(p, name, from.Namespace)
	}
	severity, absent := secrets().Absent(p.Set, from.Namespace)
	return severity, absent && !secrets().Unknown(from.Namespace) && secrets().Find(from.Namespace, name, from) == nil
}

func isGeneratedConfigMap(p *lint.Pass, name, namespace string) bool {
	if slices.Contains(fromCluster, name) {
		return true
	}
	if slices.ContainsFunc(p.Set.Kind(lint.Core, "ConfigMap"), func(d *manifest.Document) bool { return lint.At(d, "metadata", "name").Template() }) {
		return true
	}
	isIt := func(g lint.Generated) bool {
		return lint.SameNamespace(g.Namespace, namespace) && (slices.Contains(g.Names, name) || g.Field("name").Template())
	}
	if slices.ContainsFunc(p.Set.Generated("configMapGenerator"), isIt) {
		return true
	}
	for _, m := range ConfigMapMakers {
		for _, d := range p.Set.Kind(m.Group, m.Kind) {
			if couldBe(lint.At(d), strings.Split(m.Path, "."), name) {
				return true
			}
		}
	}
	return false
}

// couldBe reports whether a string at a path equals name, or is a template that may expand to name. An asterisk in the path stands for all
// items of a list.
func couldBe(at lint.Place, path []string, name string) bool {
	switch {
	case at.Node == nil:
		return false
	case len(path) == 0:
		return at.Word() == name || at.Template()
	case path[0] == "*":
		return slices.ContainsFunc(at.Items(), func(item lint.Place) bool { return couldBe(item, path[1:], name) })
	}
	return couldBe(at.Field(path[0]), path[1:], name)
}
