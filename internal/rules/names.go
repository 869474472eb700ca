package rules

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/backendctl/backendctl/internal/manifest"
)

// Names of kinds.
const (
	backendConfigPolicy  = "BackendConfigPolicy"
	backendTLSPolicy     = "BackendTLSPolicy"
	gatewayExtensionKind = "GatewayExtension"
)

// disableAutoMTLS is the annotation of a Backend that turns Istio's automatic mTLS off for it.
const disableAutoMTLS = "kgateway.dev/disable-istio-auto-mtls"

// titleOf names a document in a message: its kind, and its name if it has one.
func titleOf(d *manifest.Document) string {
	switch {
	case d.Kind == "":
		return "object"
	case d.Name == "":
		return d.Kind
	}
	return d.Kind + " " + strconv.Quote(d.Name)
}

// inNamespace says in a message which namespace an object is in; "" for none.
func inNamespace(namespace string) string {
	if namespace == "" {
		return ""
	}
	return fmt.Sprintf(" in namespace %q", namespace)
}

// hasTemplateKey reports whether a mapping has a key that is a template expression.
func hasTemplateKey(n *manifest.Node) bool {
	return slices.ContainsFunc(n.Fields, func(f manifest.Field) bool { return f.Template })
}
