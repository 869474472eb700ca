package kgw

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/backendctl/backendctl/internal/manifest"
)

// The names of kinds.
const (
	BackendConfigPolicy  = "BackendConfigPolicy"
	BackendTLSPolicy     = "BackendTLSPolicy"
	GatewayExtensionKind = "GatewayExtension"
)

// DisableAutoMTLS is the annotation that turns off Istio's automatic mTLS for a Backend.
const DisableAutoMTLS = "kgateway.dev/disable-istio-auto-mtls"

// TitleOf returns text for a message that identifies a document: its kind, and its name if it has one.
func TitleOf(d *manifest.Document) string {
	switch {
	case d.Kind == "":
		return "object"
	case d.Name == "":
		return d.Kind
	}
	return d.Kind + " " + strconv.Quote(d.Name)
}

// InNamespace returns the part of a message about a namespace, or "" if the namespace is empty.
func InNamespace(namespace string) string {
	if namespace == "" {
		return ""
	}
	return fmt.Sprintf(" in namespace %q", namespace)
}

// HasTemplateKey reports whether a mapping has a key that is a template expression, which may add fields. It returns false for nil.
func HasTemplateKey(n *manifest.Node) bool {
	return n != nil && slices.ContainsFunc(n.Fields, func(f manifest.Field) bool { return f.Template })
}
