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

// A HostForm classifies the text of a static host. A host has exactly one form, so one mistake gives one finding.
type HostForm int

// The forms of hosts.
const (
	formUnknown     HostForm = iota // missing, or not known
	FormBlank                       // only white space and invisible characters
	FormPlaceholder                 // a placeholder that was not replaced
	formInvisible                   // invisible characters, or look-alikes of others
	FormAddress                     // an IP address
	FormURL                         // a scheme, a path, a user or white space
	FormBrackets                    // an IPv6 address in brackets
	FormWildcard                    // *.example.com
	FormPort                        // a host and a port
	FormName                        // a DNS name
	FormOther                       // anything else
)

// Form returns the form of the host, which was computed when it was read.
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

// Address returns the IP address of the host, and whether it is one. An IPv4-mapped IPv6 address is returned as IPv4, which packets are
// sent to.
func (h Host) Address() (netip.Addr, bool) { return h.addr, h.isAddr }

func addressOf(name string) (netip.Addr, bool) {
	addr, err := netip.ParseAddr(name)
	return addr.Unmap().WithZone(""), err == nil
}

// WithoutBrackets returns the IPv6 address inside the brackets, or s unchanged if it is anything else.
func WithoutBrackets(s string) string {
	if inner, ok := strings.CutPrefix(s, "["); ok && strings.HasSuffix(inner, "]") && isAddress(strings.TrimSuffix(inner, "]")) {
		return strings.TrimSuffix(inner, "]")
	}
	return s
}

// SplitPort splits a host and its port. The port may be empty after the colon, or a service name.
func SplitPort(s string) (bare, port string, ok bool) {
	bare, port, err := net.SplitHostPort(s)
	word := strings.Trim(port, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
	return bare, port, err == nil && bare != "" && word
}

// EndsInNumber reports whether the last label of a name is a number, so that only an IPv4 address can be meant.
func EndsInNumber(name string) bool {
	last := name[strings.LastIndexByte(name, '.')+1:]
	if hex, ok := strings.CutPrefix(last, "0x"); ok {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return last != "" && strings.Trim(last, "0123456789") == ""
}

// IsClusterService reports whether a name is unmistakably a Service of the cluster.
func IsClusterService(name string) bool {
	inner, full := strings.CutSuffix(name, ".svc.cluster.local")
	if !full {
		inner, full = strings.CutSuffix(name, ".svc")
	}
	return full && strings.Contains(inner, ".")
}

// KeepHost returns the fix that keeps only the host. A port in the text moves to the port field if that is missing. If the field has
// another value, it keeps that value and the fix is unsafe. The safety is that of dropping everything else from the text.
func KeepHost(h Host, bare, port string, safety diag.Safety) []diag.Fix {
	number, err := strconv.ParseUint(port, 10, 16)
	if port != "" && h.Port.Node == nil && !h.Template() {
		fix := lint.UnsafeFix
		if safety == diag.Safe && err == nil {
			fix = lint.SafeFix
		}
		return fix("write "+bare+", and the port in its own field", h.Host.Replace(bare), h.Host.AddBeside("port", strconv.FormatUint(number, 10)))
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
