package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

// secretMakers are the kinds that make Secrets of other names or keys than one can list here, and where they say the name:
// the first path that is there.
var secretMakers = []struct {
	group, kind string
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

func plainSecret(d *manifest.Document) *secret {
	s := &secret{Document: d, name: lint.At(d, "metadata", "name"), values: map[string]secretValue{}}
	s.read(lint.At(d, "data"), true)
	s.read(lint.At(d, "stringData"), false)
	s.open = s.open || isCopy(d)
	return s
}

// read adds what a mapping of a Secret holds. Later ones win, as stringData does.
func (s *secret) read(m lint.Place, encoded bool) {
	if m.Node == nil {
		return
	}
	for _, f := range m.Node.Fields {
		s.open = s.open || f.Template
	}
	s.open = s.open || m.Node.Template
	for _, key := range m.Keys() {
		s.values[key] = secretValue{Place: m.At(key), encoded: encoded, hidden: s.Encrypted}
	}
}

// isCopy says whether a controller copies the data of another Secret into this one.
func isCopy(d *manifest.Document) bool {
	return slices.ContainsFunc(lint.At(d, "metadata", "annotations").Keys(), func(key string) bool {
		return strings.HasSuffix(key, "/replicate-from") || strings.HasSuffix(key, "/reflects")
	})
}

func sealedSecret(d *manifest.Document) *secret {
	s := &secret{Document: d, name: lint.At(d, "metadata", "name"), values: map[string]secretValue{}}
	s.hide(lint.At(d, "spec", "encryptedData"))
	s.hide(lint.At(d, "spec", "template", "data"))
	s.open = s.open || len(s.values) == 0
	return s
}

// hide adds keys whose values are not the Secret's own.
func (s *secret) hide(m lint.Place) {
	s.read(m, false)
	for key, v := range s.values {
		v.hidden = true
		s.values[key] = v
	}
}

func externalSecret(d *manifest.Document) *secret {
	s := madeSecret(d, []string{"spec.target.name", "metadata.name"})
	spec := lint.At(d, "spec")
	s.open = spec.At("dataFrom").Exists() || spec.At("target", "template").Exists() || !spec.At("data").Exists() || spec.Template()
	s.list(spec.At("data"), "secretKey")
	return s
}

func storeSecret(d *manifest.Document, object lint.Place) *secret {
	s := &secret{Document: d, name: object.At("secretName"), open: object.Template()}
	s.list(object.At("data"), "key")
	return s
}

// list adds the keys that a list of mappings names.
func (s *secret) list(items lint.Place, field string) {
	s.values = map[string]secretValue{}
	for _, item := range items.Items() {
		if key := item.At(field); key.Word() != "" {
			s.values[key.Word()] = secretValue{Place: key, hidden: true}
		}
	}
}

// madeSecret is what an object makes whose keys are not known, under the first name that it says.
func madeSecret(d *manifest.Document, paths []string) *secret {
	s := &secret{Document: d, open: true}
	for _, p := range paths {
		s.name = lint.At(d)
		for key := range strings.SplitSeq(p, ".") {
			s.name = s.name.At(key)
		}
		if s.name.Exists() {
			break
		}
	}
	return s
}

// addGenerated adds a Secret that a Kustomization generates, under each name that it may have in the end.
func (x secretIndex) addGenerated(g lint.Generated) {
	s := &secret{Document: g.Document, generated: true, name: g.At("name"), home: g.Namespace, values: map[string]secretValue{}}
	s.open = g.Template() || g.At("envs").Exists() || g.At("env").Exists() || g.At("behavior").Exists()
	s.addGeneratedKeys(g.Place)
	names := g.Names
	switch {
	case s.name.Template():
		names = []string{""} // it could be any
	case s.name.Word() == "":
		return
	}
	for _, name := range names {
		x[name] = append(x[name], s)
	}
}

// addGeneratedKeys adds the keys of literals (key=value) and files ([key=]path).
func (s *secret) addGeneratedKeys(generator lint.Place) {
	for _, literal := range generator.At("literals").Items() {
		key, _, _ := strings.Cut(literal.Word(), "=")
		s.values[key] = secretValue{Place: literal, hidden: true}
	}
	for _, file := range generator.At("files").Items() {
		key, _, named := strings.Cut(file.Word(), "=")
		if !named {
			key = path.Base(key)
		}
		s.values[key] = secretValue{Place: file, hidden: true}
	}
}

// configMapMakers are the kinds whose objects make ConfigMaps in the cluster, and where they name them.
var configMapMakers = []struct{ group, kind, path string }{
	{"trust.cert-manager.io", "Bundle", "metadata.name"},
}
