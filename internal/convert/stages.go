package convert

import (
	"github.com/backendctl/backendctl/internal/convert/policies"
	"github.com/backendctl/backendctl/internal/convert/products"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// A pendingObject is one object to convert, with its tree.
type pendingObject struct {
	object  *rewrite.Object
	top     *topDocument
	portion *products.Portion  // the portion of the resource that becomes this object
	own     *yamltree.Document // its new document, if a resource becomes several objects and this is not the first; else nil
	draft   *products.Draft    // nil for a Backend of kgateway or agentgateway
	written string             // the id of the CRD target that the input was written for; "" for other targets
}

// An outcome is the result for one object of the input.
type outcome struct {
	object      *rewrite.Object
	isCompanion bool   // the object is a policy, an extension or a route, not a backend
	isChanged   bool   // the object differs from the input
	isInvalid   bool   // the meaning of the object is uncertain, so the object is unchanged
	isGone      bool   // the object is removed, because other objects have all of its settings
	written     string // the id of the CRD target that the input was written for; "" for other targets
}

// A convertedObject is the result of converting one backend.
type convertedObject struct {
	outcome
	portion  *products.Portion
	absorbed []*outcome // policies that are removed because the backend has their settings
}

// convert runs the stages of the conversion on one object. The object stays unchanged if the target shape cannot represent it.
func convert(in *input, log *journal, o *pendingObject) (*convertedObject, error) {
	before := o.original()
	absorbed, err := stages(in, o)
	if err != nil {
		return nil, err
	}
	out := &convertedObject{outcome: outcome{object: o.object, written: o.written}, portion: o.portion}
	switch {
	case o.mayBeMisspelt():
		log.add(o.doubt(log.found)...)
		out.isInvalid = true
		o.object.LeaveUnchanged(before)
		o.top.release()
	case o.object.IsRefused():
		o.object.Restore(before)
		o.top.release()
	default:
		out.isChanged = o.object.Differs(before)
		o.top.changed = o.top.changed || out.isChanged
		out.absorbed = absorbed
		for _, policy := range absorbed {
			log.tie(policy.object.Document, o.object.Document, rewritten)
			in.topOf[policy.object.Document].absorber = o.top
		}
		policies.ClaimTargets(o.object)
		o.top.putBeside(o.object.Document, o.object.Companions(o.own))
	}
	return out, nil
}

// original returns a copy of the object before its conversion. The first of several objects already has its new name, and gets back that of
// the resource.
func (o *pendingObject) original() *yamltree.Node {
	root := o.object.Root.Copy()
	before := o.object.Document.Root.Get("metadata").Get("name").String()
	if name := root.Find("metadata", "name"); o.own == nil && name != nil && name.String() != before {
		name.Assign(before)
	}
	return root
}

// stages rewrites the tree of an object, and returns the policies that are removed because the object has their settings. It ends early if
// a stage refuses the object. Each stage takes the type that the previous stage returns, so that it cannot use values of a later stage.
func stages(in *input, o *pendingObject) ([]*outcome, error) {
	arrived, ok := arrive(o)
	if !ok {
		return nil, nil
	}
	decided, ok := decide(arrived)
	if !ok {
		return nil, nil
	}
	completed, ok := complete(in, move(decided))
	if !ok {
		return completed.absorbed, nil
	}
	return completed.absorbed, fit(completed)
}

// arrive converts a resource of another product to a Backend. Other objects are Backends already. It reports false if the object is
// refused.
func arrive(o *pendingObject) (products.Arrival, bool) {
	switch {
	case !rewrite.IsMapping(o.object.Spec):
		o.object.Refuse(o.object.Spec, mapping.NoSpec)
		return products.Arrival{}, false
	case o.draft != nil:
		return o.draft.Arrive()
	}
	return products.Arrival{Object: o.object, Facts: products.Facts{Role: o.object.At("aws.roleArn").String()}}, true
}

// A decidedBackend has only values that the target shape can have. The values are still at their paths in the shape of the input.
type decidedBackend struct {
	*rewrite.Object
	facts    products.Facts
	policy   *manifest.Document // the policy with the TLS settings that each host gets, because the target is the catalog; else nil
	deferred []products.Step    // steps that need objects that exist only after the move
}

// decide chooses between values that exclude each other in the target shape, before any value is moved. It reports false if the target
// cannot represent the Backend.
func decide(a products.Arrival) (decidedBackend, bool) {
	o := decidedBackend{Object: a.Object, facts: a.Facts, deferred: a.Deferred}
	if !o.choose() || !o.FitsAll() || !o.nameProvider() {
		return o, false
	}
	o.single()
	o.unfold()
	o.wrapStatic()
	o.oneAccount()
	o.dropRole()
	if !o.emptyGroups() {
		return o, false
	}
	o.recallMistral()
	o.secure()
	o.recallTLS()
	o.foldFunction()
	return o, true
}

// A movedBackend has its values at their paths in the target shape.
type movedBackend struct {
	*rewrite.Object
	facts  products.Facts
	policy *manifest.Document
}

// move moves values according to the mapping table. Then it runs the deferred steps, which need objects that exist only after the move.
func move(d decidedBackend) movedBackend {
	d.Move()
	for _, step := range d.deferred {
		step(d.Object)
	}
	return movedBackend{d.Object, d.facts, d.policy}
}

// A completedBackend has all values that its shape requires.
type completedBackend struct {
	object   *rewrite.Object
	absorbed []*outcome // policies that are removed because the backend has their settings
}

// complete adapts values to the target shape, and adds the values that the shape requires. It reports false if the target cannot represent
// the Backend.
func complete(in *input, o movedBackend) (completedBackend, bool) {
	out := completedBackend{o.Object, o.fromPolicy(in)}
	o.rename()
	o.splitFunction()
	o.assumeRole()
	o.assumeAccount()
	o.host()
	o.callMistral()
	o.nameGroups()
	o.tokens()
	o.bedrock()
	if !o.agent() {
		return out, false
	}
	o.nameCatalog()
	o.nameType()
	o.splitPorts()
	require(o.Object)
	return out, true
}
