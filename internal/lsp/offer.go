package lsp

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/config"
	"github.com/backendctl/backendctl/internal/explain"
	"github.com/backendctl/backendctl/internal/fields"
	"github.com/backendctl/backendctl/internal/target"
)

// An offering computes the completions at a cursor.
type offering struct {
	cursor
	server   *server
	project  *project
	document *document

	kind, apiVersion string
	target           target.Target
}

// targetAt returns the target for the object at an offset, or the newest of the configured targets if there is no object.
func (o *offering) targetAt(offset int) target.Target {
	if at, _ := o.document.locate(offset); at.object != nil {
		return o.project.target(at.object, o.server.pathOf(o.document))
	}
	return o.project.newestTarget()
}

// kgatewayBackend is the API version of a Backend.
const kgatewayBackend = "gateway.kgateway.dev/v1alpha1"

func (o *offering) isBackend() bool { return o.kind == "Backend" }

// fields returns the completions for a key of the object at the cursor.
func (o *offering) fields() []offer {
	switch {
	case len(o.path) == 0 && o.isForeign():
		return nil
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

// isForeign reports whether a document is not a Kubernetes object: its root has a field that objects do not have, or it is the
// configuration file.
func (o *offering) isForeign() bool {
	for key := range o.siblings {
		if !slices.ContainsFunc(rootFields, func(f offer) bool { return f.word == key }) && key != "status" && key != "data" && key != "stringData" && key != "type" {
			return true
		}
	}
	return filepath.Base(o.document.path) == config.FileName
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

// backendFields returns the completions for a key in an object of a Backend. Required fields come first and deprecated fields last. If a
// member of a union is set, the other members of the union are left out.
func (o *offering) backendFields() []offer {
	f, ok, err := explain.FieldOf(o.target, dotted(o.path))
	if err != nil || !ok {
		return nil
	}
	set := map[string]bool{} // the unions with a member that is set
	inner := map[string]*explain.Field{}
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
			word: child.Name, kind: kindField, rank: traits{required: child.Required || slices.Contains(needed, child.Name), deprecated: child.Deprecated}.rank(),
			detail: traits{required: child.Required, deprecated: child.Deprecated}.detail(child.Type), documentation: child.Description, body: o.body(field, 1),
		})
	}
	return out
}

// needed returns the fields that are required because of the values of other fields, such as aws for the type AWS.
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

// traits determine the order of a field in a list of completions, and the words that are shown after its type.
type traits struct{ required, deprecated bool }

func (t traits) rank() int {
	switch {
	case t.required:
		return rankRequired
	case t.deprecated:
		return rankDeprecated
	}
	return rankUsual
}

func (t traits) detail(typeName string) string {
	if t.required {
		typeName += ", required"
	}
	if t.deprecated {
		typeName += ", deprecated"
	}
	return typeName
}

// policy returns the field of a policy at the cursor's path. It returns nil if the object is not a policy that the tool knows.
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
			word: child.Name, kind: kindField, rank: traits{required: child.IsRequired}.rank(), detail: traits{required: child.IsRequired}.detail(child.Type), body: body,
		})
	}
	return out
}

// referenceFields returns the completions for a key in a reference. They are used in kinds for which the tool knows no other fields.
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

// reference returns the key of the reference that contains the cursor, such as backendRefs, or "" outside of references.
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
