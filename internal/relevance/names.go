package relevance

import (
	"bytes"
	"unicode/utf8"

	"github.com/backendctl/backendctl/internal/fuzzy"
)

// A name is a word with data for a fast test whether another word is similar to it.
type name struct {
	word    string
	letters [utf8.RuneSelf]int8 // the number of occurrences of each letter in the word
}

//go:noinline
func newName(word string) *name {
	n := &name{word: word}
	for i := range len(word) {
		n.letters[lower(word[i])]++
	}
	return n
}

var (
	backend = newName("Backend")
	group   = newName("gateway.kgateway.dev")
	product = []byte("kgateway")
)

// isNear reports whether a word is the name or a likely misspelling of it.
func (n *name) isNear(word []byte) bool {
	if !n.mayBeNear(word) {
		return false
	}
	_, near := fuzzy.Nearest(string(word), []string{n.word})
	return near
}

// mayBeNear is a fast test before isNear. If it returns false, the word is not near the name. In a near word at most a third of the letters
// are wrong or missing, or it is the beginning of the name.
func (n *name) mayBeNear(word []byte) bool {
	limit := max(1, len(word)/3)
	strange := 0
	for _, c := range word {
		if c >= utf8.RuneSelf {
			return true // with letters of several bytes, the test cannot count letters
		}
		if n.letters[lower(c)] == 0 {
			if strange++; strange > limit && isASCII(word) {
				return false
			}
		}
	}
	if strange > limit || len(word) > len(n.word)+limit {
		return false
	}
	strange = n.strange(word)
	missing := len(n.word) - len(word) + strange
	return strange == 0 || strange <= limit && missing <= limit
}

// strange returns the number of letters of a word that are not in the name, or not as often.
func (n *name) strange(word []byte) int {
	strange, letters := 0, n.letters
	for _, c := range word {
		if letters[lower(c)]--; letters[lower(c)] < 0 {
			strange++
		}
	}
	return strange
}

func isASCII(word []byte) bool {
	for _, c := range word {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// A class is a set of names.
type class int

const (
	backendKinds  class = iota // kinds of a Backend or a list of them, and misspellings
	backendGroups              // API groups of Backends, and misspellings
	relatedKinds               // Backends, kinds that refer to them, and kinds that rules or conversions read
	readKinds                  // relatedKinds without the kinds that are read only if another object refers to them
	referrers                  // kinds that may refer to Backends, and lists of them
	sources                    // kinds that conversions make Backends from
	lists
	services
	secrets
	configMaps
	envoyGateways
	namespaceKinds
)

// has reports whether a word is a name of the class. It does not call a function value, which would move the word to the heap.
func (c class) has(word []byte) bool {
	switch c {
	case backendKinds:
		return isBackendKind(word)
	case backendGroups:
		return isBackendGroup(word)
	case relatedKinds:
		return isRelatedKind(word)
	case readKinds:
		return isReadKind(word)
	case referrers:
		return isReferrer(word) || isList(word)
	case sources:
		return isSource(word)
	case lists:
		return isList(word)
	case services:
		return string(word) == "Service"
	case secrets:
		return string(word) == "Secret"
	case configMaps:
		return string(word) == "ConfigMap"
	case namespaceKinds:
		return string(word) == "Namespace" || string(word) == "NamespaceList"
	case envoyGateways:
		return string(word) == envoyGateway
	}
	return false
}

// isBackendKind reports whether a kind is Backend, BackendList, or a misspelling of Backend.
func isBackendKind(kind []byte) bool {
	return backend.isNear(kind) || string(kind) == "BackendList"
}

// isBackendGroup reports whether the group of an apiVersion is the group of Backends, a misspelling of it, or contains "kgateway".
func isBackendGroup(g []byte) bool { return group.isNear(g) || bytes.Contains(g, product) }

// isRelatedKind reports whether objects of a kind are Backends, refer to them, or are read by a rule or a conversion.
func isRelatedKind(kind []byte) bool { return isReadKind(kind) || isReferent(kind) }

// isReadKind reports whether objects of a kind are Backends, refer to them, or are read by a rule or a conversion even if no object refers
// to them.
func isReadKind(kind []byte) bool {
	return isBackendKind(kind) || isReferrer(kind) || isSource(kind) || isSecretMaker(kind) || isContext(kind) || isForeignReferrer(kind)
}

// isReferent reports whether rules read objects of a kind only if another object refers to them.
func isReferent(kind []byte) bool {
	switch string(kind) {
	case "Secret", "ConfigMap", "Service":
		return true
	}
	return false
}

// isContext reports whether rules read objects of a kind that neither refers to Backends nor creates Secrets.
func isContext(kind []byte) bool {
	switch string(kind) {
	case "Gateway", "GatewayClass", "ListenerSet", "XListenerSet", "Kustomization", "Component":
		return true
	}
	return false
}

// isSecretMaker reports whether a controller creates Secrets from objects of a kind.
func isSecretMaker(kind []byte) bool {
	switch string(kind) {
	case "SealedSecret", "ExternalSecret", "ClusterExternalSecret", "SopsSecret", "SecretProviderClass", "VaultStaticSecret",
		"VaultDynamicSecret", "VaultPKISecret", "OnePasswordItem", "InfisicalSecret", "DopplerSecret", "Certificate", "Bundle":
		return true
	}
	return false
}

func isList(kind []byte) bool { return bytes.HasSuffix(kind, []byte("List")) }

// isReferrer reports whether objects of a kind may refer to Backends.
func isReferrer(kind []byte) bool {
	switch string(kind) {
	case "TrafficPolicy", "BackendConfigPolicy", "HTTPListenerPolicy", "ListenerPolicy", "GatewayExtension", "BackendTLSPolicy", "ReferenceGrant":
		return true
	}
	return bytes.HasSuffix(kind, []byte("Route"))
}

// isForeignReferrer reports whether objects of a kind of another product may refer to objects that a conversion makes Backends from.
func isForeignReferrer(kind []byte) bool {
	switch string(kind) {
	case "Ingress", "SecurityPolicy", "EnvoyExtensionPolicy", "EnvoyProxy", "VirtualService", "VirtualHostOption", "RouteTable", "RouteOption",
		"AuthConfig", "HTTPProxy", "APIRule":
		return true
	}
	return false
}
