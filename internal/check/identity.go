package check

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/relevance"
)

// What a Backend calls itself.
const (
	group      = "gateway.kgateway.dev"
	apiVersion = group + "/v1alpha1"
	kind       = "Backend"
)

// kinds are the other kinds of our group: context for a Backend, and no near miss of its name.
var kinds = []string{"TrafficPolicy", "BackendConfigPolicy", "HTTPListenerPolicy", "ListenerPolicy", "GatewayExtension", "GatewayParameters", "DirectResponse", "AgentgatewayBackend"}

// others are groups with a Backend of their own.
var others = []string{"gateway.envoyproxy.io", "agentgateway.dev"}

// An identity says whose a document is.
type identity struct {
	other    bool              // of another kind, and none of our business
	misnamed []diag.Diagnostic // a Backend that does not quite say so
}

// identify tells a Backend from other kinds. A near miss of our names is a finding, because a tool that skips it and a
// cluster that has no such kind both leave the author in the dark.
func identify(d *manifest.Document) identity {
	if d.APIVersion == apiVersion && d.Kind == kind {
		return identity{}
	}
	g, version, _ := strings.Cut(d.APIVersion, "/")
	oursByGroup := g == group || isNear(g, group)
	oursByKind := d.Kind == kind || isNear(d.Kind, kind)
	switch {
	case d.Root == nil:
		return identity{other: !relevance.BrokenBackend(d.File.Slice(d.Span))}
	case isOther(g, d.Kind), !oursByGroup && !oursByKind, !oursByGroup && d.APIVersion != "" && !looksLikeBackend(d, g):
		return identity{other: true}
	case oursByGroup && !oursByKind && d.Kind != "" && !looksLikeBackend(d, g):
		return identity{other: true}
	}
	var found []diag.Diagnostic
	if d.APIVersion != apiVersion {
		found = append(found, misnamed(d, "apiVersion", d.APIVersion, apiVersion))
		if g == group && version != "" {
			found[0].Message = "kgateway serves Backend in version v1alpha1 only, not in " + version
		}
	}
	if d.Kind != kind {
		found = append(found, misnamed(d, "kind", d.Kind, kind))
	}
	return identity{misnamed: found}
}

// mattering returns a function that says by its names whether anybody wants to know what is in a document: it may be a Backend, or
// rules may look at it. A tree has few different names, so most answers are known already.
func (o Options) mattering() func(apiVersion, kind string) bool {
	if len(o.Rules) > 0 {
		return func(apiVersion, _ string) bool {
			g, _, _ := strings.Cut(apiVersion, "/")
			return !lint.IsInert(g)
		}
	}
	var known sync.Map
	var count atomic.Int64
	return func(apiVersion, k string) bool {
		names := [2]string{apiVersion, k}
		if answer, ok := known.Load(names); ok {
			return answer.(bool)
		}
		answer := mayBeBackend(apiVersion, k)
		if count.Add(1) < mostNames {
			known.Store([2]string{strings.Clone(apiVersion), strings.Clone(k)}, answer)
		}
		return answer
	}
}

// mostNames keeps a tree in which no two documents have the same names from being remembered whole.
const mostNames = 1000

func mayBeBackend(apiVersion, k string) bool {
	g, _, _ := strings.Cut(apiVersion, "/")
	return !isOther(g, k) && (strings.Contains(g, "kgateway") || isNear(g, group) || k == kind || isNear(k, kind))
}

func isNear(word, right string) bool {
	_, near := fuzzy.Nearest(word, []string{right})
	return near && word != ""
}

// isOther says whether names are right as they stand, for something else.
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

// looksLikeBackend says whether a document with a strange group or kind has the body of a Backend.
func looksLikeBackend(d *manifest.Document, g string) bool {
	if !strings.Contains(g, "kgateway") && !isNear(g, group) {
		return false
	}
	spec := d.Root.Get("spec")
	for _, member := range []string{"static", "aws", "gcp", "dynamicForwardProxy", "priorityGroups", "ai", "mcp"} {
		if spec.Get(member) != nil {
			return true
		}
	}
	return d.Kind == kind || isNear(d.Kind, kind)
}

// misnamed reports one of the two names, at its value or, where it is missing, at the start of the document.
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
		f.Fixes = []diag.Fix{{Title: fmt.Sprintf("replace by %q", want), Safety: diag.Safe, Edits: []edit.Edit{{Span: node.Span, New: want}}}}
	}
	return f
}
