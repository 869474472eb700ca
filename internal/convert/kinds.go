package convert

import (
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
)

// The apiVersions and kinds of converted objects.
const (
	group            = "gateway.kgateway.dev"
	backendKind      = "Backend"
	agentGroup       = "agentgateway.dev"
	agentKind        = "AgentgatewayBackend"
	gatewayGroup     = "gateway.networking.k8s.io"
	configPolicyKind = mapping.BackendConfigPolicy
	tlsPolicyKind    = mapping.BackendTLSPolicy
)

// isKind reports whether a document has a kind, in any version of its group.
func isKind(d *manifest.Document, group, kind string) bool {
	return d.Kind == kind && groupOf(d.APIVersion) == group
}

// groupOf returns the group of an apiVersion.
func groupOf(apiVersion string) string {
	group, version, _ := strings.Cut(apiVersion, "/")
	if version == "" {
		return "" // the core group: v1
	}
	return group
}

// groupIn returns the group of a reference, which has one of three notations.
func groupIn(n *manifest.Node) string {
	for _, key := range []string{"group", "apiGroup"} {
		if g := n.Get(key).String(); g != "" {
			return g
		}
	}
	return groupOf(n.Get("apiVersion").String())
}

// objectOfDocument returns the display name of the object in a document: Backend/web.
func objectOfDocument(d *manifest.Document) string { return d.Kind + "/" + d.Name }

// qualified returns the name of an object with the group of its kind, if that has one.
func qualified(object, apiVersion string) string {
	if g := groupOf(apiVersion); g != "" {
		return object + " of " + g
	}
	return object
}
