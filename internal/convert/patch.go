package convert

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/kustomize"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/source"
)

// A patch is a Kustomize patch: a part of an object (a strategic merge patch), or a list of operations (a JSON patch). It is not converted.
type patch struct {
	document              *manifest.Document // the document that contains the patch
	span                  source.Span
	kind, namespace, name string
	version               string   // the version or apiVersion of the objects that the patch selects, "" for all versions
	fields                []string // the paths below spec that the patch changes, such as static.hosts[].port
}

// newPatch returns the patch in a document. For a list of operations, the kind and name of the object are in the Kustomization, not in the
// document.
func newPatch(d *manifest.Document) patch {
	p := patch{document: d, kind: d.Kind, namespace: d.Namespace, name: d.Name, version: d.APIVersion}
	if d.Root != nil {
		p.span = startOf(d)
		p.fields = fieldsOfPatch(d.Root)
	}
	return p
}

// fieldsOfPatch returns the paths below spec that a patch changes.
func fieldsOfPatch(root *manifest.Node) []string {
	if root.Kind == manifest.Sequence {
		var out []string
		for _, operation := range root.Items {
			if tokens := diag.Tokens(operation.Get("path").String()); len(tokens) > 1 && tokens[0] == "spec" {
				out = append(out, rewrite.PatternOf(tokens[1:]))
			}
		}
		return out
	}
	leaves := map[string]bool{}
	if spec := root.Get("spec"); spec != nil {
		leafPaths(spec, "", leaves)
	}
	var out []string
	for path := range leaves {
		out = append(out, rewrite.PatternOf(diag.Tokens(path)))
	}
	return out
}

// inlinePatches returns the patches inside the Kustomizations of the input. It also returns the patch files whose object a Kustomization
// names, with that object.
func inlinePatches(in *input, files []patch) []patch {
	var out []patch
	for _, d := range in.documents {
		if !d.Broken && kustomize.HasPatches(d) {
			out = append(out, patchesIn(in, d, files)...)
		}
	}
	return out
}

func patchesIn(in *input, d *manifest.Document, files []patch) []patch {
	var out []patch
	for _, listed := range kustomize.Read(d).Patches {
		var found []patch
		if listed.File != "" {
			for _, p := range files {
				if p.kind == "" && p.document.File.Name() == listed.File {
					found = append(found, p)
				}
			}
		} else {
			for _, part := range listed.Parse(d, manifest.Options{Templates: in.options.Templates}).Documents {
				p := newPatch(part)
				p.document, p.span = d, listed.Text.Span
				found = append(found, p)
			}
		}
		for _, p := range found {
			if t := listed.Target; t != nil && p.kind == "" {
				p.kind, p.name, p.version = t.Kind, t.Name, t.Version
			}
			out = append(out, p)
		}
	}
	return out
}

// checkPatches warns about patches that do not match the converted form of their objects.
func checkPatches(in *input, log *journal, done adaptedSet) {
	patches := map[string][]patch{} // by the name of the object
	for _, p := range append(inlinePatches(in, done.patches), done.patches...) {
		patches[p.name] = append(patches[p.name], p)
	}
	for _, o := range done.beforeAbsorbed() {
		if !o.isChanged {
			continue
		}
		of := patches[o.object.Document.Name]
		if o.object.Document.Name != "" {
			of = slices.Concat(of, patches[""])
		}
		for _, p := range of {
			if p.changes(o.object.Document) && o.strands(p) {
				log.add(o.strandedPatch(p))
			}
		}
	}
}

// changes reports whether a patch applies to a document. A patch without a name applies to all documents of its kind.
func (p patch) changes(d *manifest.Document) bool {
	return p.kind == d.Kind && (p.name == d.Name || p.name == "") && (p.namespace == d.Namespace || p.namespace == "")
}

// strands reports whether a patch does not match the converted object: the object's kind has changed, or the patch changes a field that was
// moved or removed.
func (o *outcome) strands(p patch) bool {
	if o.object.Root.Get("kind").String() != o.object.Document.Kind || o.leaves(p) {
		return true
	}
	if o.isCompanion {
		return slices.ContainsFunc(p.fields, func(path string) bool { return slices.Contains(o.object.GonePaths(), path) })
	}
	there, here := mapping.Between(o.object.Goal, o.object.Goal), o.object.Table
	return slices.ContainsFunc(p.fields, func(path string) bool {
		to, ok := here.Destination(path)
		return here.Knows(path) && (!ok || to != path) && !there.Knows(path)
	})
}

// leaves reports whether a patch selects the version that the object had, and the object has another version now. Kustomize compares the
// versions of a patch and of its object.
func (o *outcome) leaves(p patch) bool {
	was := o.object.Document.APIVersion
	return p.version != "" && strings.HasSuffix(was, p.version) && o.object.Root.Get("apiVersion").String() != was
}

// strandedPatch returns the warning about a patch that does not match the converted object.
func (o *outcome) strandedPatch(p patch) diag.Diagnostic {
	is := rewrite.NameOf(o.object.Root)
	switch {
	case is != references.NameOf(o.object.Document):
	case o.leaves(p):
		is = "apiVersion " + o.object.Root.Get("apiVersion").String()
	default:
		is = "the fields of " + o.object.Named(o.object.Goal)
	}
	return diag.Diagnostic{
		Rule: ruleNote, Severity: diag.Warning, File: p.document.File, Document: p.document.Index, Path: p.document.Path, Span: p.span, Targets: []string{o.object.Named(o.object.To())},
		Message: fmt.Sprintf("this patch of %s is not converted, and does not fit %s", references.NameOf(o.object.Document), is),
		Help:    "update the patch for " + is,
	}
}
