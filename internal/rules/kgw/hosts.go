package kgw

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

// A Host is one item of spec.static.hosts, the list of hosts of a static Backend.
type Host struct {
	lint.Place            // the item of hosts
	Host       lint.Place // the field host of the item
	Port       lint.Place // the field port of the item
	Name       string     // the host; "" if it is missing or a template
	Number     int64      // the port; 0 if it is missing, a template or not a number
	shape      HostForm
	addr       netip.Addr
	isAddr     bool
}

var staticHosts = lint.NewMemo(readHosts)

// StaticHosts returns the items of spec.static.hosts.
func StaticHosts(p *lint.Pass, b *manifest.Document) []Host { return staticHosts.Of(p, b) }

func readHosts(b *manifest.Document) []Host {
	var out []Host
	for _, entry := range lint.At(b, "spec", "static", "hosts").Items() {
		h := Host{Place: entry, Host: entry.Field("host"), Port: entry.Field("port")}
		h.Name = h.Host.Word()
		h.shape = hostFormOf(h.Name)
		h.addr, h.isAddr = addressOf(h.Name)
		h.Number, _ = h.Port.Int()
		out = append(out, h)
	}
	return out
}

// IsHost reports whether a string is an IP address or a lower-case DNS name, which are the forms that Kubernetes uses.
func IsHost(s string) bool {
	if _, err := netip.ParseAddr(s); err == nil {
		return true
	}
	return IsDNSName(s)
}

// IsDNSName reports whether s is a DNS name in lower case.
func IsDNSName(s string) bool {
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
	}
	return len(s) <= 253
}

// WithoutNumbers replaces each number in a name by 0, so that the names of replicas become equal.
func WithoutNumbers(name string) string { return numberRuns().ReplaceAllString(name, "0") }

var numberRuns = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[0-9]+`) })

// IsClusterName reports whether a name belongs to the DNS of the cluster or of a private network. Servers with such names seldom check the
// Host header.
func IsClusterName(name string) bool {
	return !strings.Contains(name, ".") || slices.ContainsFunc([]string{".svc", ".cluster.local", ".local", ".internal"},
		func(suffix string) bool { return strings.HasSuffix(name, suffix) })
}
