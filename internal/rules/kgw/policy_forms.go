package kgw

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

// A Form is a kind of Backend. It is derived from the member of spec that is set, because the type may be missing.
type Form string

// The forms that policies treat differently. The Form "" stands for all other Backends.
const (
	unknownForm  Form = ""
	StaticForm   Form = "static"
	DynamicForm  Form = "dynamicForwardProxy"
	LambdaForm   Form = "lambda"
	EC2Form      Form = "ec2"
	GCPForm      Form = "gcp"
	PriorityForm Form = "priorityGroups"
)

// FormOf returns the form of a Backend, or "" for an AI Backend, an MCP Backend, and a Backend without a known member.
func FormOf(b *manifest.Document) Form {
	for _, f := range []Form{StaticForm, DynamicForm, GCPForm, PriorityForm} {
		if lint.At(b, "spec", string(f)).Exists() {
			return f
		}
	}
	for _, f := range []Form{LambdaForm, EC2Form} {
		if lint.At(b, "spec", "aws", string(f)).Exists() {
			return f
		}
	}
	return unknownForm
}

// SpeaksHTTP2 reports whether kgateway uses HTTP/2 to a Backend because of its appProtocol. known is false if the appProtocol is a
// template, or if the form of the Backend is unknown.
func SpeaksHTTP2(b *manifest.Document) (yes, known bool) {
	at := lint.At(b, "spec", "static", "appProtocol")
	return slices.Contains([]string{"http2", "grpc", "grpc-web", "kubernetes.io/h2c"}, at.Word()),
		!at.Template() && FormOf(b) != unknownForm
}

// BuiltInNames returns the server names that kgateway uses by default for TLS to a Backend with built-in TLS; yes is false for other
// Backends, and if the name is a template. It returns no names for a dynamic forward proxy, where the name is the host of each request.
func BuiltInNames(b *manifest.Document) (names []string, yes bool) {
	switch FormOf(b) {
	case GCPForm:
		host, known := lint.At(b, "spec", "gcp", "host").Text()
		return []string{host}, known
	case DynamicForm:
		tls, _ := lint.At(b, "spec", "dynamicForwardProxy", "enableTls").Bool()
		return nil, tls
	case LambdaForm:
		return lambdaNames(b)
	}
	return nil, false
}

func lambdaNames(b *manifest.Document) (names []string, yes bool) {
	region, endpoint := lint.At(b, "spec", "aws", "region"), lint.At(b, "spec", "aws", "lambda", "endpointURL")
	if region.Template() || endpoint.Template() {
		return nil, false
	}
	if endpoint.Exists() {
		u, err := url.Parse(endpoint.Word())
		if err != nil || u.Scheme != "https" {
			return nil, false
		}
		return []string{u.Hostname()}, true
	}
	name := region.Word()
	if name == "" {
		name = "us-east-1"
	}
	return []string{"lambda." + name + ".amazonaws.com"}, true
}

// ServerNames returns the DNS names among the hosts of a static Backend. known is false if a host is missing or a template.
func ServerNames(p *lint.Pass, b *manifest.Document) (names []string, known bool) {
	known = !lint.At(b, "spec", "static").Template()
	for _, h := range StaticHosts(p, b) {
		switch {
		case h.Name == "":
			known = false
		case !IsIPHost(h.Name):
			names = append(names, h.Name)
		}
	}
	return names, known
}

// IsIPHost reports whether a host is an IP address.
func IsIPHost(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}

// IsInside reports whether a name belongs to a cluster or a private network. The certificates and the SNI of such servers follow local
// rules.
func IsInside(name string) bool {
	name = strings.TrimSuffix(name, ".")
	if !strings.Contains(name, ".") {
		return true
	}
	for _, suffix := range []string{".svc", ".local", ".internal", ".localhost", ".test", ".lan"} {
		if strings.HasSuffix(name, suffix) {
			return true
		}
	}
	return false
}

// isInfrastructure reports whether a name has the form that a cloud gives to a load balancer or a similar service. The servers at such a
// name have other names.
func isInfrastructure(name string) bool {
	for _, suffix := range []string{".elb.amazonaws.com", ".vpce.amazonaws.com", ".cloudapp.azure.com", ".cloudfront.net", ".azurefd.net"} {
		if strings.HasSuffix(strings.TrimSuffix(name, "."), suffix) {
			return true
		}
	}
	return false
}

// SameName reports whether two DNS names match. A wildcard in name stands for one label.
func SameName(name, host string) bool {
	name, host = strings.ToLower(strings.TrimSuffix(name, ".")), strings.ToLower(strings.TrimSuffix(host, "."))
	if parent, wildcard := strings.CutPrefix(name, "*."); wildcard {
		_, rest, _ := strings.Cut(host, ".")
		return rest == parent
	}
	return name == host
}

// ResolvesNothing reports whether Envoy certainly does not use a DNS cluster for a Backend.
func ResolvesNothing(p *lint.Pass, b *manifest.Document) bool {
	switch FormOf(b) {
	case EC2Form, DynamicForm:
		return true
	case StaticForm:
		names, known := ServerNames(p, b)
		return known && len(names) == 0 && len(StaticHosts(p, b)) > 0
	case PriorityForm:
		return areMembersAddresses(p, b)
	}
	return false
}

// OtherForm returns the field that makes a Backend something other than a static Backend, and a name for the Backend in messages. The name
// is "" if there is no such field.
func OtherForm(b *manifest.Document) (form lint.Place, name string) {
	forms := []struct{ key, name string }{
		{"priorityGroups", "a Backend with its own priority groups"},
		{"dynamicForwardProxy", "a dynamic forward proxy"},
		{"aws", "an AWS Backend"},
		{"gcp", "a GCP Backend"},
		{"ai", "an AI Backend"},
		{"mcp", "an MCP Backend"},
	}
	for _, f := range forms {
		if form := lint.At(b, "spec", f.key); form.Exists() {
			return form, f.name
		}
	}
	return lint.Place{}, ""
}

func areMembersAddresses(p *lint.Pass, b *manifest.Document) bool {
	members := 0
	for _, group := range lint.At(b, "spec", "priorityGroups").Items() {
		for _, ref := range group.Field("backendRefs").Items() {
			m := p.Set.One(lint.Kgateway, "Backend", b.Namespace, ref.Field("name").Word(), b)
			if m == nil || FormOf(m) != StaticForm || !ResolvesNothing(p, m) {
				return false
			}
			members++
		}
	}
	return members > 0
}
