package rules

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

// Keys of Secrets that kgateway reads.
const (
	accessKey        = "accessKey"
	secretKey        = "secretKey"
	sessionToken     = "sessionToken"
	authorizationKey = "Authorization"
)

// A secret is a Secret that will be there: one that is written down, or what another object makes one of.
type secret struct {
	*manifest.Document
	home   string // the namespace that it is in
	name   lint.Place
	values map[string]secretValue
	open   bool // it may have more keys than these
	// generated reports whether the document is a Kustomization, which makes a Secret of this name.
	generated bool
}

// A secretValue is where a value of a Secret is written.
type secretValue struct {
	lint.Place
	encoded bool // in base64, as below data
	hidden  bool // what is written is not the value
}

// text returns a value as kgateway reads it; false where it is not known.
func (v secretValue) text() (string, bool) {
	s, ok := v.Text()
	if !ok || v.hidden || isReferenceToValue(s) {
		return "", false
	}
	if !v.encoded {
		return s, true
	}
	raw, err := base64.StdEncoding.DecodeString(s)
	return string(raw), err == nil
}

// write returns how another value would be written in the place of this one.
func (v secretValue) write(s string) string {
	if v.encoded {
		return base64.StdEncoding.EncodeToString([]byte(s))
	}
	return s
}

// isReferenceToValue says whether a value is a reference that something outside of the manifest fills in.
func isReferenceToValue(s string) bool {
	for _, prefix := range []string{"<", "$", "ref+", "vault:", "op://", "ENC["} {
		if strings.HasPrefix(strings.TrimSpace(s), prefix) {
			return true
		}
	}
	return false
}

// A secretIndex finds Secrets by their name.
type secretIndex map[string][]*secret

// secretsOnce is secretsIn for a rule that may not need it.
func secretsOnce(set *lint.Set) func() secretIndex {
	return sync.OnceValue(func() secretIndex { return secretsIn(set) })
}

// secretsIn finds all Secrets of a set.
func secretsIn(set *lint.Set) secretIndex {
	x := secretIndex{}
	for _, d := range set.Kind(lint.Core, "Secret") {
		x.add(plainSecret(d))
	}
	for _, d := range set.Kind("bitnami.com", "SealedSecret") {
		x.add(sealedSecret(d))
	}
	for _, d := range set.Kind("external-secrets.io", "ExternalSecret") {
		x.add(externalSecret(d))
	}
	for _, maker := range secretMakers {
		for _, d := range set.Kind(maker.group, maker.kind) {
			x.add(madeSecret(d, maker.paths))
		}
	}
	for _, d := range set.Kind("isindir.github.com", "SopsSecret") {
		for _, template := range lint.At(d, "spec", "secretTemplates").Items() {
			x.add(&secret{Document: d, name: template.At("name"), open: true})
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

func (x secretIndex) add(s *secret) {
	if s.home == "" && s.Kind != "ClusterExternalSecret" {
		s.home = s.Namespace
	}
	// A name that is a template could be any, and stands under the empty one.
	if name := s.name.Word(); name != "" || s.name.Template() {
		x[name] = append(x[name], s)
	}
}

// find returns the Secret of a name that is nearest to a document, nil where there is none.
func (x secretIndex) find(namespace, name string, from *manifest.Document) *secret {
	var found []*secret
	for _, s := range x[name] {
		if lint.SameNamespace(s.home, namespace) {
			found = append(found, s)
		}
	}
	if len(found) == 0 {
		return nil
	}
	return slices.MaxFunc(found, func(a, b *secret) int { return a.nearness(namespace, from) - b.nearness(namespace, from) })
}

// nearness is as the set's own: each environment has its folder, and its own Secrets.
func (s *secret) nearness(namespace string, from *manifest.Document) int {
	n := 0
	if s.home == namespace {
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

// elsewhere returns a Secret of the same name in another namespace, nil where there is none.
func (x secretIndex) elsewhere(name string) *secret {
	if len(x[name]) > 0 {
		return x[name][0]
	}
	return nil
}

// unknown says whether a namespace has a Secret whose name is not known yet.
func (x secretIndex) unknown(namespace string) bool {
	return slices.ContainsFunc(x[""], func(s *secret) bool { return lint.SameNamespace(s.home, namespace) })
}

// names returns the names of the Secrets that a namespace has.
func (x secretIndex) names(namespace string) []string {
	var out []string
	for name, all := range x {
		if name != "" && slices.ContainsFunc(all, func(s *secret) bool { return lint.SameNamespace(s.home, namespace) }) {
			out = append(out, name)
		}
	}
	return out
}

// absent says how much it weighs that a namespace lacks a Secret. Whatever makes Secrets shows that they are in the set.
func (x secretIndex) absent(set *lint.Set, namespace string) (diag.Severity, bool) {
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

// written says whether the values of a Secret stand in its document for everybody to read.
func (s *secret) written() bool {
	return s.Kind == "Secret" && !s.Encrypted && slices.ContainsFunc(secretKeys(s), func(key string) bool {
		text, ok := s.values[key].text()
		return ok && text != ""
	})
}

func secretKeys(s *secret) []string {
	var out []string
	for key := range s.values {
		out = append(out, key)
	}
	slices.Sort(out)
	return out
}

// place is where a finding about a whole Secret stands: its data, or else its name.
func (s *secret) place() lint.Place {
	for _, key := range []string{"data", "stringData"} {
		if m := lint.At(s.Document, key); s.Kind == "Secret" && m.Exists() {
			return m.Key()
		}
	}
	return s.name
}

// title names the Secret in a message, with the kind of the object that makes it.
func (s *secret) title() string {
	title := fmt.Sprintf("the Secret %q", s.name.Word())
	switch {
	case s.generated:
		return fmt.Sprintf("the generated Secret %q", s.name.Word())
	case s.Kind == "Secret":
		return title
	}
	return title + " of the " + s.Kind
}

// isText says whether a value is what kgateway takes as a string.
func isText(s string) bool { return utf8.ValidString(s) }

// isAccessKey says whether a text is the id of a key of AWS, lasting or temporary.
func isAccessKey(s string) bool {
	return len(s) == 20 && (strings.HasPrefix(s, "AKIA") || strings.HasPrefix(s, "ASIA")) && strings.ToUpper(s) == s
}
