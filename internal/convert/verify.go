package convert

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/backendctl/backendctl/internal/convert/products"
	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/fields"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// Verify checks the account of a conversion against its input and output: every leaf of every converted document has one fate, a mapped
// leaf is at the recorded place, and a lost leaf has a reason. Tests of this module and of the module with the API server use it, with
// different generators.
func (c *Conversion) Verify() error {
	for _, f := range c.Files {
		before, _ := manifest.Parse(f.Before, manifest.Options{})
		after, _ := manifest.Parse(source.New(f.Before.Name(), []byte(f.Text)), manifest.Options{})
		objects := map[string]*manifest.Document{}
		for _, d := range after {
			objects[d.Kind+"/"+d.Root.Get("metadata").Get("name").String()] = d // with generateName instead of a name
		}
		for _, d := range before {
			if err := c.verify(d, objects); err != nil {
				return err
			}
			if err := c.verifyBeside(d, objects); err != nil {
				return err
			}
		}
	}
	return nil
}

// verify checks one document of the input. If it became several, the first one accounts for all leaves, and each other one for its own.
func (c *Conversion) verify(d *manifest.Document, objects map[string]*manifest.Document) error {
	accounted := map[string]bool{}
	isFirst := true
	for _, became := range c.Documents {
		if became.Invalid || became.File != d.File || became.Index != d.Index || became.Name != references.NameOf(d) {
			continue
		}
		left := map[string]bool{}
		leafPaths(d.Root, d.Path, left)
		for _, f := range became.Fates {
			if !left[f.Path] {
				return fmt.Errorf("%s is accounted for twice, or is not a leaf", f.Path)
			}
			delete(left, f.Path)
			accounted[f.Path] = accounted[f.Path] || f.Outcome != rewrite.Dropped || f.Loss.Why != products.SaidByOthers
			if err := verifyFate(f, objects); err != nil {
				return err
			}
		}
		for path := range left {
			if isFirst {
				return fmt.Errorf("%s is not accounted for", path)
			}
		}
		isFirst = false
	}
	for path, ok := range accounted {
		if !ok {
			return fmt.Errorf("every Backend leaves %s to another one", path)
		}
	}
	return nil
}

// verifyBeside checks a policy or an extension of the input, which must not change without an account.
func (c *Conversion) verifyBeside(d *manifest.Document, objects map[string]*manifest.Document) error {
	if fields.Of(d.APIVersion, d.Kind) == nil || slices.ContainsFunc(c.Documents, func(a Document) bool { return a.File == d.File && a.Index == d.Index && a.Path == d.Path }) {
		return nil
	}
	if slices.ContainsFunc(c.Result.Documents, func(a diag.Document) bool {
		return a.Conversion != nil && a.File == d.File && a.Index == d.Index && a.Path == d.Path
	}) {
		return nil // it refers to a converted object
	}
	after := objects[references.NameOf(d)]
	if after == nil || !reflect.DeepEqual(after.Root.JSON(), d.Root.JSON()) {
		return fmt.Errorf("%s changed without an account", references.NameOf(d))
	}
	return nil
}

// verifyFate checks the outcome of one leaf.
func verifyFate(f rewrite.Fate, objects map[string]*manifest.Document) error {
	switch {
	case f.Loss == rewrite.Forgotten:
		return fmt.Errorf("%s was left out without a loss", f.Path)
	case f.Outcome == rewrite.Lost && (f.Loss.Code == "" || f.Loss.Why == ""):
		return fmt.Errorf("%s is lost without a reason", f.Path)
	}
	for _, place := range f.To {
		d := objects[place.Object]
		if d == nil {
			return fmt.Errorf("%s is mapped to %s, which does not exist", f.Path, place.Object)
		}
		tokens := diag.Tokens(place.Path)
		if _, depth := d.Root.Lookup(tokens); f.Outcome == rewrite.Mapped && depth != len(tokens) {
			return fmt.Errorf("%s is mapped to %s of %s, which does not exist", f.Path, place.Path, place.Object)
		}
	}
	return nil
}

// leafPaths collects the pointers of all leaves.
func leafPaths(n *manifest.Node, path string, out map[string]bool) {
	if len(n.Fields)+len(n.Items) == 0 {
		out[path] = true
	}
	for _, f := range n.Fields {
		leafPaths(f.Value, path+diag.Pointer(f.Key), out)
	}
	for i, item := range n.Items {
		leafPaths(item, fmt.Sprintf("%s/%d", path, i), out)
	}
}
