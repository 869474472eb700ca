package kgw

import (
	"path"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

// SecretMakers are the kinds of objects that create Secrets without containing their keys. The paths lead to the name of the Secret. The
// first path that exists in an object applies.
var SecretMakers = []struct {
	Group, Kind string
	paths       []string
}{
	{"external-secrets.io", "ClusterExternalSecret", []string{"spec.externalSecretSpec.target.name", "spec.externalSecretName", "metadata.name"}},
	{"secrets.hashicorp.com", "VaultStaticSecret", []string{"spec.destination.name"}},
	{"secrets.hashicorp.com", "VaultDynamicSecret", []string{"spec.destination.name"}},
	{"secrets.hashicorp.com", "VaultPKISecret", []string{"spec.destination.name"}},
	{"onepassword.com", "OnePasswordItem", []string{"metadata.name"}},
	{"secrets.infisical.com", "InfisicalSecret", []string{"spec.managedSecretReference.secretName"}},
	{"secrets.doppler.com", "DopplerSecret", []string{"spec.managedSecret.name"}},
	{"cert-manager.io", "Certificate", []string{"spec.secretName"}},
	{"trust.cert-manager.io", "Bundle", []string{"metadata.name"}},
}

func plainSecret(d *manifest.Document) *Secret {
	s := &Secret{Document: d, Name: lint.At(d, "metadata", "name"), Values: map[string]SecretValue{}}
	s.read(lint.At(d, "data"), base64Text)
	s.read(lint.At(d, "stringData"), plainText)
	s.Open = s.Open || isCopy(d)
	return s
}

// An encoding states how the values of a mapping are written: as plain text or in base64.
type encoding int

const (
	plainText encoding = iota
	base64Text
)

// read adds the values in a mapping of a Secret. A later call overrides values of an earlier call, because stringData overrides data.
func (s *Secret) read(m lint.Place, as encoding) {
	if m.Node == nil {
		return
	}
	for _, f := range m.Node.Fields {
		s.Open = s.Open || f.Template
	}
	s.Open = s.Open || m.Node.Template
	for _, key := range m.Keys() {
		s.Values[key] = SecretValue{Place: m.Field(key), Encoded: as == base64Text, Hidden: s.Encrypted}
	}
}

// isCopy reports whether a controller copies the data of another Secret into this Secret.
func isCopy(d *manifest.Document) bool {
	return slices.ContainsFunc(lint.At(d, "metadata", "annotations").Keys(), func(key string) bool {
		return strings.HasSuffix(key, "/replicate-from") || strings.HasSuffix(key, "/reflects")
	})
}

func sealedSecret(d *manifest.Document) *Secret {
	s := &Secret{Document: d, Name: lint.At(d, "metadata", "name"), Values: map[string]SecretValue{}}
	s.hide(lint.At(d, "spec", "encryptedData"))
	s.hide(lint.At(d, "spec", "template", "data"))
	s.Open = s.Open || len(s.Values) == 0
	return s
}

// hide adds the keys of a mapping. The values in the mapping are not the Secret's real values, because they are encrypted or templates.
func (s *Secret) hide(m lint.Place) {
	s.read(m, plainText)
	for key, v := range s.Values {
		v.Hidden = true
		s.Values[key] = v
	}
}

func externalSecret(d *manifest.Document) *Secret {
	s := generatedSecret(d, []string{"spec.target.name", "metadata.name"})
	spec := lint.At(d, "spec")
	s.Open = spec.Field("dataFrom").Exists() || spec.Field("target", "template").Exists() || !spec.Field("data").Exists() || spec.Template()
	s.list(spec.Field("data"), "secretKey")
	return s
}

func storeSecret(d *manifest.Document, object lint.Place) *Secret {
	s := &Secret{Document: d, Name: object.Field("secretName"), Open: object.Template()}
	s.list(object.Field("data"), "key")
	return s
}

// list adds the keys of a Secret from a list of mappings. field is the field of each mapping that contains the key.
func (s *Secret) list(items lint.Place, field string) {
	s.Values = map[string]SecretValue{}
	for _, item := range items.Items() {
		if key := item.Field(field); key.Word() != "" {
			s.Values[key.Word()] = SecretValue{Place: key, Hidden: true}
		}
	}
}

// generatedSecret returns the Secret that an object creates. Its keys are unknown, and its name is at the first of the paths that exists.
func generatedSecret(d *manifest.Document, paths []string) *Secret {
	s := &Secret{Document: d, Open: true}
	for _, p := range paths {
		s.Name = lint.At(d)
		for key := range strings.SplitSeq(p, ".") {
			s.Name = s.Name.Field(key)
		}
		if s.Name.Exists() {
			break
		}
	}
	return s
}

// addGenerated adds a Secret that a Kustomize file generates. The Secret is added under each name that it may have in the cluster.
func (x SecretIndex) addGenerated(g lint.Generated) {
	s := &Secret{Document: g.Document, generated: true, Name: g.Field("name"), Home: g.Namespace, Values: map[string]SecretValue{}}
	s.Open = g.Template() || g.Field("envs").Exists() || g.Field("env").Exists() || g.Field("behavior").Exists()
	s.addGeneratedKeys(g.Place)
	names := g.Names
	switch {
	case s.Name.Template():
		names = []string{""} // a template: the Secret may have any name
	case s.Name.Word() == "":
		return
	}
	for _, name := range names {
		x[name] = append(x[name], s)
	}
}

// addGeneratedKeys adds the keys in a generator's literals (key=value) and files (key=path, or a path that ends with the key).
func (s *Secret) addGeneratedKeys(generator lint.Place) {
	for _, literal := range generator.Field("literals").Items() {
		key, _, _ := strings.Cut(literal.Word(), "=")
		s.Values[key] = SecretValue{Place: literal, Hidden: true}
	}
	for _, file := range generator.Field("files").Items() {
		key, _, named := strings.Cut(file.Word(), "=")
		if !named {
			key = path.Base(key)
		}
		s.Values[key] = SecretValue{Place: file, Hidden: true}
	}
}

// ConfigMapMakers are the kinds of objects that create ConfigMaps in the cluster, with the path of the ConfigMap's name.
var ConfigMapMakers = []struct{ Group, Kind, Path string }{
	{"trust.cert-manager.io", "Bundle", "metadata.name"},
}
