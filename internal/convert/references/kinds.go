package references

import (
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
)

// The groups and kinds of converted objects.
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

// GroupOf returns the group of an apiVersion, "" for the core group.
func GroupOf(apiVersion string) string {
	group, version, _ := strings.Cut(apiVersion, "/")
	if version == "" {
		return "" // the core group, such as v1
	}
	return group
}

// GroupIn returns the group in a reference, from the field group, apiGroup or apiVersion.
func GroupIn(n *manifest.Node) string {
	for _, key := range []string{"group", "apiGroup"} {
		if g := n.Get(key).String(); g != "" {
			return g
		}
	}
	return GroupOf(n.Get("apiVersion").String())
}

// NameOf returns the display name of the object in a document, such as Backend/web.
func NameOf(d *manifest.Document) string { return d.Kind + "/" + d.Name }

// Qualified returns a display name with the group of the object's kind, such as "Backend/web of gateway.kgateway.dev". The core group is
// not added.
func Qualified(object, apiVersion string) string {
	if g := GroupOf(apiVersion); g != "" {
		return object + " of " + g
	}
	return object
}
