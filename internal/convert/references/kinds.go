package references

import (
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
)

// The apiVersions and kinds of converted objects.
const (
	KgatewayGroup     = "gateway.kgateway.dev"
	BackendKind       = "Backend"
	AgentgatewayGroup = "agentgateway.dev"
	AgentgatewayKind  = "AgentgatewayBackend"
	GatewayGroup      = "gateway.networking.k8s.io"
	ConfigPolicyKind  = mapping.BackendConfigPolicy
	TLSPolicyKind     = mapping.BackendTLSPolicy
)

// IsKind reports whether a document has a kind, in any version of its group.
func IsKind(d *manifest.Document, group, kind string) bool {
	return d.Kind == kind && GroupOf(d.APIVersion) == group
}

// GroupOf returns the group of an apiVersion.
func GroupOf(apiVersion string) string {
	group, version, _ := strings.Cut(apiVersion, "/")
	if version == "" {
		return "" // the core group: v1
	}
	return group
}

// GroupIn returns the group of a reference, which has one of three notations.
func GroupIn(n *manifest.Node) string {
	for _, key := range []string{"group", "apiGroup"} {
		if g := n.Get(key).String(); g != "" {
			return g
		}
	}
	return GroupOf(n.Get("apiVersion").String())
}

// NameOf returns the display name of the object in a document: Backend/web.
func NameOf(d *manifest.Document) string { return d.Kind + "/" + d.Name }

// Qualified returns the name of an object with the group of its kind, if that has one.
func Qualified(object, apiVersion string) string {
	if g := GroupOf(apiVersion); g != "" {
		return object + " of " + g
	}
	return object
}
