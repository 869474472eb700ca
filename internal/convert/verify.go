package convert

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/fields"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// Verify checks the results of a conversion against its input and output. Every leaf (a value without fields below it) must have exactly
// one outcome. A mapped leaf must be in the output at the recorded place, and a lost leaf must have a reason. Tests use it, also those of
// the separate module that compares with a real API server.
func (c *Conversion) Verify() error {
	for _, f := range c.Files {
		before, _ := manifest.Parse(f.Before, manifest.Options{})
		after, _ := manifest.Parse(source.New(f.Before.Name(), []byte(f.Text)), manifest.Options{})
		objects := map[string]*manifest.Document{}
		for _, d := range after {
			objects[d.Kind+"/"+d.Root.Get("metadata").Get("name").String()] = d // the name is "" if the object has generateName
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

// verify checks one document of the input. If a document becomes several Backends, the first Backend must account for all leaves, and each
// other Backend for the leaves that it was made from.
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
			accounted[f.Path] = accounted[f.Path] || f.Outcome != rewrite.Dropped || f.Loss.Why != rewrite.SaidByOthers
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

// verifyBeside checks that a policy or an extension of the input is unchanged if the conversion has no result for it.
func (c *Conversion) verifyBeside(d *manifest.Document, objects map[string]*manifest.Document) error {
	if fields.Of(d.APIVersion, d.Kind) == nil || slices.ContainsFunc(c.Documents, func(a Document) bool { return a.File == d.File && a.Index == d.Index && a.Path == d.Path }) {
		return nil
	}
	if slices.ContainsFunc(c.Result.Documents, func(a diag.Document) bool {
		return a.Conversion != nil && a.File == d.File && a.Index == d.Index && a.Path == d.Path
	}) {
		return nil // it changed only because it refers to a converted object
	}
	after := objects[references.NameOf(d)]
	if after == nil || !reflect.DeepEqual(after.Root.JSON(), d.Root.JSON()) {
		return fmt.Errorf("%s changed without an account", references.NameOf(d))
	}
	return nil
}

// verifyFate checks the recorded outcome of one leaf against the objects of the output.
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

// leafPaths adds the JSON Pointers of all leaves below a node to out.
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
