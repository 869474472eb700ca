package main

import (
	"regexp"
	"strings"

	"github.com/backendctl/backendctl/internal/apiserver"
)

var (
	indices      = regexp.MustCompile(`\[\d+\]`)
	unknownField = regexp.MustCompile(`unknown field "([^"]*)"`)
	goField      = regexp.MustCompile(`Go struct field ([\w.]+)`)
	int32Field   = regexp.MustCompile(`format int32 in (\S+)$`)
)

// classes are the rejections without a field. Each one is recognized by a part of the server's message. The first part that matches
// decides.
var classes = []struct{ part, class string }{
	{"already set in map", "duplicate key"},
	{"duplicate field", "duplicate key"},
	{"yaml: ", "not YAML"},
	{"parsing time", "not a time"},
	{"unsupported map key", "key is not a string"},
	{"unsupported value", "number is not finite"},
	{"json parse error", "not an object, or apiVersion or kind is not a string"},
	{"Object 'Kind' is missing", "kind is missing"},
	{"API version in the data", "other apiVersion"},
	{"unexpected GroupVersion", "other apiVersion"},
	{"accessor error", "other apiVersion"},
	{"of type v1.ObjectMeta", "metadata: other type"},
	{"value of type float64", "number is too large"},
	{"namespace of the provided object", "namespace is not one"},
}

// reason returns a short reason for a rejection: the field and a class. It leaves out the texts of the server and of the rules in the CRDs,
// because they may change.
func reason(cause apiserver.Cause) string {
	if cause.Field != "" && cause.Field != "<nil>" {
		return cause.Field + ": " + strings.TrimPrefix(cause.Reason, "FieldValue")
	}
	if match := unknownField.FindStringSubmatch(cause.Message); match != nil && !strings.Contains(cause.Message, "already set") {
		return match[1] + ": unknown field"
	}
	if match := int32Field.FindStringSubmatch(cause.Message); match != nil {
		return match[1] + ": beyond int32"
	}
	for _, c := range classes {
		if strings.Contains(cause.Message, c.part) {
			return c.class
		}
	}
	if match := goField.FindStringSubmatch(cause.Message); match != nil {
		return match[1] + ": other type"
	}
	return cause.Reason
}
