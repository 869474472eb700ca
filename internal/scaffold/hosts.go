package scaffold

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// An address is a host with its port. The port is 0 if it is not set.
type address struct {
	host string
	port int64
}

// parseAddress parses an address in one of the forms HOST, HOST:PORT, an IPv6 address, and [IPV6]:PORT.
func parseAddress(text string) (address, error) {
	switch {
	case strings.Contains(text, "://"):
		return address{}, fmt.Errorf("%q is a URL: expected HOST:PORT; use --from-url for a URL", text)
	case strings.Contains(text, "/"):
		return address{}, fmt.Errorf("%q has a path: expected HOST:PORT", text)
	case strings.Contains(text, ","):
		return address{}, fmt.Errorf("%q is a list: expected one HOST:PORT", text)
	}
	if ip, err := netip.ParseAddr(strings.Trim(text, "[]")); err == nil {
		return address{host: ip.String()}, nil
	}
	host, number, err := net.SplitHostPort(text)
	if err != nil {
		return address{host: text}, nil //nolint:nilerr // the text is a host without a port
	}
	if host == "" {
		return address{}, fmt.Errorf("%q has no host", text)
	}
	port, err := parsePort(number)
	if err != nil {
		return address{}, fmt.Errorf("%q: %w", text, err)
	}
	return address{host, port}, nil
}

func parsePort(text string) (int64, error) {
	if text == "" {
		return 0, errors.New("missing port after the colon")
	}
	port, err := strconv.ParseInt(text, 10, 64)
	if err != nil || port < 1 || port > 65535 {
		return 0, fmt.Errorf("%q is not a valid port: must be 1 to 65535", text)
	}
	return port, nil
}

// splitList returns the items of comma-separated values.
func splitList(values []string) []string {
	var out []string
	for _, v := range values {
		for item := range strings.SplitSeq(v, ",") {
			out = append(out, strings.TrimSpace(item))
		}
	}
	return out
}
