package convert

import (
	"fmt"
	"slices"

	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/schema"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// rounds is the maximum number of rejected values to remove from one object, so that a run always ends. No real document has as many.
const rounds = 200

// fit removes the values that the target's schema rejects. It refuses the object if the target does not accept the rest.
func fit(c completedBackend) error {
	if c.object.Goal == mapping.Agentgateway { // this package has no schema of agentgateway
		return nil
	}
	return repair(c.object)
}

// repair removes the rejected values one by one, because the removal of one value can change which others are rejected.
func repair(o *rewrite.Object) error {
	t, known := targetOf(o.To())
	if o.To() == mapping.Of(o.Target) {
		t, known = o.Target, true
	}
	if !known {
		return fmt.Errorf("no schema of %s", o.To())
	}
	v, err := schema.For(t)
	if err != nil {
		return err
	}
	for range rounds {
		found := judge(o, v)
		if len(found) == 0 {
			return nil
		}
		if !dropRejected(o, found[0]) {
			o.Refuse(nil, mapping.Rejected.With(found[0].Message))
			return nil
		}
		if require(o); o.IsRefused() {
			return nil
		}
	}
	return nil
}

// judge returns the schema errors of the object in its current state.
func judge(o *rewrite.Object, v *schema.Validator) []diag.Diagnostic {
	text := yamltree.New(o.Root.Plain(), nil).String()
	documents, _ := manifest.Parse(source.New("result", []byte(text)), manifest.Options{Templates: o.Templates})
	if len(documents) != 1 {
		return nil
	}
	found := v.Check(documents[0])
	return slices.DeleteFunc(found, func(d diag.Diagnostic) bool { return d.Severity != diag.Error })
}

// dropRejected removes the value that an error is about. It reports false if there is no such value, or if the object cannot be valid
// without it.
func dropRejected(o *rewrite.Object, d diag.Diagnostic) bool {
	tokens := diag.Tokens(d.Path)
	n := o.Root.Find(tokens...)
	if n == nil || len(tokens) < 2 {
		return false
	}
	if tokens[0] == "status" {
		o.Drop(o.Root.Get("status"), "the controller writes it")
		return true
	}
	isName := len(tokens) == 2 && tokens[0] == "metadata" && (tokens[1] == "name" || tokens[1] == "generateName")
	if isName || d.Rule == "missing-field" || n.Origin == nil && n.IsLeaf() && o.IsPlaceholder(n) {
		return false
	}
	why := mapping.NotTaken.With(o.Named(o.To()), d.Message)
	why.Help = d.Help
	up := n.Parent()
	o.SettleLost(n, why)
	n.Remove()
	if up.Kind == manifest.Sequence && len(up.Entries) == 0 {
		return false
	}
	return true
}
