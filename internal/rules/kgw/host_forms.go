package kgw

import (
	"net"
	"net/netip"
	"strconv"
	"strings"
	"unicode"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
)

// A HostForm classifies the text of a static host. A host has exactly one form, so that one mistake causes one finding.
type HostForm int

// The forms of hosts.
const (
	formUnknown     HostForm = iota // missing, a template, or not a string
	FormBlank                       // only white space and invisible characters
	FormPlaceholder                 // a placeholder that was not replaced
	formInvisible                   // invisible characters, or characters that look like other characters
	FormAddress                     // an IP address
	FormURL                         // a scheme, a path, a user or white space
	FormBrackets                    // an IPv6 address in brackets
	FormWildcard                    // *.example.com
	FormPort                        // a host and a port
	FormName                        // a DNS name
	FormOther                       // anything else
)

// Form returns the form of the host.
func (h Host) Form() HostForm { return h.shape }

func hostFormOf(name string) HostForm {
	switch {
	case name == "":
		return formUnknown
	case strings.TrimFunc(name, isBlank) == "":
		return FormBlank
	case IsPlaceholder(name):
		return FormPlaceholder
	case strings.ContainsFunc(name, IsInvisible):
		return formInvisible
	}
	return visibleForm(name)
}

func visibleForm(name string) HostForm {
	_, _, hasPort := SplitPort(name)
	switch {
	case isAddress(name):
		return FormAddress
	case strings.ContainsAny(name, "/?@#") || strings.ContainsFunc(name, unicode.IsSpace):
		return FormURL
	case WithoutBrackets(name) != name:
		return FormBrackets
	case strings.Contains(name, "*"):
		return FormWildcard
	case hasPort:
		return FormPort
	case IsDNSName(name) && !EndsInNumber(name):
		return FormName
	}
	return FormOther
}

func isBlank(r rune) bool { return unicode.IsSpace(r) || IsInvisible(r) }

func isAddress(s string) bool {
	_, err := netip.ParseAddr(s)
	return err == nil
}

// Address returns the IP address of the host. It returns false if the host is not an IP address. An IPv4-mapped IPv6 address is returned
// as IPv4, because packets are sent to the IPv4 address.
func (h Host) Address() (netip.Addr, bool) { return h.addr, h.isAddr }

func addressOf(name string) (netip.Addr, bool) {
	addr, err := netip.ParseAddr(name)
	return addr.Unmap().WithZone(""), err == nil
}

// WithoutBrackets returns the IPv6 address inside brackets. It returns any other text unchanged.
func WithoutBrackets(s string) string {
	if inner, ok := strings.CutPrefix(s, "["); ok && strings.HasSuffix(inner, "]") && isAddress(strings.TrimSuffix(inner, "]")) {
		return strings.TrimSuffix(inner, "]")
	}
	return s
}

// SplitPort splits a text into a host and a port. The port may be empty (after the colon) or the name of a service. ok is false if the
// text is not a host with a port.
func SplitPort(s string) (bare, port string, ok bool) {
	bare, port, err := net.SplitHostPort(s)
	word := strings.Trim(port, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
	return bare, port, err == nil && bare != "" && word
}

// EndsInNumber reports whether the last label of a name is a number. Such a name can only be meant as an IPv4 address.
func EndsInNumber(name string) bool {
	last := name[strings.LastIndexByte(name, '.')+1:]
	if hex, ok := strings.CutPrefix(last, "0x"); ok {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return last != "" && strings.Trim(last, "0123456789") == ""
}

// IsClusterService reports whether a name is certainly the name of a Service in the cluster, because it ends in .svc or
// .svc.cluster.local.
func IsClusterService(name string) bool {
	inner, full := strings.CutSuffix(name, ".svc.cluster.local")
	if !full {
		inner, full = strings.CutSuffix(name, ".svc")
	}
	return full && strings.Contains(inner, ".")
}

// KeepHost returns the fix that replaces the text of a host by the bare host. A port in the text moves to the port field if that field is
// missing. If the field has another port, the field is not changed and the fix is unsafe. The fix is also unsafe if the port in the text is
// not a number. safety is the safety of removing all other parts of the text.
func KeepHost(h Host, bare, port string, safety diag.Safety) []diag.Fix {
	number, err := strconv.ParseUint(port, 10, 16)
	if port != "" && h.Port.Node == nil && !h.Template() {
		fix := lint.UnsafeFix
		if safety == diag.Safe && err == nil {
			fix = lint.SafeFix
		}
		return fix("write "+bare+", and the port in the field port", h.Host.Replace(bare), h.Host.AddBeside("port", strconv.FormatUint(number, 10)))
	}
	n, known := h.Port.Int()
	switch {
	case safety == diag.Safe && (port == "" || known && err == nil && uint64(n) == number):
		return lint.SafeFix("write "+bare, h.Host.Replace(bare))
	case known && port != "" && (err != nil || uint64(n) != number):
		return lint.UnsafeFix("write "+bare+", and leave port "+strconv.FormatInt(n, 10)+" as it is", h.Host.Replace(bare))
	}
	return lint.UnsafeFix("write "+bare, h.Host.Replace(bare))
}
