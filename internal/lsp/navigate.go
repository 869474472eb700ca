package lsp

import (
	"context"
	"path/filepath"

	"github.com/backendctl/backendctl/internal/kustomize"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// at returns the project of an open document, the object at a position and the offset of the position. The object is one of the last check,
// or the object of a Kustomize patch. It is nil if there is none at the position.
func (s *server) at(ctx context.Context, p positionParams) (*project, *manifest.Document, int, error) {
	d := s.documents[p.Document.URI]
	if d == nil {
		return nil, nil, 0, errNotOpen(p.Document.URI)
	}
	project := s.projectOf(d)
	if _, err := project.check(ctx); err != nil {
		return nil, nil, 0, err
	}
	offset := d.text.offset(p.Position)
	here := project.object(s.pathOf(d), offset)
	if here == nil {
		here = project.patchObject(s.pathOf(d), offset)
	}
	return project, here, offset, nil
}

// subject returns the object that the user means at an offset in the object here. That is the object to which the reference at the offset
// refers. Without a reference, it is the object here itself or, if that is a patch, the Backend that the patch changes.
func subject(p *project, here *manifest.Document, offset int) *manifest.Document {
	if here == nil {
		return nil
	}
	if l, ok := linkAt(here, offset); ok {
		return l.target(p.set())
	}
	return p.patched(here)
}

// definition returns the location of the object, or of the file, that the reference at a position refers to.
func (s *server) definition(ctx context.Context, p positionParams) (any, error) {
	project, here, offset, err := s.at(ctx, p)
	if err != nil || here == nil {
		return nil, err
	}
	if path, ok := fileAt(project, here, offset); ok {
		return []location{{s.uri(path), Range{}}}, nil
	}
	to := subject(project, here, offset)
	if to == nil {
		return []location{}, nil
	}
	return []location{s.location(project, to.File, nameOf(to))}, nil
}

type referencesParams struct {
	positionParams
	Context struct {
		Declaration bool `json:"includeDeclaration"`
	} `json:"context"`
}

// references returns the locations of the references to the object at a position.
func (s *server) references(ctx context.Context, p referencesParams) (any, error) {
	project, here, offset, err := s.at(ctx, p.positionParams)
	if err != nil {
		return nil, err
	}
	out := []location{}
	to := subject(project, here, offset)
	if to == nil {
		return out, nil
	}
	if p.Context.Declaration {
		out = append(out, s.location(project, to.File, nameOf(to)))
	}
	if isBackend(to) {
		for _, n := range namesOf(project, to) {
			out = append(out, s.location(project, n.file, n.node.Span))
		}
		return out, nil
	}
	for _, l := range linksTo(project, to) {
		out = append(out, s.location(project, l.from.File, l.name.Span))
	}
	return out, nil
}

// linksTo returns the references to an object, in the order of the files that contain them.
func linksTo(p *project, to *manifest.Document) []link {
	var out []link
	for _, d := range p.set().Documents() {
		for _, l := range linksOf(d) {
			if l.word == to.Name && l.target(p.set()) == to {
				out = append(out, l)
			}
		}
	}
	return out
}

type documentLink struct {
	Range   Range  `json:"range"`
	Target  string `json:"target"`
	Tooltip string `json:"tooltip,omitempty"`
}

// documentLinks returns a link for each file that a Kustomize file lists, and for each reference to an object.
func (s *server) documentLinks(ctx context.Context, p documentParams) (any, error) {
	d := s.documents[p.Document.URI]
	if d == nil {
		return nil, errNotOpen(p.Document.URI)
	}
	project := s.projectOf(d)
	if _, err := project.check(ctx); err != nil {
		return nil, err
	}
	out := []documentLink{}
	set, name := project.set(), project.name(s.pathOf(d))
	if set == nil {
		return out, nil
	}
	for _, o := range set.Documents() {
		if o.File.Name() != name {
			continue
		}
		for _, f := range filesOf(project, o) {
			out = append(out, documentLink{Range: d.text.rangeOf(f.span), Target: s.uri(f.path)})
		}
		for _, l := range linksOf(o) {
			if to := l.target(set); to != nil {
				at := s.location(project, to.File, nameOf(to))
				out = append(out, documentLink{d.text.rangeOf(l.name.Span), at.URI + "#L" + itoa(at.Range.Start.Line+1), to.Kind + " " + source.Visible(to.Name)})
			}
		}
	}
	return out, nil
}

// A listedFile is a file that a Kustomize file lists.
type listedFile struct {
	span source.Span // the span of the entry in the list
	path string
}

// filesOf returns the files that a Kustomize file lists, if the project contains them.
func filesOf(p *project, d *manifest.Document) []listedFile {
	if !kustomize.Is(d) {
		return nil
	}
	var out []listedFile
	add := func(n *manifest.Node) {
		if n.String() == "" {
			return
		}
		path := filepath.Join(filepath.Dir(p.path(d.File.Name())), filepath.FromSlash(n.String()))
		for _, at := range []string{path, filepath.Join(path, "kustomization.yaml"), filepath.Join(path, "kustomization.yml")} {
			if p.has(at) {
				out = append(out, listedFile{n.Span, at})
				return
			}
		}
	}
	for _, key := range []string{"resources", "components", "bases", "patchesStrategicMerge"} {
		for _, item := range items(d.Root.Get(key)) {
			add(item)
		}
	}
	for _, key := range []string{"patches", "patchesJson6902"} {
		for _, item := range items(d.Root.Get(key)) {
			add(item.Get("path"))
		}
	}
	return out
}

func items(n *manifest.Node) []*manifest.Node {
	if n == nil {
		return nil
	}
	return n.Items
}

// fileAt returns the path of the file that is listed at an offset of a Kustomize file, and false if there is none.
func fileAt(p *project, d *manifest.Document, offset int) (string, bool) {
	for _, f := range filesOf(p, d) {
		if f.span.Contains(offset) {
			return f.path, true
		}
	}
	return "", false
}
