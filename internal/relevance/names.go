package relevance

import (
	"bytes"
	"unicode/utf8"

	"github.com/backendctl/backendctl/internal/fuzzy"
)

// A name is a word of ours, and how its near misses are told from other words at little cost.
type name struct {
	word    string
	letters [utf8.RuneSelf]int8 // how often each letter is in the word
}

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

// mayBeNear is a necessary condition of isNear: a third of a near word may be wrong, or it is the beginning of the name.
func (n *name) mayBeNear(word []byte) bool {
	limit := max(1, len(word)/3)
	strange := 0
	for _, c := range word {
		if c >= utf8.RuneSelf {
			return true // its length in letters is not that in bytes
		}
		if n.letters[lower(c)] == 0 {
			if strange++; strange > limit && isASCII(word) {
				return false
			}
		}
	}
	return strange <= limit && len(word) <= len(n.word)+limit && n.strange(word) <= limit
}

// strange counts the letters of a word that the name does not have, or not so often.
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
	backendKinds  class = iota // what a Backend or a list of them is called, or nearly
	backendGroups              // the group of a Backend, or nearly
	relatedKinds               // Backends, what refers to them, and what rules and conversions read
	readKinds                  // the same, but for the kinds that are read only if something names them
	referrers                  // what may refer to Backends, and lists of it
	sources                    // what Backends are made of
	lists
	services
	secrets
	configMaps
	envoyGateways
)

// has reports whether a word is a name of the class. It does not call by a function value, which would move the word to the heap.
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
	case envoyGateways:
		return string(word) == "gateway.envoyproxy.io"
	}
	return false
}

// isBackendKind reports whether a kind is, or nearly is, that of a Backend or of a list of them.
func isBackendKind(kind []byte) bool {
	return backend.isNear(kind) || string(kind) == "BackendList"
}

// isBackendGroup reports whether the group of an apiVersion is, or nearly is, that of a Backend.
func isBackendGroup(g []byte) bool { return group.isNear(g) || bytes.Contains(g, product) }

// isRelatedKind reports whether objects of a kind are Backends, refer to them, or are read by a rule or a conversion.
func isRelatedKind(kind []byte) bool { return isReadKind(kind) || isReferent(kind) }

// isReadKind is isRelatedKind without the kinds that are read only if another object names them.
func isReadKind(kind []byte) bool {
	return isBackendKind(kind) || isReferrer(kind) || isSource(kind) || isSecretMaker(kind) || isContext(kind) || isForeignReferrer(kind)
}

// isReferent reports whether rules read objects of a kind only if another object names them.
func isReferent(kind []byte) bool {
	switch string(kind) {
	case "Secret", "ConfigMap", "Service":
		return true
	}
	return false
}

// isContext reports whether rules read objects of a kind that neither refer to Backends nor make Secrets.
func isContext(kind []byte) bool {
	switch string(kind) {
	case "Gateway", "GatewayClass", "ListenerSet", "XListenerSet", "Kustomization", "Component":
		return true
	}
	return false
}

// isSecretMaker reports whether a controller makes Secrets of the objects of a kind.
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

// isForeignReferrer reports whether objects of a kind of other products may refer to what a conversion makes Backends of.
func isForeignReferrer(kind []byte) bool {
	switch string(kind) {
	case "Ingress", "SecurityPolicy", "EnvoyExtensionPolicy", "EnvoyProxy", "VirtualService", "VirtualHostOption", "RouteTable", "RouteOption",
		"AuthConfig", "HTTPProxy", "APIRule":
		return true
	}
	return false
}

// isSource reports whether a conversion makes Backends of the objects of a kind of another product, or reads them for it.
func isSource(kind []byte) bool {
	switch string(kind) {
	case "Upstream", "ServiceEntry", "DestinationRule", "AgentgatewayBackend":
		return true
	}
	return false
}
