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

// A HostForm is what the text of a static host looks like. A host has one form, so that one mistake is one finding.
type HostForm int

// The forms of hosts.
const (
	formUnknown     HostForm = iota // not there, or not known
	FormBlank                       // nothing that one could see
	FormPlaceholder                 // never filled in
	formInvisible                   // characters that nobody sees, or that look like others
	FormAddress                     // an IP address
	FormURL                         // a scheme, a path, a user or white space
	FormBrackets                    // an IPv6 address in brackets
	FormWildcard                    // *.example.com
	FormPort                        // a host and a port
	FormName                        // a DNS name
	FormOdd                         // anything else
)

// Form returns what the host looks like, which was found when it was read.
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
	return FormOdd
}

func isBlank(r rune) bool { return unicode.IsSpace(r) || IsInvisible(r) }

func isAddress(s string) bool {
	_, err := netip.ParseAddr(s)
	return err == nil
}

// Address returns the IP address that a host is. One that maps IPv4 into IPv6 is the IPv4 address that packets go to.
func (h Host) Address() (netip.Addr, bool) { return h.addr, h.isAddr }

func addressOf(name string) (netip.Addr, bool) {
	addr, err := netip.ParseAddr(name)
	return addr.Unmap().WithZone(""), err == nil
}

// WithoutBrackets returns the IPv6 address inside of brackets, and anything else as it is.
func WithoutBrackets(s string) string {
	if inner, ok := strings.CutPrefix(s, "["); ok && strings.HasSuffix(inner, "]") && isAddress(strings.TrimSuffix(inner, "]")) {
		return strings.TrimSuffix(inner, "]")
	}
	return s
}

// SplitPort takes a port off a host. A port may be missing behind its colon, or be a word.
func SplitPort(s string) (bare, port string, ok bool) {
	bare, port, err := net.SplitHostPort(s)
	word := strings.Trim(port, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
	return bare, port, err == nil && bare != "" && word
}

// EndsInNumber says whether a name can only have been meant as an IPv4 address, because its last label is a number.
func EndsInNumber(name string) bool {
	last := name[strings.LastIndexByte(name, '.')+1:]
	if hex, ok := strings.CutPrefix(last, "0x"); ok {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return last != "" && strings.Trim(last, "0123456789") == ""
}

// IsClusterService says whether a name is that of a Service of the cluster, in one of the forms that say so.
func IsClusterService(name string) bool {
	inner, full := strings.CutSuffix(name, ".svc.cluster.local")
	if !full {
		inner, full = strings.CutSuffix(name, ".svc")
	}
	return full && strings.Contains(inner, ".")
}

// KeepHost makes the fix that leaves a host bare. A port in it goes to the field that is for it where that is free; where
// that has another value, the value stays and somebody has to look.
func KeepHost(h Host, bare, port string, safe bool) []diag.Fix {
	number, err := strconv.ParseUint(port, 10, 16)
	if port != "" && h.Port.Node == nil && !h.Template() {
		fix := lint.UnsafeFix
		if safe && err == nil {
			fix = lint.SafeFix
		}
		return fix("write "+bare+", and the port in its own field", h.Host.Replace(bare), h.Host.AddBeside("port", strconv.FormatUint(number, 10)))
	}
	n, known := h.Port.Int()
	switch {
	case safe && (port == "" || known && err == nil && uint64(n) == number):
		return lint.SafeFix("write "+bare, h.Host.Replace(bare))
	case known && port != "" && (err != nil || uint64(n) != number):
		return lint.UnsafeFix("write "+bare+", and leave port "+strconv.FormatInt(n, 10)+" as it is", h.Host.Replace(bare))
	}
	return lint.UnsafeFix("write "+bare, h.Host.Replace(bare))
}
