package kgw

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/backendctl/backendctl/internal/manifest"
)

// Names of kinds.
const (
	BackendConfigPolicy  = "BackendConfigPolicy"
	BackendTLSPolicy     = "BackendTLSPolicy"
	GatewayExtensionKind = "GatewayExtension"
)

// DisableAutoMTLS is the annotation that turns off Istio's automatic mTLS for a Backend.
const DisableAutoMTLS = "kgateway.dev/disable-istio-auto-mtls"

// TitleOf returns the name of a document for a message: its kind, and its name if it has one.
func TitleOf(d *manifest.Document) string {
	switch {
	case d.Kind == "":
		return "object"
	case d.Name == "":
		return d.Kind
	}
	return d.Kind + " " + strconv.Quote(d.Name)
}

// InNamespace returns the words of a message for a namespace, or "" if there is none.
func InNamespace(namespace string) string {
	if namespace == "" {
		return ""
	}
	return fmt.Sprintf(" in namespace %q", namespace)
}

// HasTemplateKey reports whether a mapping has a key that is a template expression.
func HasTemplateKey(n *manifest.Node) bool {
	return slices.ContainsFunc(n.Fields, func(f manifest.Field) bool { return f.Template })
}
