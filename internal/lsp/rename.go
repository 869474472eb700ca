package lsp

import (
	"context"
	"fmt"
	"slices"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/backendctl/backendctl/internal/kustomize"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

type (
	renameParams struct {
		positionParams
		NewName string `json:"newName"`
	}

	prepareResult struct {
		Range       Range  `json:"range"`
		Placeholder string `json:"placeholder"`
	}
)

// prepareRename returns the range and the text of the name at a position, if it is the name of a Backend. The name may be in the Backend
// itself or in a reference.
func (s *server) prepareRename(ctx context.Context, p positionParams) (any, error) {
	project, here, offset, err := s.at(ctx, p)
	if err != nil {
		return nil, err
	}
	to, span := renamed(project, here, offset)
	if to == nil {
		return nil, nil
	}
	return prepareResult{s.location(project, here.File, span).Range, to.Name}, nil
}

// renamed returns the Backend whose name is at an offset of the object here, and the span of the name at that offset. It returns nil if
// the offset is not on the name of a Backend.
func renamed(p *project, here *manifest.Document, offset int) (*manifest.Document, source.Span) {
	if here == nil {
		return nil, source.Span{}
	}
	span := nameOf(here)
	to := p.patched(here)
	if l, ok := linkAt(here, offset); ok {
		to, span = l.target(p.set()), l.name.Span
	}
	if to == nil || !p.set().IsBackend(to) || to.Name == "" || !span.Contains(offset) {
		return nil, source.Span{}
	}
	return to, span
}

var validName = lazily(`^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`)

const longestName = 253

// rename changes the name of a Backend and of all references to it: in routes, policies, ReferenceGrants, other Backends and Kustomize
// patches.
func (s *server) rename(ctx context.Context, p renameParams) (any, error) {
	project, here, offset, err := s.at(ctx, p.positionParams)
	if err != nil {
		return nil, err
	}
	to, _ := renamed(project, here, offset)
	switch {
	case to == nil:
		return nil, &jsonrpc2.Error{Code: codeRequestFailed, Message: "this is not the name of a Backend in the workspace"}
	case len(p.NewName) > longestName || !validName().MatchString(p.NewName):
		return nil, &jsonrpc2.Error{Code: codeRequestFailed, Message: fmt.Sprintf("%.100q is not a valid name: use at most %d lower-case letters, digits, - and .", p.NewName, longestName)}
	case slices.ContainsFunc(project.set().Find(lint.Kgateway, "Backend", to.Namespace, p.NewName, to), func(d *manifest.Document) bool { return d.Namespace == to.Namespace }):
		return nil, &jsonrpc2.Error{Code: codeRequestFailed, Message: fmt.Sprintf("a Backend %q already exists", p.NewName)}
	}
	edit := workspaceEdit{map[string][]textEdit{}}
	for _, n := range append([]nameValue{{to.File, to.Root.Get("metadata").Get("name")}}, namesOf(project, to)...) {
		if n.node.Defined != nil || n.node.Tag != "" || n.node.Template {
			return nil, &jsonrpc2.Error{Code: codeRequestFailed, Message: fmt.Sprintf("the name in %s is an alias or a template, or has a tag: change it in that file first", n.file.Name())}
		}
		at := s.location(project, n.file, n.node.Span)
		edit.Changes[at.URI] = append(edit.Changes[at.URI], textEdit{at.Range, n.node.Like(p.NewName)})
	}
	return edit, nil
}

// A nameValue is a scalar that contains the name of an object.
type nameValue struct {
	file *source.File
	node *manifest.Node
}

// namesOf returns the scalars that contain the name of a Backend, except for the name in the Backend itself.
func namesOf(p *project, to *manifest.Document) []nameValue {
	var out []nameValue
	seen := map[*manifest.Node]bool{}
	add := func(f *source.File, n *manifest.Node) {
		if n != nil && !seen[n] {
			seen[n] = true
			out = append(out, nameValue{f, n})
		}
	}
	for _, l := range linksTo(p, to) {
		add(l.from.File, l.name)
	}
	for _, k := range p.set().Kustomizations() {
		for _, list := range []string{"patches", "patchesJson6902"} {
			for _, item := range items(k.Document.Root.Get(list)) {
				target := item.Get("target")
				if target.Get("kind").String() == "Backend" && target.Get("name").String() == to.Name && p.isNearest(to, k.Document, target.Get("namespace").String()) {
					add(k.Document.File, target.Get("name"))
				}
			}
		}
		for _, patch := range k.Patches {
			for _, d := range p.patchObjects(k.Document, patch) {
				if isBackend(d) && d.Name == to.Name && p.isNearest(to, d, d.Namespace) {
					add(d.File, d.Root.Get("metadata").Get("name"))
				}
			}
		}
	}
	return out
}

// patchObject returns the object of a Kustomize patch at an offset of a file, or nil if there is none.
func (p *project) patchObject(path string, offset int) *manifest.Document {
	set, name := p.set(), p.name(path)
	if set == nil {
		return nil
	}
	for _, k := range set.Kustomizations() {
		for _, patch := range k.Patches {
			if patch.Text != nil || patch.File != name {
				continue
			}
			for _, d := range p.patchObjects(k.Document, patch) {
				if d.Root.Span.Contains(offset) {
					return d
				}
			}
		}
	}
	return nil
}

// patched returns the Backend that a patch changes, or nil if the project does not contain it. If d is not a patch of a Backend, patched
// returns d.
func (p *project) patched(d *manifest.Document) *manifest.Document {
	if !isBackend(d) || p.set().IsBackend(d) {
		return d
	}
	return p.set().One(lint.Kgateway, "Backend", d.Namespace, d.Name, d)
}

// isNearest reports whether the name of the Backend to, written in the document from, refers to this Backend. A workspace may have a
// Backend with the same name for each environment. The name refers to the nearest of them.
func (p *project) isNearest(to, from *manifest.Document, namespace string) bool {
	return p.set().One(lint.Kgateway, "Backend", namespace, to.Name, from) == to
}

// patchObjects returns the objects of a patch: from its file, or from its inline text.
func (p *project) patchObjects(k *manifest.Document, patch kustomize.Patch) []*manifest.Document {
	var objects []*manifest.Document
	switch {
	case patch.Text != nil:
		if inline := patch.Parse(k, manifest.Options{Templates: true}); inline.Verbatim {
			objects = inline.Documents
		}
	case p.session.Has(patch.File):
		if f, err := p.read(patch.File); err == nil && f != nil {
			objects, _ = manifest.Parse(f, manifest.Options{Templates: true})
		}
	}
	return slices.DeleteFunc(objects, func(d *manifest.Document) bool { return d.Root == nil })
}
