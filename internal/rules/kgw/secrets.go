package kgw

import (
	"encoding/base64"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

// The keys of Secrets that kgateway reads.
const (
	AccessKey        = "accessKey"
	SecretKey        = "secretKey"
	SessionToken     = "sessionToken"
	AuthorizationKey = "Authorization"
)

// A Secret is a Secret in the manifests, or a Secret that another object in the manifests creates in the cluster.
type Secret struct {
	*manifest.Document
	Home   string     // the namespace of the Secret in the cluster; "" if it is unknown
	Name   lint.Place // the field with the name of the Secret
	Values map[string]SecretValue
	Open   bool // the Secret may have more keys than those in Values
	// generated means that the document is a Kustomize file that generates the Secret.
	generated bool
}

// A SecretValue is a value of a Secret, with its place.
type SecretValue struct {
	lint.Place
	Encoded bool // the text is base64, as in the field data
	Hidden  bool // the text is not the real value
}

// Value returns the decoded value. It returns false if the value is hidden, a template, a reference, or not valid base64.
func (v SecretValue) Value() (string, bool) {
	s, ok := v.Text()
	if !ok || v.Hidden || IsReferenceToValue(s) {
		return "", false
	}
	if !v.Encoded {
		return s, true
	}
	raw, err := base64.StdEncoding.DecodeString(s)
	return string(raw), err == nil
}

// Write returns the text for a new value s, in the encoding of the old value.
func (v SecretValue) Write(s string) string {
	if v.Encoded {
		return base64.StdEncoding.EncodeToString([]byte(s))
	}
	return s
}

// IsReferenceToValue reports whether a value is a reference that another program replaces by the real value.
func IsReferenceToValue(s string) bool {
	for _, prefix := range []string{"<", "$", "ref+", "vault:", "op://", "ENC["} {
		if strings.HasPrefix(strings.TrimSpace(s), prefix) {
			return true
		}
	}
	return false
}

// A SecretIndex contains Secrets by name. Secrets whose name is a template are under the key "".
type SecretIndex map[string][]*Secret

// SecretsOnce returns a function that builds the index at its first call, for rules that do not always need it.
func SecretsOnce(set *lint.Set) func() SecretIndex {
	return sync.OnceValue(func() SecretIndex { return SecretsIn(set) })
}

// SecretsIn returns the index of all Secrets of a set.
func SecretsIn(set *lint.Set) SecretIndex {
	x := SecretIndex{}
	for _, d := range set.Kind(lint.Core, "Secret") {
		x.add(plainSecret(d))
	}
	for _, d := range set.Kind("bitnami.com", "SealedSecret") {
		x.add(sealedSecret(d))
	}
	for _, d := range set.Kind("external-secrets.io", "ExternalSecret") {
		x.add(externalSecret(d))
	}
	for _, maker := range SecretMakers {
		for _, d := range set.Kind(maker.Group, maker.Kind) {
			x.add(generatedSecret(d, maker.paths))
		}
	}
	for _, d := range set.Kind("isindir.github.com", "SopsSecret") {
		for _, template := range lint.At(d, "spec", "secretTemplates").Items() {
			x.add(&Secret{Document: d, Name: template.Field("name"), Open: true})
		}
	}
	for _, d := range set.Kind("secrets-store.csi.x-k8s.io", "SecretProviderClass") {
		for _, object := range lint.At(d, "spec", "secretObjects").Items() {
			x.add(storeSecret(d, object))
		}
	}
	for _, g := range set.Generated("secretGenerator") {
		x.addGenerated(g)
	}
	return x
}

func (x SecretIndex) add(s *Secret) {
	if s.Home == "" && s.Kind != "ClusterExternalSecret" {
		s.Home = s.Namespace
	}
	// A Secret whose name is a template may have any name. Its key in the index is "".
	if name := s.Name.Word(); name != "" || s.Name.Template() {
		x[name] = append(x[name], s)
	}
}

// Find returns the Secret with a name in a namespace, or nil if there is none. If there are several, it returns the Secret that is nearest
// to the document from (see nearness).
func (x SecretIndex) Find(namespace, name string, from *manifest.Document) *Secret {
	var found []*Secret
	for _, s := range x[name] {
		if lint.SameNamespace(s.Home, namespace) {
			found = append(found, s)
		}
	}
	if len(found) == 0 {
		return nil
	}
	return slices.MaxFunc(found, func(a, b *Secret) int { return a.nearness(namespace, from) - b.nearness(namespace, from) })
}

// nearness returns a number that is higher for a Secret nearer to the document from: first in the same namespace, then in the same file,
// then in the folder with the longest common path. A usual layout has a folder for each environment, with its own Secrets.
func (s *Secret) nearness(namespace string, from *manifest.Document) int {
	n := 0
	if s.Home == namespace {
		n += 1 << 11
	}
	if s.File == from.File {
		n += 1 << 10
	}
	here, there := path.Dir(s.File.Name()), path.Dir(from.File.Name())
	if here == there {
		return n + 1<<9
	}
	left, right := strings.Split(here, "/"), strings.Split(there, "/")
	for i := range min(len(left), len(right)) {
		if left[i] != right[i] {
			break
		}
		n++
	}
	return n
}

// Elsewhere returns a Secret with the given name in any namespace, or nil if there is none.
func (x SecretIndex) Elsewhere(name string) *Secret {
	if len(x[name]) > 0 {
		return x[name][0]
	}
	return nil
}

// Unknown reports whether a namespace has a Secret whose name is a template.
func (x SecretIndex) Unknown(namespace string) bool {
	return slices.ContainsFunc(x[""], func(s *Secret) bool { return lint.SameNamespace(s.Home, namespace) })
}

// Names returns the names of the Secrets in a namespace.
func (x SecretIndex) Names(namespace string) []string {
	var out []string
	for name, all := range x {
		if name != "" && slices.ContainsFunc(all, func(s *Secret) bool { return lint.SameNamespace(s.Home, namespace) }) {
			out = append(out, name)
		}
	}
	return out
}

// Absent returns the severity for a Secret that is missing in a namespace, and false if a missing Secret must not be reported. Objects
// that create Secrets are evidence that the set contains the namespace's Secrets.
func (x SecretIndex) Absent(set *lint.Set, namespace string) (diag.Severity, bool) {
	if set.MayHide(lint.Core, "Secret") {
		return diag.Off, false
	}
	severity, ok := set.Absent(lint.Core, "Secret", namespace)
	for _, kind := range [][2]string{{"bitnami.com", "SealedSecret"}, {"external-secrets.io", "ExternalSecret"}} {
		if s, represented := set.Absent(kind[0], kind[1], namespace); represented {
			severity, ok = max(severity, s), true
		}
	}
	return severity, ok
}

// Written reports whether the document of a Secret contains at least one readable value.
func (s *Secret) Written() bool {
	return s.Kind == "Secret" && !s.Encrypted && slices.ContainsFunc(SecretKeys(s), func(key string) bool {
		text, ok := s.Values[key].Value()
		return ok && text != ""
	})
}

// SecretKeys returns the known keys of a Secret, sorted.
func SecretKeys(s *Secret) []string {
	var out []string
	for key := range s.Values {
		out = append(out, key)
	}
	slices.Sort(out)
	return out
}

// Place returns the place for a finding about the whole Secret: the key "data" or else "stringData" of an object of the kind Secret, or the
// name of the Secret if there is no such key.
func (s *Secret) Place() lint.Place {
	for _, key := range []string{"data", "stringData"} {
		if m := lint.At(s.Document, key); s.Kind == "Secret" && m.Exists() {
			return m.Key()
		}
	}
	return s.Name
}

// Title returns text for a message that identifies the Secret, with the kind of the object that creates it.
func (s *Secret) Title() string {
	title := fmt.Sprintf("the Secret %q", s.Name.Word())
	switch {
	case s.generated:
		return fmt.Sprintf("the generated Secret %q", s.Name.Word())
	case s.Kind == "Secret":
		return title
	}
	return title + " of the " + s.Kind
}

// IsText reports whether kgateway accepts a value as a string: it must be UTF-8.
func IsText(s string) bool { return utf8.ValidString(s) }

// IsAccessKey reports whether a text is the id of an AWS access key, permanent or temporary.
func IsAccessKey(s string) bool {
	return len(s) == 20 && (strings.HasPrefix(s, "AKIA") || strings.HasPrefix(s, "ASIA")) && strings.ToUpper(s) == s
}
