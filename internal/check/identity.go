package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/relevance"
)

// The envelope of a Backend.
const (
	group      = "gateway.kgateway.dev"
	apiVersion = group + "/v1alpha1"
	kind       = "Backend"
)

// kinds are other kinds of kgateway. Documents of these kinds are companions of Backends, and not near misses.
var kinds = []string{"TrafficPolicy", "BackendConfigPolicy", "HTTPListenerPolicy", "ListenerPolicy", "GatewayExtension", "GatewayParameters", "DirectResponse", "AgentgatewayBackend"}

// others are the groups of other products that have a kind Backend.
var others = []string{"gateway.envoyproxy.io", "agentgateway.dev"}

// An identity is the result of comparing a document's envelope with the envelope of a Backend.
type identity struct {
	other    bool              // the document is of another kind, and is skipped
	misnamed []diag.Diagnostic // the findings about apiVersion and kind of a near miss; nil for an exact match
}

// identify compares the envelope of a document with the envelope of a Backend. A near miss gets a finding, because other tools skip it
// silently and the cluster only reports that the kind does not exist.
func identify(d *manifest.Document) identity {
	if d.APIVersion == apiVersion && d.Kind == kind {
		return identity{}
	}
	if d.Root == nil {
		return identity{other: !relevance.BrokenBackend(d.File.Slice(d.Span))}
	}
	n := namesOf(d)
	if !n.isOurs(d) {
		return identity{other: true}
	}
	wantVersion, wantKind := apiVersion, kind
	if n.openVersion {
		wantVersion = d.APIVersion
	}
	if n.openKind {
		wantKind = d.Kind
	}
	found := misnamedAs(d, wantVersion, wantKind)
	if n.group == group && n.version != "" && wantVersion != d.APIVersion {
		found[0].Message = "kgateway serves Backend in version v1alpha1 only, not in " + n.version
	}
	return identity{misnamed: found}
}

// NearMiss returns the errors about apiVersion and kind of a document that was most likely meant as an input of a conversion: a Backend of
// kgateway, or a resource of another product. It returns none for such an object itself and for other documents.
func NearMiss(d *manifest.Document) []diag.Diagnostic {
	if found := identify(d).misnamed; len(found) > 0 || d.Root == nil {
		return found
	}
	group, version, _ := strings.Cut(d.APIVersion, "/")
	for _, k := range relevance.Sources() {
		if (group == k.Group || isNear(group, k.Group)) && k.IsNear(d.Kind) {
			return misnamedAs(d, k.Group+"/"+cmp.Or(version, k.Version), k.Name)
		}
	}
	return nil
}

// misnamedAs returns the errors about apiVersion and kind of a document that was most likely meant to have the given ones.
func misnamedAs(d *manifest.Document, apiVersion, kind string) []diag.Diagnostic {
	var found []diag.Diagnostic
	for _, f := range [...]struct{ field, got, want string }{{"apiVersion", d.APIVersion, apiVersion}, {"kind", d.Kind, kind}} {
		if f.got != f.want {
			found = append(found, misnamed(d, f.field, f.got, f.want))
		}
	}
	return found
}

// names are the group, version and kind of a document. openVersion and openKind report that the apiVersion or the kind contains a template,
// so that it can have any value. nearGroup and nearKind report that the group or the kind is that of a Backend, or a misspelling of it.
type names struct {
	group, version, kind  string
	openVersion, openKind bool
	nearGroup, nearKind   bool
}

func namesOf(d *manifest.Document) names {
	n := names{kind: d.Kind}
	n.group, n.version, _ = strings.Cut(d.APIVersion, "/")
	n.nearGroup = n.group == group || isNear(n.group, group)
	n.nearKind = d.Kind == kind || isNear(d.Kind, kind)
	n.openVersion, n.openKind = isTemplate(d.Root.Get("apiVersion")), isTemplate(d.Root.Get("kind"))
	return n
}

func isTemplate(n *manifest.Node) bool { return n != nil && n.Template }

// isOurs reports whether a document was most likely meant as a Backend of kgateway, although its apiVersion or kind is wrong.
func (n names) isOurs(d *manifest.Document) bool {
	mentionsUs := n.nearGroup || strings.Contains(n.group, "kgateway")
	switch {
	case isOther(n.group, n.kind):
		return false
	case n.openVersion || n.openKind:
		return (n.openVersion || mentionsUs) && (n.openKind || n.nearKind) && hasBackendBody(d)
	case n.nearGroup:
		return n.nearKind || n.kind == "" || hasMember(d)
	case mentionsUs:
		return n.nearKind
	case d.APIVersion == "": // the author forgot the apiVersion
		return n.nearKind && (d.Root.Get("metadata") != nil || d.Root.Get("spec") != nil)
	}
	return n.nearKind && hasBackendBody(d)
}

func isNear(word, right string) bool {
	_, near := fuzzy.Nearest(word, []string{right})
	return near && word != ""
}

// isOther reports whether a group and a kind are correct names of something other than a Backend.
func isOther(g, k string) bool {
	for _, other := range others {
		if g == other {
			return true
		}
	}
	for _, other := range kinds {
		if k == other {
			return true
		}
	}
	return false
}

// members are the members of a Backend's spec, each with some of its fields. Other products have members with the same names, so
// hasBackendBody requires at least one of these fields. For a member without fields here, the name is enough.
var members = map[string][]string{
	"static":              {"hosts"},
	"aws":                 {"accountId", "lambda", "ec2", "lambdaFunctionName"},
	"gcp":                 {"host"},
	"dynamicForwardProxy": nil,
	"priorityGroups":      nil,
	"ai":                  {"llm", "multipool", "priorityGroups", "provider"},
	"mcp":                 {"targets"},
}

// hasMember reports whether the spec of a document has a member of a Backend.
func hasMember(d *manifest.Document) bool {
	spec := d.Root.Get("spec")
	for member := range members {
		if spec.Get(member) != nil {
			return true
		}
	}
	return false
}

// hasBackendBody reports whether the spec of a document has a member of a Backend that contains one of the fields in members.
func hasBackendBody(d *manifest.Document) bool {
	spec := d.Root.Get("spec")
	for member, fields := range members {
		value := spec.Get(member)
		if value == nil || value.Kind == manifest.Scalar {
			continue
		}
		if fields == nil || slices.ContainsFunc(fields, func(f string) bool { return value.Get(f) != nil }) {
			return true
		}
	}
	return false
}

// misnamed returns a finding about apiVersion or kind, at the value or, if it is missing, at the start of the document.
func misnamed(d *manifest.Document, field, got, want string) diag.Diagnostic {
	f := diag.Diagnostic{
		Rule: ruleKind, Severity: diag.Error, File: d.File, Document: d.Index,
		Path: d.Path + diag.Pointer(field), Span: d.Root.Span,
	}
	node := d.Root.Get(field)
	if node == nil || got == "" {
		f.Message = fmt.Sprintf("missing field %q, which must be %q", field, want)
		if len(d.Root.Fields) > 0 {
			f.Span = d.Root.Fields[0].KeySpan
		}
		if named := d.Root.Field(field); named != nil {
			f.Span = named.KeySpan
		}
		return f
	}
	f.Span = node.Span
	f.Message = fmt.Sprintf("unknown %s %q, did you mean %q?", field, got, want)
	if node.Defined == nil && node.Tag == "" {
		f.Fixes = []diag.Fix{{Title: fmt.Sprintf("replace with %q", want), Safety: diag.Safe, Edits: []edit.Edit{{Span: node.Span, New: node.Like(want)}}}}
	}
	return f
}
