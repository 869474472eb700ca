package convert

import (
	"slices"
	"strconv"

	"github.com/backendctl/backendctl/internal/tree"
)

// companion creates a resource in the object's namespace, with its purpose as a comment.
func (o *object) companion(apiVersion, kind, name, why string) *tree.Node {
	root := tree.Mapping()
	root.Set("apiVersion", tree.Scalar(apiVersion))
	root.Set("kind", tree.Scalar(kind))
	meta := root.Set("metadata", tree.Mapping()).Value
	meta.Set("name", tree.Scalar(name))
	if o.namespace() != "" {
		meta.Set("namespace", tree.Scalar(o.namespace()))
	}
	root.Get("apiVersion").Above(why)
	o.beside = append(o.beside, tree.New(root, o.doc))
	return root
}

// setTarget sets the object as the target of a policy.
func (o *object) setTarget(spec *tree.Node) {
	ref := tree.Mapping()
	ref.Set("group", tree.Scalar(group))
	ref.Set("kind", tree.Scalar(backendKind))
	ref.Set("name", tree.Scalar(o.name()))
	spec.Set("targetRefs", tree.Sequence(ref))
}

// besideName returns the name of a companion: the object's name with a suffix, cut to the maximum length of a name.
func (o *object) besideName(suffix string) string {
	name := o.name()
	return name[:min(len(name), 253-len(suffix))] + suffix
}

// freeName returns a name for a companion that no object of the kind in the input or the output has.
func (o *object) freeName(kind, suffix string) string {
	name := o.besideName(suffix)
	for i := 2; o.index.has(kind, o.namespace(), name) || o.makes(kind, name); i++ {
		name = o.besideName(suffix + "-" + strconv.Itoa(i))
	}
	return name
}

// addSecret creates the skeleton of a Secret, unless the input has that Secret.
func (o *object) addSecret(name, key, what string) {
	if !isObjectName(name) || o.index.has("Secret", o.namespace(), name) || o.makes("Secret", name) {
		return
	}
	root := o.companion("v1", "Secret", name, what+" for "+objectOf(o.root)+"; fill it in, or make the Secret by other means")
	root.Set("type", tree.Scalar("Opaque"))
	value := sub(root, "stringData").Set(key, tree.Scalar("placeholder")).Value
	o.hold(value, what, false)
}

// makes reports whether the companion already exists.
func (o *object) makes(kind, name string) bool {
	for _, d := range o.beside {
		if d.Root.Get("kind").String() == kind && d.Root.Find("metadata", "name").String() == name {
			return true
		}
	}
	return false
}

// addAuthority creates the skeleton of a ConfigMap with the CA certificates.
func (o *object) addAuthority(name string) {
	if o.index.has("ConfigMap", o.namespace(), name) {
		return
	}
	root := o.companion("v1", "ConfigMap", name, "the certificate authorities that "+objectOf(o.root)+" trusts: TLS needs them")
	o.hold(sub(root, "data").Set("ca.crt", tree.Scalar("placeholder")).Value, "the certificates, PEM", false)
}

// companions returns the new documents that are written with the object: its own one, if it is not nil, and those beside it.
func (o *object) companions(own *tree.Document) []*tree.Document {
	if own == nil {
		return o.beside
	}
	return append([]*tree.Document{own}, o.beside...)
}

// dropCompanion removes a companion.
func (o *object) dropCompanion(root *tree.Node) {
	o.beside = slices.DeleteFunc(o.beside, func(d *tree.Document) bool { return d.Root == root })
}
