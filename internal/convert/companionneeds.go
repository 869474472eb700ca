package convert

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/fields"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// needs returns the requirements of a release for the companion's objects: fields that must be set, and fields that exclude each other. If
// the conversion has changed the companion's kind, the new kind counts.
func (o *adaptation) needs(t target.Target) []mapping.Need {
	return mapping.Needs(o.Root.Get("apiVersion").String(), o.Root.Get("kind").String(), t)
}

// fitNeeds removes the objects that lack a field that the target requires, or refuses the companion if it cannot exist without that object.
// It also removes all but the first of mutually exclusive fields.
func (o *adaptation) fitNeeds() {
	for _, need := range o.needs(o.Target) {
		for _, n := range o.All(need.Path) {
			if !rewrite.IsMapping(n) {
				continue
			}
			o.loseRivals(n, need)
			if fulfils(n, need) {
				continue
			}
			if need.IsMain() {
				o.Refuse(o.Spec, mapping.NoExtension.With(o.release(), strings.Join(need.OneOf, ", ")))
				return
			}
			o.Lose(n, mapping.OutOfBounds.With(fields.WithArticle(o.Document.Kind), o.release(), lastOf(need.Path), "must have "+asked(need)))
		}
	}
}

// loseRivals removes all but the first of mutually exclusive fields.
func (o *adaptation) loseRivals(n *yamltree.Node, need mapping.Need) {
	given := rivals(n, need)
	for _, key := range given[min(1, len(given)):] {
		o.Lose(n.Get(key), mapping.OneOfFields.With(fields.WithArticle(o.Document.Kind), o.release(), strings.Join(need.Alone, ", "), given[0]))
	}
}

// rivals returns the names of the fields that are set in an object and exclude each other, in the order of the object. An empty list counts
// as unset.
func rivals(n *yamltree.Node, need mapping.Need) []string {
	var given []string
	for _, e := range n.Fields() {
		isEmpty := e.Value.Kind == manifest.Sequence && e.Value.IsLeaf()
		if rewrite.IsSet(e.Value) && !isEmpty && slices.Contains(need.Alone, e.Key) {
			given = append(given, e.Key)
		}
	}
	return given
}

// rivalFields returns an error if the companion has mutually exclusive fields in the release that it was written for. Which of these fields
// the author meant is unknown, so the document is not converted.
func (o *adaptation) rivalFields() []diag.Diagnostic {
	t, isRelease := targetOf(o.From())
	if !isRelease {
		return nil
	}
	for _, need := range o.needs(t) {
		for _, n := range o.All(need.Path) {
			if given := rivals(n, need); len(given) > 1 {
				return o.rejection(n.Get(given[1]), fmt.Sprintf("%s and %s exclude each other: %s of kgateway %s takes only one of %s",
					given[0], given[1], fields.WithArticle(o.Document.Kind), t.Release, strings.Join(need.Alone, ", ")))
			}
		}
	}
	return nil
}

// rejection returns an error at a field, which is the reason why the document is not converted.
func (o *adaptation) rejection(n *yamltree.Node, message string) []diag.Diagnostic {
	return []diag.Diagnostic{{
		Rule: ruleUnion, Severity: diag.Error, File: o.Document.File, Document: o.Document.Index, Path: n.Origin.Path, Span: n.Origin.Key,
		Targets: []string{string(o.To())}, Message: message, Help: "remove one of them; the document was not converted",
	}}
}

// lastOf returns the last field of a path.
func lastOf(path string) string {
	return strings.TrimSuffix(path[strings.LastIndexByte(path, '.')+1:], "[]")
}

// asked returns the names of the fields that an object needs, joined with "and" or "or".
func asked(need mapping.Need) string {
	if len(need.All) > 0 {
		return strings.Join(need.All, " and ")
	}
	return strings.Join(need.OneOf, " or ")
}

// fulfils reports whether an object has the fields that a requirement demands.
func fulfils(n *yamltree.Node, need mapping.Need) bool {
	isMissing := func(key string) bool { return !rewrite.IsSet(n.Get(key)) }
	return !slices.ContainsFunc(need.All, isMissing) && (len(need.OneOf) == 0 || slices.ContainsFunc(need.OneOf, func(key string) bool { return !isMissing(key) }))
}
