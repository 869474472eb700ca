package secret

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/manifest"
)

// A class states how much of the value of a key is secret.
type class int

const (
	open   class = iota // nothing is secret
	scalar              // scalars and lists of scalars are secret; the keys of a mapping have their own class
	value               // everything is secret, except a reference to a secret
	all                 // everything is secret
)

// secretKeys are keys with secret values. Keys with one wrong letter match too, because findings are often about misspelt keys.
var secretKeys = []string{
	"token", "accesskey", "secretkey", "sessiontoken", "secretaccesskey", "password", "passwd", "apikey", "authorization",
	"proxyauthorization", "clientsecret", "privatekey", "cookie", "setcookie", "bearer", "pwd", "credentials",
}

// secretEndings are the ends of further keys with secret values, such as authToken or db_password.
var secretEndings = []string{"token", "password", "passwd", "passphrase", "apikey", "secretkey", "accesskey", "privatekey", "clientsecret", "secret", "keyvalue", "credential"}

// classOf returns the class of a key below the key parent.
func classOf(parent, key string) class {
	name := plainName(key)
	switch {
	case isNear(name, "inline"):
		return all
	case isNear(plainName(parent), "auth") && isNear(name, "key"):
		return all
	case isNear(plainName(parent), basicAuth) && isNear(name, "users"):
		return all // users contains names with hashes of passwords
	case slices.ContainsFunc(secretKeys, func(s string) bool { return isNear(name, s) }):
		return value
	case name == "auth", slices.ContainsFunc(secretEndings, func(s string) bool { return strings.HasSuffix(name, s) }):
		return scalar
	}
	return open
}

// basicAuth is the field of a TrafficPolicy with names and hashes of passwords.
const basicAuth = "basicauth"

// hasOwnKeys reports whether some keys are secret only below this key.
func hasOwnKeys(key string) bool {
	plain := plainName(key)
	return isNear(plain, "auth") || isNear(plain, basicAuth)
}

// isNear reports whether word equals other, with at most one mistake. The first condition is a fast check that rejects nearly all words by
// length or by both ends.
func isNear(word, other string) bool {
	if word == "" || max(len(word), len(other))-min(len(word), len(other)) > 1 || word[0] != other[0] && word[len(word)-1] != other[len(other)-1] {
		return false
	}
	return word == other || fuzzy.Within(word, other, 1)
}

// longestName is the maximum length in bytes of a name of a secret. It limits the time to compare names.
const longestName = 64

// plainName returns a name in lower case without separators.
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

// isParameter reports whether the value of a parameter with this name is secret. The parameter is in a URL, or in a word of the form
// name=value.
func isParameter(name string) bool {
	plain := plainName(name)
	return classOf("", name) >= scalar || slices.Contains([]string{"key", "sig", "signature", "secret", "auth", "pwd", "pass", "credential", "credentials"}, plain) ||
		strings.HasPrefix(plain, "xamz")
}

// isHeader reports whether the value of an HTTP header or a variable with this name is secret.
func isHeader(name string) bool {
	plain := plainName(name)
	return classOf("", name) >= scalar || slices.ContainsFunc([]string{"authorization", "token", "apikey", "secret", "password", "cookie", "credential", "signature"},
		func(s string) bool { return strings.Contains(plain, s) })
}

// references are the keys of objects that refer to a value instead of containing it.
var references = []string{
	"name", "key", "namespace", "kind", "group", "apiversion", "version", "uid", "resourceversion", "fieldpath", "labelselector", "annotationselector",
	"optional", "secretref", "secretkeyref", "configmapref", "configmapkeyref", "valuefrom", "from",
}

// isReference reports whether a node is a mapping with only keys of references.
func isReference(n *manifest.Node) bool {
	return n.Kind == manifest.Mapping && len(n.Fields) > 0 &&
		!slices.ContainsFunc(n.Fields, func(f manifest.Field) bool { return !slices.Contains(references, plainName(f.Key)) })
}

// isList reports whether a node is a list of scalars.
func isList(n *manifest.Node) bool {
	return n.Kind == manifest.Sequence && !slices.ContainsFunc(n.Items, func(item *manifest.Node) bool { return item.Kind != manifest.Scalar })
}
