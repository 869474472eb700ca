// Package kustomize reads Kustomizations: the files and texts that they list as patches, and their resources. It renders nothing and does
// not know the fields of any kind.
package kustomize

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/relevance"
)

// Group is the API group of Kustomizations and components.
const Group = "kustomize.config.k8s.io"

// PartReason is the reason in reports why the document of a patch has no verdict.
const PartReason = "part of an object (Kustomize patch)"

// IsFileName reports whether Kustomize reads a file with this name as a Kustomization.
func IsFileName(name string) bool { return relevance.IsKustomization(name) }

// Is reports whether a document is a Kustomization or a component. The kind may be missing if the file has the name of a Kustomization.
func Is(d *manifest.Document) bool {
	group, _, _ := strings.Cut(d.APIVersion, "/")
	return d.Root != nil && (group == Group || d.Kind == "" && IsFileName(d.File.Name()))
}

// fluxGroup is the API group of Flux's Kustomizations.
const fluxGroup = "kustomize.toolkit.fluxcd.io"

// HasPatches reports whether a document can contain patches: it is a Kustomization, a component, or a Kustomization of Flux, which applies
// its patches to the objects that it deploys.
func HasPatches(d *manifest.Document) bool { return Is(d) || isFlux(d) }

func isFlux(d *manifest.Document) bool {
	group, _, _ := strings.Cut(d.APIVersion, "/")
	return d.Root != nil && group == fluxGroup && d.Kind == "Kustomization"
}

// A Kustomization is the part of a Kustomization document that refers to other files. Paths are relative to the same folder as the name of
// the Kustomization's file.
type Kustomization struct {
	Document  *manifest.Document
	Folder    string
	Patches   []Patch
	Resources []string // files and folders, including components and bases
}

// A Patch is a patch that a Kustomization applies to objects.
type Patch struct {
	File    string         // the path of the file, or "" for an inline text
	Text    *manifest.Node // the inline text, or nil for a file
	Pointer string         // the JSON Pointer of the inline text in its document
	Target  *Target        // nil if the entry has no target: the patch itself then contains the kind and name of the object
}

// A Target selects the objects that a patch applies to. An empty field selects all objects.
type Target struct{ Group, Version, Kind, Name string }

// Read reads a Kustomization. Of a Kustomization of Flux, it reads only the patches.
func Read(d *manifest.Document) *Kustomization {
	k := &Kustomization{Document: d, Folder: path.Dir(d.File.Name())}
	if isFlux(d) {
		k.addPatches(d.Root.Get("spec"), "patches", "/spec")
		return k
	}
	for _, list := range []string{"patches", "patchesJson6902"} {
		k.addPatches(d.Root, list, "")
	}
	for i, item := range items(d.Root, "patchesStrategicMerge") {
		if text := item.String(); isInline(text) {
			k.Patches = append(k.Patches, Patch{Text: item, Pointer: diag.Pointer("patchesStrategicMerge", strconv.Itoa(i))})
		} else if text != "" {
			k.Patches = append(k.Patches, Patch{File: path.Join(k.Folder, text)})
		}
	}
	for _, list := range []string{"resources", "components", "bases"} {
		for _, item := range items(d.Root, list) {
			k.Resources = append(k.Resources, path.Join(k.Folder, item.String()))
		}
	}
	return k
}

func items(of *manifest.Node, list string) []*manifest.Node {
	if n := of.Get(list); n != nil {
		return n.Items
	}
	return nil
}

// addPatches adds the entries of patches or patchesJson6902 in an object, which has a pointer in the document.
func (k *Kustomization) addPatches(of *manifest.Node, list, pointer string) {
	for i, item := range items(of, list) {
		k.addPatch(pointer+diag.Pointer(list, strconv.Itoa(i), "patch"), item)
	}
}

// addPatch adds an entry of patches or patchesJson6902.
func (k *Kustomization) addPatch(pointer string, item *manifest.Node) {
	p := Patch{Pointer: pointer, Target: readTarget(item.Get("target"))}
	if file := item.Get("path").String(); file != "" {
		p.File = path.Join(k.Folder, file)
	} else if p.Text = item.Get("patch"); p.Text.String() == "" {
		return
	}
	k.Patches = append(k.Patches, p)
}

func readTarget(n *manifest.Node) *Target {
	if n == nil || n.Kind != manifest.Mapping {
		return nil
	}
	return &Target{Group: n.Get("group").String(), Version: n.Get("version").String(), Kind: n.Get("kind").String(), Name: n.Get("name").String()}
}

// isInline reports whether an entry of patchesStrategicMerge is a patch and not a path.
func isInline(text string) bool {
	return strings.Contains(text, "\n") || strings.HasPrefix(strings.TrimSpace(text), "{")
}

// Renames reports whether the Kustomization changes names or namespaces of objects.
func (k *Kustomization) Renames() bool {
	return slices.ContainsFunc([]string{"namePrefix", "nameSuffix", "namespace"}, func(field string) bool { return k.Document.Root.Get(field) != nil })
}

// Rename returns the name of an object after the Kustomization is applied.
func (k *Kustomization) Rename(name string) string {
	root := k.Document.Root
	return root.Get("namePrefix").String() + name + root.Get("nameSuffix").String()
}
