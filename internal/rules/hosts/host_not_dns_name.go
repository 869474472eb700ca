package hosts

import (
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var HostNotDNSName = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "host-not-dns-name",
		Summary:  "a static host is neither an IP address nor a valid host name",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "The CRD accepts any text as a static host, and the controller treats everything that Go does not parse as an IP address " +
			"as a DNS name, including `10.0.0.256`, `010.0.0.1` and `10.0.0`. A name that DNS does not allow never resolves. A name " +
			"that DNS allows but that is not a valid host name (with an underscore, or a dot at the end) depends on the resolver. " +
			"Health checks and automatic host rewrites send the name exactly as written, and a server or its certificate may not match " +
			"capitals or a dot at the end. In each case the Backend's status is Accepted.",
		Sources:  []string{"pkg/kgateway/extensions2/plugins/backend/static.go @ 2.4"},
		Inferred: true,
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.256
      port: 8080
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.25
      port: 8080
`,
	},
	Backend: checkHostNotDNSName,
}

func checkHostNotDNSName(p *lint.Pass, b *manifest.Document) {
	for _, h := range kgw.StaticHosts(p, b) {
		if h.Form() != kgw.FormOther {
			continue
		}
		fault, help := hostFault(h.Name)
		d := p.Report(h.Host, "%q %s", h.Name, fault)
		d.Help = help
		if lower := strings.ToLower(h.Name); kgw.IsHost(lower) && !kgw.EndsInNumber(lower) {
			d.Fixes = lint.SafeFix("write it in lower case", h.Host.Replace(lower))
		} else if bare := strings.TrimSuffix(lower, "."); kgw.IsDNSName(bare) && !kgw.EndsInNumber(bare) {
			d.Fixes = lint.UnsafeFix("remove the dot at the end", h.Host.Replace(bare))
		}
	}
}

// hostFault returns a description of the mistake in an invalid host name, and help for correcting it.
func hostFault(name string) (fault, help string) {
	bare := strings.TrimSuffix(strings.ToLower(name), ".")
	switch {
	case strings.ContainsAny(name, ",;"):
		return "is looked up as one DNS name, which fails", "write each host in its own entry"
	case strings.Count(name, ":") > 1:
		return "is not a valid IPv6 address, and is looked up as a DNS name, which fails", "write the address without brackets, port or leading zeros"
	case kgw.EndsInNumber(bare):
		return "is not a valid IPv4 address, and is looked up as a DNS name, which fails", "write four numbers from 0 to 255 without leading zeros"
	case strings.ContainsFunc(name, func(r rune) bool { return r > 0x7f }):
		return "is not ASCII, which DNS does not support", "write the name in Punycode, which begins with xn--"
	case kgw.IsDNSName(bare) && strings.HasSuffix(name, "."):
		return "ends in a dot, which requests to the server also contain", "remove the dot"
	case kgw.IsDNSName(bare):
		return "has capitals, which requests to the server also contain", "write it in lower case"
	case kgw.IsDNSName(strings.ReplaceAll(bare, "_", "x")):
		return "has an underscore, which is not valid in a host name: some resolvers and servers reject it", "use the name that the host has in DNS"
	}
	return labelFault(bare), "write the name that the host has in DNS, or its IP address"
}

// labelFault returns a description of the mistake in the labels of a name.
func labelFault(name string) string {
	if len(name) > 253 {
		return "is longer than the 253 characters that DNS allows, and does not resolve"
	}
	for label := range strings.SplitSeq(name, ".") {
		switch {
		case label == "":
			return "has two dots in a row or begins with one, and does not resolve"
		case len(label) > 63:
			return "has a label of more than the 63 characters that DNS allows, and does not resolve"
		}
	}
	if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-_.") == "" {
		return "has a label that begins or ends with a dash, which is not valid in a host name"
	}
	return "has characters that are not valid in a host name, and does not resolve"
}
