package lsp

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/explain"
	"github.com/backendctl/backendctl/internal/fields"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/target"
)

// An offering finds what can be written at a cursor.
type offering struct {
	cursor
	server   *server
	project  *project
	document *document

	kind, apiVersion string
	target           target.Target
}

// targetAt returns the target of the object at an offset, from the last structure of the document.
func (o *offering) targetAt(offset int) target.Target {
	if at, _ := o.document.locate(offset); at.object != nil {
		return o.project.target(at.object, o.server.pathOf(o.document))
	}
	return o.project.newestTarget()
}

// kgatewayBackend is the API version of a Backend.
const kgatewayBackend = "gateway.kgateway.dev/v1alpha1"

func (o *offering) isBackend() bool { return o.kind == "Backend" }

// fields returns the fields of the object at the cursor.
func (o *offering) fields() []offer {
	switch {
	case len(o.path) == 0:
		return rootFields
	case o.path[0] == "metadata" && len(o.path) == 1:
		return metadataFields
	case o.path[0] != "spec":
		return nil
	case o.isBackend():
		return o.backendFields()
	case o.policy() != nil:
		return o.policyFields(o.policy())
	}
	return o.referenceFields()
}

var rootFields = []offer{
	{word: "apiVersion", kind: kindField, detail: "string, required", rank: rankRequired},
	{word: "kind", kind: kindField, detail: "string, required", rank: rankRequired},
	{word: "metadata", kind: kindField, detail: "object, required", rank: rankRequired, body: "\n  name: ${1}"},
	{word: "spec", kind: kindField, detail: "object", rank: rankUsual, body: "\n  ${1}"},
}

var metadataFields = []offer{
	{word: "name", kind: kindField, detail: "string, required", rank: rankRequired},
	{word: "namespace", kind: kindField, detail: "string", rank: rankUsual},
	{word: "labels", kind: kindField, detail: "map[string]string", rank: rankUsual, body: "\n  ${1}"},
	{word: "annotations", kind: kindField, detail: "map[string]string", rank: rankUsual, body: "\n  ${1}"},
}

// backendFields returns the fields of an object of a Backend: those that are missing first, then others, then deprecated ones. A member
// of a union is left out if another one is set.
func (o *offering) backendFields() []offer {
	f, ok, err := explain.FieldOf(o.target, dotted(o.path))
	if err != nil || !ok {
		return nil
	}
	set := map[string]bool{} // unions that have a member
	inner := map[string]explain.Field{}
	for _, child := range f.Fields {
		inner[child.Name], _, _ = explain.FieldOf(o.target, child.Path)
		if _, isSet := o.siblings[child.Name]; isSet && inner[child.Name].Union != "" {
			set[inner[child.Name].Union] = true
		}
	}
	needed := o.needed()
	var out []offer
	for _, child := range f.Fields {
		field := inner[child.Name]
		if set[field.Union] {
			continue
		}
		out = append(out, offer{
			word: child.Name, kind: kindField, rank: rankOf(child.Required || slices.Contains(needed, child.Name), child.Deprecated),
			detail: detailOf(child.Type, child.Required, child.Deprecated), documentation: child.Description, body: o.body(field, child.Path, 1),
		})
	}
	return out
}

// needed returns the fields that the values of the object's other fields need, such as aws for the type AWS.
func (o *offering) needed() []string {
	var out []string
	for key, value := range o.siblings {
		f, _, _ := explain.FieldOf(o.target, dotted(append(slices.Clone(o.path), key)))
		for _, v := range f.Values {
			if v.Value == value {
				out = append(out, v.Needs...)
			}
		}
	}
	return out
}

func rankOf(isRequired, isDeprecated bool) int {
	switch {
	case isRequired:
		return rankRequired
	case isDeprecated:
		return rankDeprecated
	}
	return rankUsual
}

func detailOf(typeName string, isRequired, isDeprecated bool) string {
	if isRequired {
		typeName += ", required"
	}
	if isDeprecated {
		typeName += ", deprecated"
	}
	return typeName
}

// mostNested limits how deep a snippet goes.
const mostNested = 3

// body returns the snippet after the colon of a field: its required fields, below each other. Lists are not indented, as fmt writes them.
func (o *offering) body(f explain.Field, path string, depth int) string {
	s := &snippet{target: o.target}
	return s.body(f, path, "", depth)
}

// A snippet numbers its stops.
type snippet struct {
	target target.Target
	stops  int
}

func (s *snippet) stop() string {
	s.stops++
	return fmt.Sprintf("${%d}", s.stops)
}

func (s *snippet) body(f explain.Field, path, indent string, depth int) string {
	isList := strings.HasPrefix(f.Type, "[]")
	switch {
	case !isList && len(f.Fields) == 0 && !strings.HasPrefix(f.Type, "map"):
		return " " + s.stop()
	case isList && len(f.Fields) == 0:
		return "\n" + indent + "- " + s.stop()
	}
	inner := indent + "  "
	var lines []string
	for _, child := range f.Fields {
		if !child.Required || depth > mostNested {
			continue
		}
		field, _, _ := explain.FieldOf(s.target, child.Path)
		lines = append(lines, child.Name+":"+s.body(field, child.Path, inner, depth+1))
	}
	if len(lines) == 0 {
		lines = []string{s.stop()}
	}
	text := strings.Join(lines, "\n"+inner)
	if isList {
		return "\n" + indent + "- " + text
	}
	return "\n" + inner + text
}

// policy returns the field of a policy at the cursor's path, or nil for other kinds.
func (o *offering) policy() *fields.Field {
	f := fields.Of(o.apiVersion, o.kind)
	for _, word := range o.path {
		if f == nil || word == "0" {
			continue
		}
		f = f.Child(word)
	}
	return f
}

func (o *offering) policyFields(f *fields.Field) []offer {
	var out []offer
	for _, child := range f.Children(o.target) {
		body := ""
		switch {
		case child.IsList && child.IsObject:
			body = "\n- ${1}"
		case child.IsObject:
			body = "\n  ${1}"
		}
		out = append(out, offer{
			word: child.Name, kind: kindField, rank: rankOf(child.IsRequired, false), detail: detailOf(child.Type, child.IsRequired, false), body: body,
		})
	}
	return out
}

// referenceFields returns the fields of a reference to an object in a kind whose other fields are not known.
func (o *offering) referenceFields() []offer {
	if o.reference() == "" {
		return nil
	}
	return []offer{
		{word: "group", kind: kindField, rank: rankUsual, detail: "string"},
		{word: "kind", kind: kindField, rank: rankUsual, detail: "string"},
		{word: "name", kind: kindField, rank: rankRequired, detail: "string, required"},
		{word: "namespace", kind: kindField, rank: rankUsual, detail: "string"},
	}
}

// reference returns the key of the reference that the cursor is in, such as backendRefs; empty if it is in none.
func (o *offering) reference() string {
	for _, word := range slices.Backward(o.path) {
		switch {
		case word == "0":
		case strings.HasSuffix(word, "Ref"), strings.HasSuffix(word, "Refs"):
			return word
		default:
			return ""
		}
	}
	return ""
}

// values returns the values of the field at the cursor.
func (o *offering) values() []offer {
	path := append(slices.Clone(o.path), o.key)
	switch joined := strings.Join(path, "."); {
	case joined == "apiVersion", joined == "kind":
		return o.kindOffers(joined)
	case joined == "metadata.namespace":
		return offers(o.namespaces(), "namespace of the workspace", kindReference)
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

// kindOffers returns API versions or kinds, those that fit the other one if it is there.
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

// knownKinds returns the kinds that lint reads, Backend first.
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

// namespaces returns those of the workspace.
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

// referenceValues returns the values of a field of a reference, nil if nothing is known of it.
func (o *offering) referenceValues() []offer {
	switch o.key {
	case "namespace":
		return offers(o.namespaces(), "namespace of the workspace", kindReference)
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

// names returns the names of the workspace's objects that a reference can have.
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

// referentKinds returns the kinds that the reference at the cursor can lead to.
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
