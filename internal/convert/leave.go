package convert

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
)

// leave reports a mention that still names a replaced document, with advice.
func (f *follower) leave(became []converted, c caller) {
	first := became[0]
	of := slices.DeleteFunc(slices.Clone(became), func(o converted) bool { return !o.portion.takesPort(c.port) })
	if len(of) > 0 {
		became = of
	}
	was, is := objectOfDocument(first.document), resultsOf(became)
	if groupOf(first.document.APIVersion) != "" {
		was = qualified(was, first.document.APIVersion)
	}
	message := fmt.Sprintf("%s still names %s, which became %s", objectOfDocument(c.document), was, is)
	help := helpFor(c, was, is)
	if c.port != nil && first.portion.port != nil && c.form != hostReference && len(of) == 0 {
		message = fmt.Sprintf("%s still names port %v of %s, for which there is no Backend", objectOfDocument(c.document), c.port, was)
		help = fmt.Sprintf("correct the port, or keep %s for it", was)
	}
	at := c.node.Get("name")
	if c.form == hostReference {
		at = c.node.Get("host")
	}
	f.log.add(diag.Diagnostic{
		Rule: ruleNote, Severity: diag.Info, File: c.document.File, Document: c.document.Index, Path: c.document.Path + diag.Pointer(c.way...),
		Span: at.Span, Targets: []string{string(first.to())}, Message: message, Help: help,
	})
}

// resultsOf returns the list of objects that a document became, as a text.
func resultsOf(objects []converted) string {
	var all []string
	for _, o := range objects {
		all = append(all, objectOf(o.root))
	}
	name := strings.Join(all, ", ")
	if len(objects) == 1 {
		name = qualified(name, objects[0].root.Get("apiVersion").String())
	}
	return name
}

// helpFor returns the advice for a mention that cannot name a Backend.
func helpFor(c caller, was, is string) string {
	in := groupOf(c.document.APIVersion)
	switch {
	case c.form == serviceRef:
		return fmt.Sprintf("an Ingress can only name a Service: replace it by an HTTPRoute that names %s, or keep %s for it", is, was)
	case in == "gateway.envoyproxy.io":
		return fmt.Sprintf("Envoy Gateway does not read kgateway's Backends: replace the %s by a TrafficPolicy, with a GatewayExtension that names %s, or keep %s for it", c.document.Kind, is, was)
	case in == istioGroup:
		return fmt.Sprintf("Istio does not read Backends: keep %s as long as the mesh uses it, or say this in a policy for %s", was, is)
	case strings.HasSuffix(in, ".solo.io"):
		return fmt.Sprintf("Gloo does not read kgateway's Backends: replace the %s by an HTTPRoute or a policy that names %s", c.document.Kind, is)
	case c.form == backendRef:
		return fmt.Sprintf("name %s there if a %s can, or keep %s for it", is, c.document.Kind, was)
	}
	return fmt.Sprintf("name %s there, or keep %s for it", is, was)
}
