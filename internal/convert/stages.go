package convert

import (
	"cmp"

	"github.com/backendctl/backendctl/internal/convert/policies"
	"github.com/backendctl/backendctl/internal/convert/products"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/tree"
)

// An opened resource is one object to convert, as a tree.
type opened struct {
	*rewrite.Object
	part    *part
	portion products.Portion // the part of the resource that it stands for
	own     *tree.Document   // its new document, if the resource becomes several objects and it is not the first
	draft   *products.Draft  // nil for a Backend of kgateway or agentgateway
	written string           // the CRD that it is written for; empty if its shape is not a CRD
}

// An outcome is what became of a document of the input.
type outcome struct {
	*rewrite.Object
	isCompanion bool   // it is a policy, an extension or a route, not a backend
	isChanged   bool   // it differs from the input
	isInvalid   bool   // it is unchanged, because its meaning is uncertain
	isGone      bool   // other objects have all of its settings
	written     string // the CRD that it is written for
}

// A converted object is the outcome of a backend.
type converted struct {
	outcome
	portion  products.Portion
	absorbed []outcome // policies that are removed because the backend has their settings
}

// convert takes one object through the stages. If the target shape cannot represent it, it stays unchanged. Each stage takes the result of
// the one before: a stage cannot use what a later one decides.
func convert(in *input, log *journal, o opened) (converted, error) {
	before := o.Root.Copy()
	absorbed, err := stages(in, log, o)
	if err != nil {
		return converted{}, err
	}
	out := converted{outcome{Object: o.Object, written: o.written}, o.portion, absorbed}
	switch {
	case o.mayBeMisspelt():
		log.add(o.doubt(log.found)...)
		out.isInvalid = true
		o.LeaveUnchanged(before)
		o.part.release()
	case o.IsRefused():
		o.Restore(before)
		o.part.release()
	default:
		out.isChanged = o.Differs(before)
		o.part.changed = o.part.changed || out.isChanged
		policies.Maker{Object: o.Object}.ClaimTargets()
		o.part.putBeside(o.Document, o.Companions(o.own))
	}
	return out, nil
}

// stages rewrites the tree of an object, and returns the policies that it absorbs. It ends early if the object is refused.
func stages(in *input, log *journal, o opened) ([]outcome, error) {
	arrived, ok := arrive(o)
	if !ok {
		return nil, nil
	}
	decided, ok := decide(arrived)
	if !ok {
		return nil, nil
	}
	moved := move(decided)
	completed, ok := complete(in, log, moved)
	if !ok {
		return completed.absorbed, nil
	}
	_, _, err := fit(completed)
	return completed.absorbed, err
}

// arrive converts a resource of another product to a Backend; other objects are Backends already.
func arrive(o opened) (products.Arrival, bool) {
	switch {
	case !rewrite.IsMapping(o.Spec):
		o.Refuse(o.Spec, mapping.NoSpec)
		return products.Arrival{}, false
	case o.draft != nil:
		return o.draft.Arrive()
	}
	return products.Arrival{Object: o.Object}, true
}

// A decided Backend has only values that the target shape can have, in the places of its own shape.
type decided struct {
	backend
	isForeign bool               // it was a resource of another product
	role      string             // the ARN of the role in the source
	mistral   bool               // the provider is Mistral, which uses the OpenAI API
	policy    *manifest.Document // the policy whose TLS the catalog has in each host
	deferred  []func()           // moves into objects that exist only after the move
}

// decide chooses between values that exclude each other in the target shape, while all values are at their original places.
func decide(a products.Arrival) (decided, bool) {
	o := decided{backend: backend{policies.Maker{Object: a.Object}}, isForeign: a.IsForeign, role: cmp.Or(a.Role, a.At("aws.roleArn").String()), mistral: a.Mistral, deferred: a.Deferred}
	ok := run(o.Object,
		o.choose, o.FitsAll, o.nameProvider, o.single, o.unfold, o.wrapStatic, o.oneAccount, o.dropRole, o.emptyGroups, o.recallMistral,
		o.secure, o.recallTLS, o.foldFunction)
	return o, ok
}

// A moved Backend has its values at their places in the target shape.
type moved struct {
	backend
	isForeign bool
	role      string
	mistral   bool
	policy    *manifest.Document
}

// move moves each value by the table of the two shapes, and then those that need the new places of others.
func move(d decided) moved {
	d.Move()
	for _, step := range d.deferred {
		step()
	}
	return moved{d.backend, d.isForeign, d.role, d.mistral, d.policy}
}

// A completed Backend has all that its shape requires.
type completed struct {
	backend
	absorbed []outcome // policies that are removed because the backend has their settings
}

// complete adapts values to the target shape, and adds what that requires.
func complete(in *input, log *journal, o moved) (completed, bool) {
	out := completed{o.backend, o.fromPolicy(in, log)}
	ok := run(o.Object,
		o.rename, o.splitFunction, o.assumeRole, o.assumeAccount, o.host, o.callMistral, o.nameGroups,
		o.tokens, o.bedrock, o.agent, o.nameCatalog, o.nameType, o.splitPorts, o.require)
	return out, ok
}

// run runs the steps of a stage, until one refuses the object. It reports whether none does.
func run(o *rewrite.Object, steps ...func()) bool {
	for _, step := range steps {
		if step(); o.IsRefused() {
			return false
		}
	}
	return true
}
