package convert

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/fields"
)

// leave reports a reference that still leads to a replaced document, with advice.
func (f *follower) leave(became []*convertedObject, c references.Caller) {
	first := became[0]
	of := slices.DeleteFunc(slices.Clone(became), func(o *convertedObject) bool { return !o.portion.TakesPort(c.Port) })
	if len(of) > 0 {
		became = of
	}
	was, is := references.NameOf(first.object.Document), resultsOf(became)
	if references.GroupOf(first.object.Document.APIVersion) != "" {
		was = references.Qualified(was, first.object.Document.APIVersion)
	}
	message := fmt.Sprintf("%s still refers to %s, which became %s", references.NameOf(c.Document), was, is)
	help := helpFor(c, was, is)
	if len(became) > 1 && c.Form == references.BackendRef {
		help = fmt.Sprintf("refer to one of them, or keep %s for it", was)
	}
	if c.Port != nil && first.portion.Port != nil && c.Form != references.HostReference && len(of) == 0 {
		message = fmt.Sprintf("%s still refers to port %v of %s, for which there is no Backend", references.NameOf(c.Document), c.Port, was)
		help = fmt.Sprintf("correct the port, or keep %s for it", was)
	}
	at := c.Node.Get("name")
	if c.Form == references.HostReference {
		at = c.Node.Get("host")
	}
	severity := diag.Info
	if c.Form == references.BackendRef && references.GroupOf(c.Document.APIVersion) == references.GatewayGroup {
		severity = diag.Warning // the route sends no requests if the old object is removed
	}
	f.log.add(diag.Diagnostic{
		Rule: ruleNote, Severity: severity, File: c.Document.File, Document: c.Document.Index, Path: c.Document.Path + diag.Pointer(c.Way...),
		Span: at.Span, Targets: []string{string(first.object.To())}, Message: message, Help: help,
	})
}

// resultsOf returns the names of the objects that a document became, joined with commas.
func resultsOf(objects []*convertedObject) string {
	var all []string
	for _, o := range objects {
		all = append(all, rewrite.NameOf(o.object.Root))
	}
	name := strings.Join(all, ", ")
	if len(objects) == 1 {
		name = references.Qualified(name, objects[0].object.Root.Get("apiVersion").String())
	}
	return name
}

// helpFor returns the advice for a reference that was not updated, by the kind of its document and by its field.
func helpFor(c references.Caller, was, is string) string {
	in := references.GroupOf(c.Document.APIVersion)
	switch {
	case c.Form == references.ServiceRef:
		return fmt.Sprintf("an Ingress can refer only to a Service: replace it with an HTTPRoute that refers to %s, or keep %s for it", is, was)
	case in == "gateway.envoyproxy.io":
		return fmt.Sprintf("Envoy Gateway does not read kgateway's Backends: replace the %s with a TrafficPolicy and a GatewayExtension that refers to %s, or keep %s for it", c.Document.Kind, is, was)
	case in == references.IstioGroup:
		return fmt.Sprintf("Istio does not read Backends: keep %s as long as the mesh uses it, or set this in a policy for %s", was, is)
	case strings.HasSuffix(in, ".solo.io"):
		return fmt.Sprintf("Gloo does not read kgateway's Backends: replace the %s with an HTTPRoute or a policy that refers to %s", c.Document.Kind, is)
	case c.Form == references.BackendRef:
		return fmt.Sprintf("refer to %s if %s can, or keep %s for it", is, fields.WithArticle(c.Document.Kind), was)
	}
	return fmt.Sprintf("refer to %s, or keep %s for it", is, was)
}
