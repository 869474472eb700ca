package lsp

import (
	"maps"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/explain"
	"github.com/backendctl/backendctl/internal/fields"
	"github.com/backendctl/backendctl/internal/lint"
)

// values returns the completions for the value of the field at the cursor.
func (o *offering) values() []offer {
	path := append(slices.Clone(o.path), o.key)
	switch joined := strings.Join(path, "."); {
	case joined == "apiVersion", joined == "kind":
		return o.kindOffers(joined)
	case joined == "metadata.namespace":
		return offers(o.namespaces(), "namespace in the workspace", kindReference)
	case o.reference() != "":
		if out := o.referenceValues(); out != nil {
			return out
		}
	}
	if o.isBackend() {
		return o.backendValues(dotted(path))
	}
	o.path = path
	if f := o.policy(); f != nil {
		return typedValues(f.Values, f.Type, f.Default)
	}
	return nil
}

func (o *offering) backendValues(path string) []offer {
	f, ok, err := explain.FieldOf(o.target, path)
	if err != nil || !ok {
		return nil
	}
	if len(f.Values) == 0 {
		return typedValues(nil, f.Type, "")
	}
	var out []offer
	for _, v := range f.Values {
		out = append(out, offer{word: v.Value, kind: kindEnumValue, rank: rankUsual, detail: valueWords(v)})
	}
	return out
}

func typedValues(values []string, typeName, byDefault string) []offer {
	if len(values) == 0 && typeName == "boolean" {
		values = []string{"true", "false"}
	}
	out := offers(values, "", kindEnumValue)
	for i := range out {
		if out[i].word == strings.Trim(byDefault, `"`) {
			out[i].detail = "default"
		}
	}
	return out
}

func offers(words []string, detail string, kind int) []offer {
	var out []offer
	for _, word := range words {
		out = append(out, offer{word: word, detail: detail, kind: kind, rank: rankUsual})
	}
	return out
}

// kindOffers returns the completions for apiVersion or kind. If the other of the two fields is set, only values that match it are
// returned.
func (o *offering) kindOffers(field string) []offer {
	var out []offer
	seen := map[string]bool{}
	for _, k := range knownKinds() {
		word, other, has := k.apiVersion, k.kind, o.kind
		if field == "kind" {
			word, other, has = k.kind, k.apiVersion, o.apiVersion
		}
		fits := !slices.ContainsFunc(knownKinds(), func(k knownKind) bool { return k.kind == has || k.apiVersion == has }) || other == has
		if !fits || seen[word] {
			continue
		}
		seen[word] = true
		rank := rankUsual
		if k.kind == "Backend" {
			rank = rankRequired
		}
		out = append(out, offer{word: word, kind: kindReference, rank: rank})
	}
	return out
}

type knownKind struct{ apiVersion, kind string }

// knownKinds returns the kinds of objects that lint reads. Backend comes first.
func knownKinds() []knownKind {
	out := []knownKind{{kgatewayBackend, "Backend"}}
	for _, name := range fields.Kinds() {
		apiVersion, kind, _ := strings.Cut(name, " ")
		out = append(out, knownKind{apiVersion, kind})
	}
	for _, kind := range []string{"Gateway", "GRPCRoute", "HTTPRoute"} {
		out = append(out, knownKind{lint.GatewayAPI + "/v1", kind})
	}
	return append(out, knownKind{lint.GatewayAPI + "/v1beta1", "ReferenceGrant"}, knownKind{"v1", "Secret"}, knownKind{"v1", "ConfigMap"}, knownKind{"v1", "Service"})
}

// namespaces returns the completions for a namespace: the namespaces of the objects in the workspace.
func (o *offering) namespaces() []string {
	seen := map[string]bool{}
	if o.project.result != nil {
		for i := range o.project.result.Documents {
			seen[o.project.result.Documents[i].Namespace] = true
		}
	}
	delete(seen, "")
	return slices.Sorted(maps.Keys(seen))
}

// referenceValues returns the completions for the value of a field in a reference, or nil if the values are unknown.
func (o *offering) referenceValues() []offer {
	switch o.key {
	case "namespace":
		return offers(o.namespaces(), "namespace in the workspace", kindReference)
	case "kind":
		if strings.HasPrefix(strings.ToLower(o.reference()), "secret") {
			return offers([]string{"Secret"}, "", kindReference)
		}
		return offers([]string{"Backend", "Service"}, "", kindReference)
	case "group":
		return offers([]string{lint.Kgateway, lint.GatewayAPI}, "", kindReference)
	case "name":
		return o.names()
	}
	return nil
}

// names returns the completions for a name in the reference at the cursor: the names of objects in the workspace that the reference can
// refer to.
func (o *offering) names() []offer {
	set := o.project.set()
	if set == nil {
		return nil
	}
	namespace := o.siblings["namespace"]
	if namespace == "" {
		namespace = o.top(o.document.text, "metadata", "namespace")
	}
	seen := map[string]bool{}
	var out []offer
	for _, k := range o.referentKinds() {
		var names []string
		for _, d := range set.Kind(k.group, k.kind) {
			if lint.SameNamespace(d.Namespace, namespace) {
				names = append(names, d.Name)
			}
		}
		if k.group == lint.Core {
			names = append(names, o.project.session.Referents(k.kind)...)
		}
		slices.Sort(names)
		for _, name := range slices.Compact(names) {
			if name != "" && !seen[name] {
				seen[name] = true
				out = append(out, offer{word: name, detail: k.kind, kind: kindReference, rank: rankUsual})
			}
		}
	}
	return out
}

type groupKind struct{ group, kind string }

// referentKinds returns the kinds of objects that the reference at the cursor can refer to.
func (o *offering) referentKinds() []groupKind {
	kind, isNamed := o.siblings["kind"]
	switch key := strings.ToLower(o.reference()); {
	case isNamed && kind == "Backend", o.isBackend() && key == "backendrefs":
		return []groupKind{{lint.Kgateway, "Backend"}}
	case isNamed:
		return []groupKind{{o.siblings["group"], kind}, {lint.Core, kind}, {lint.GatewayAPI, kind}, {lint.Kgateway, kind}}
	case strings.Contains(key, "secret"):
		return []groupKind{{lint.Core, "Secret"}}
	case key == "parentrefs":
		return []groupKind{{lint.GatewayAPI, "Gateway"}}
	case strings.Contains(key, "certificate"):
		return []groupKind{{lint.Core, "Secret"}, {lint.Core, "ConfigMap"}}
	}
	return []groupKind{{lint.Kgateway, "Backend"}, {lint.Core, "Service"}}
}
