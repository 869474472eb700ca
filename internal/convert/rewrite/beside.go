package rewrite

import (
	"slices"
	"strconv"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// AddCompanion creates a resource in the object's namespace, with its purpose as a comment, and returns its root.
func (o *Object) AddCompanion(apiVersion, kind, name, why string) *yamltree.Node {
	root := yamltree.Mapping()
	root.Set("apiVersion", yamltree.Scalar(apiVersion))
	root.Set("kind", yamltree.Scalar(kind))
	meta := root.Set("metadata", yamltree.Mapping()).Value
	meta.Set("name", yamltree.Scalar(name))
	if o.Namespace() != "" {
		meta.Set("namespace", yamltree.Scalar(o.Namespace()))
	}
	root.Get("apiVersion").Above(why)
	o.Beside = append(o.Beside, yamltree.New(root, o.doc))
	return root
}

// SetTarget sets the object as the only target in the spec of a policy.
func (o *Object) SetTarget(spec *yamltree.Node) {
	ref := yamltree.Mapping()
	ref.Set("group", yamltree.Scalar(references.KgatewayGroup))
	ref.Set("kind", yamltree.Scalar(references.BackendKind))
	ref.Set("name", yamltree.Scalar(o.Name()))
	spec.Set("targetRefs", yamltree.Sequence(ref))
}

// BesideName returns the name of a companion: the object's name with a suffix, cut to the maximum length of a name.
func (o *Object) BesideName(suffix string) string {
	name := o.Name()
	return name[:min(len(name), 253-len(suffix))] + suffix
}

// FreeName returns a name for a companion of the object. No object of the same kind in the input, and no other companion of the object, has
// this name.
func (o *Object) FreeName(kind, suffix string) string {
	name := o.BesideName(suffix)
	for i := 2; o.Index.Has(kind, o.Namespace(), name) || o.makes(kind, name); i++ {
		name = o.BesideName(suffix + "-" + strconv.Itoa(i))
	}
	return name
}

// AddSecret creates a Secret with a placeholder for the value of a key. It does nothing if the name is not valid, or if the input or the
// object's companions have that Secret. The parameter what describes the value.
func (o *Object) AddSecret(name, key, what string) {
	if !IsObjectName(name) || o.Index.Has("Secret", o.Namespace(), name) || o.makes("Secret", name) {
		return
	}
	root := o.AddCompanion("v1", "Secret", name, what+" for "+NameOf(o.Root)+"; replace the placeholder, or create the Secret in another way")
	root.Set("type", yamltree.Scalar("Opaque"))
	value := Sub(root, "stringData").Set(key, yamltree.Scalar("placeholder")).Value
	o.Hold(value, what)
}

// makes reports whether a companion with a kind and name was already created for the object.
func (o *Object) makes(kind, name string) bool {
	for _, d := range o.Beside {
		if d.Root.Get("kind").String() == kind && d.Root.Find("metadata", "name").String() == name {
			return true
		}
	}
	return false
}

// AddCACertificates creates a ConfigMap with a placeholder for CA certificates, unless the input has that ConfigMap.
func (o *Object) AddCACertificates(name string) {
	if o.Index.Has("ConfigMap", o.Namespace(), name) {
		return
	}
	root := o.AddCompanion("v1", "ConfigMap", name, "the CA certificates that "+NameOf(o.Root)+" trusts; TLS requires them")
	o.Hold(Sub(root, "data").Set("ca.crt", yamltree.Scalar("placeholder")).Value, "the certificates, PEM")
}

// Companions returns the new documents that are written with the object: the object's own document, unless the parameter own is nil, and
// its companions.
func (o *Object) Companions(own *yamltree.Document) []*yamltree.Document {
	if own == nil {
		return o.Beside
	}
	return append([]*yamltree.Document{own}, o.Beside...)
}

// DropCompanion removes a companion.
func (o *Object) DropCompanion(root *yamltree.Node) {
	o.Beside = slices.DeleteFunc(o.Beside, func(d *yamltree.Document) bool { return d.Root == root })
}
