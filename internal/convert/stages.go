package convert

import (
	"cmp"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/tree"
)

// An opened resource is one object to convert, as a tree.
type opened struct {
	*object
	part    *part
	portion portion        // the part of the resource that it stands for
	own     *tree.Document // its new document, if the resource becomes several objects and it is not the first
	draft   *draft         // nil for a Backend of kgateway or agentgateway
	written string         // the CRD that it is written for; empty if its shape is not a CRD
}

// An outcome is what became of a document of the input.
type outcome struct {
	*object
	isCompanion bool   // it is a policy, an extension or a route, not a backend
	isChanged   bool   // it differs from the input
	isInvalid   bool   // it is unchanged, because its meaning is uncertain
	isGone      bool   // other objects have all of its settings
	written     string // the CRD that it is written for
}

// A converted object is the outcome of a backend.
type converted struct {
	outcome
	portion  portion
	absorbed []outcome // policies that are removed because the backend has their settings
}

// convert takes one object through the stages. If the target shape cannot represent it, it stays unchanged. Each stage takes the result of
// the one before: a stage cannot use what a later one decides.
func convert(in *input, log *journal, o opened) (converted, error) {
	before := o.root.Copy()
	absorbed, err := stages(in, log, o)
	if err != nil {
		return converted{}, err
	}
	out := converted{outcome{object: o.object, written: o.written}, o.portion, absorbed}
	switch {
	case o.mayBeMisspelt():
		log.add(o.doubt(log.found)...)
		out.isInvalid = true
		o.leaveUnchanged(before)
		o.part.release()
	case o.isRefused():
		o.restore(before)
		o.part.release()
	default:
		out.isChanged = o.differs(before)
		o.part.changed = o.part.changed || out.isChanged
		maker{o.object}.claimTargets()
		o.part.putBeside(o.document, o.companions(o.own))
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
func arrive(o opened) (arrival, bool) {
	switch {
	case !isMapping(o.spec):
		o.refuse(o.spec, mapping.NoSpec)
		return arrival{}, false
	case o.draft != nil:
		return o.draft.arrive()
	}
	return arrival{object: o.object}, true
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
func decide(a arrival) (decided, bool) {
	o := decided{backend: backend{maker{a.object}}, isForeign: a.isForeign, role: cmp.Or(a.role, a.at("aws.roleArn").String()), mistral: a.mistral, deferred: a.deferred}
	ok := run(o.object,
		o.choose, o.fitsAll, o.nameProvider, o.single, o.unfold, o.wrapStatic, o.oneAccount, o.dropRole, o.emptyGroups, o.recallMistral,
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
	d.move()
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
	ok := run(o.object,
		o.rename, o.splitFunction, o.assumeRole, o.assumeAccount, o.host, o.callMistral, o.nameGroups,
		o.tokens, o.bedrock, o.agent, o.nameCatalog, o.nameType, o.splitPorts, o.require)
	return out, ok
}

// run runs the steps of a stage, until one refuses the object. It reports whether none does.
func run(o *object, steps ...func()) bool {
	for _, step := range steps {
		if step(); o.isRefused() {
			return false
		}
	}
	return true
}
