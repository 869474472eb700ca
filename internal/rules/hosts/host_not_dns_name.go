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
		Summary:  "a static host is neither an IP address nor a DNS name as hosts have them",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "The CRD takes any text for a static host, and the controller takes whatever Go does not parse as an IP address for a DNS name: " +
			"`10.0.0.256`, `010.0.0.1` and `10.0.0` are names to it. A name that DNS does not allow never resolves, and one that DNS " +
			"allows but hosts do not have (an underscore, a dot at the end) depends on the resolver. The name is sent on as it is written, " +
			"in health checks and where a route rewrites the host by itself, so capitals and a dot at the end are seen by servers and " +
			"certificates. In each case the Backend's status says Accepted.",
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
		if h.Form() != kgw.FormOdd {
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

// hostFault says why a text is no host name, and what to do.
func hostFault(name string) (fault, help string) {
	bare := strings.TrimSuffix(strings.ToLower(name), ".")
	switch {
	case strings.ContainsAny(name, ",;"):
		return "is looked up as one DNS name, which fails", "give each host an entry of its own"
	case strings.Count(name, ":") > 1:
		return "is no IPv6 address, and is looked up as a DNS name, which fails", "write the address without brackets, port and leading zeros"
	case kgw.EndsInNumber(bare):
		return "is no IPv4 address, and is looked up as a DNS name, which fails", "write four numbers from 0 to 255 without leading zeros"
	case strings.ContainsFunc(name, func(r rune) bool { return r > 0x7f }):
		return "is not ASCII, and DNS knows no such name", "write the name in Punycode, with xn-- in front"
	case kgw.IsDNSName(bare) && strings.HasSuffix(name, "."):
		return "keeps the dot at its end where it is sent as the host of a request", "remove the dot"
	case kgw.IsDNSName(bare):
		return "keeps its capitals where it is sent as the host of a request", "write it in lower case"
	case kgw.IsDNSName(strings.ReplaceAll(bare, "_", "x")):
		return "has an underscore, which no host has: not every resolver or server takes it", "use the name that the host has in DNS"
	}
	return labelFault(bare), "write the name that the host has in DNS, or its IP address"
}

// labelFault says what is wrong with a name's labels.
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
		return "has a label that begins or ends with a dash, which no host has"
	}
	return "has characters that no host has, and does not resolve"
}
