package secret

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/manifest"
)

// A class says how much below a key is secret.
type class int

const (
	open   class = iota // nothing because of the key
	scalar              // texts and lists of texts; a mapping has keys of its own
	value               // all, unless it refers to where the secret is
	all                 // all
)

// secretKeys are keys whose values are secret. One may be misspelt by a letter: a misspelt key is what findings are often about.
var secretKeys = []string{
	"token", "accesskey", "secretkey", "sessiontoken", "secretaccesskey", "password", "passwd", "apikey", "authorization",
	"proxyauthorization", "clientsecret", "privatekey", "cookie", "setcookie", "bearer", "pwd", "credentials",
}

// secretEndings are how further keys end whose values are secret, such as authToken or db_password.
var secretEndings = []string{"token", "password", "passwd", "passphrase", "apikey", "secretkey", "accesskey", "privatekey", "clientsecret", "secret", "keyvalue", "credential"}

// classOf returns the class of a key. parent is the key that it is below.
func classOf(parent, key string) class {
	name := plainName(key)
	switch {
	case isNear(name, "inline"):
		return all
	case isNear(plainName(parent), "auth") && isNear(name, "key"):
		return all
	case isNear(plainName(parent), basicAuth) && isNear(name, "users"):
		return all // names with hashes of passwords
	case slices.ContainsFunc(secretKeys, func(s string) bool { return isNear(name, s) }):
		return value
	case name == "auth", slices.ContainsFunc(secretEndings, func(s string) bool { return strings.HasSuffix(name, s) }):
		return scalar
	}
	return open
}

// basicAuth is the field of a TrafficPolicy with names and hashes of passwords.
const basicAuth = "basicauth"

// hasOwnKeys reports whether keys below a key can be secret that are not elsewhere.
func hasOwnKeys(key string) bool {
	plain := plainName(key)
	return isNear(plain, "auth") || isNear(plain, basicAuth)
}

// isNear reports whether a word is another one, with one mistake at most. Nearly all words differ in length, or at both ends.
func isNear(word, other string) bool {
	if word == "" || max(len(word), len(other))-min(len(word), len(other)) > 1 || word[0] != other[0] && word[len(word)-1] != other[len(other)-1] {
		return false
	}
	return word == other || fuzzy.Within(word, other, 1)
}

// longestName is how long the name of a secret may be. To compare names takes a time that grows with their length.
const longestName = 64

// plainName returns a name in lower case, without what only separates its words.
func plainName(key string) string {
	if len(key) > longestName {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("-_. ", r) {
			return -1
		}
		return r
	}, strings.ToLower(key))
}

// isParameter reports whether the value of a parameter of a URL, or of a word such as name=value, is secret.
func isParameter(name string) bool {
	plain := plainName(name)
	return classOf("", name) >= scalar || slices.Contains([]string{"key", "sig", "signature", "secret", "auth", "pwd", "pass", "credential", "credentials"}, plain) ||
		strings.HasPrefix(plain, "xamz")
}

// isHeader reports whether the value of a header or of a variable of that name is secret.
func isHeader(name string) bool {
	plain := plainName(name)
	return classOf("", name) >= scalar || slices.ContainsFunc([]string{"authorization", "token", "apikey", "secret", "password", "cookie", "credential", "signature"},
		func(s string) bool { return strings.Contains(plain, s) })
}

// references are the keys of what refers to a value instead of having it.
var references = []string{
	"name", "key", "namespace", "kind", "group", "apiversion", "version", "uid", "resourceversion", "fieldpath", "labelselector", "annotationselector",
	"optional", "secretref", "secretkeyref", "configmapref", "configmapkeyref", "valuefrom", "from",
}

// isReference reports whether a node is a mapping of nothing but references.
func isReference(n *manifest.Node) bool {
	return n.Kind == manifest.Mapping && len(n.Fields) > 0 &&
		!slices.ContainsFunc(n.Fields, func(f manifest.Field) bool { return !slices.Contains(references, plainName(f.Key)) })
}

// isList reports whether a node is a list of scalars.
func isList(n *manifest.Node) bool {
	return n.Kind == manifest.Sequence && !slices.ContainsFunc(n.Items, func(item *manifest.Node) bool { return item.Kind != manifest.Scalar })
}
