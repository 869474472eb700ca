package scaffold

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// An address is a host with its port, 0 where none was given.
type address struct {
	host string
	port int64
}

// parseAddress reads HOST, HOST:PORT, an IPv6 address and [IPV6]:PORT.
func parseAddress(text string) (address, error) {
	if strings.Contains(text, "/") {
		return address{}, fmt.Errorf("%q is no HOST:PORT; --from-url takes a URL", text)
	}
	if ip, err := netip.ParseAddr(strings.Trim(text, "[]")); err == nil {
		return address{host: ip.String()}, nil
	}
	host, number, err := net.SplitHostPort(text)
	if err != nil {
		return address{host: text}, nil //nolint:nilerr // it has no port
	}
	port, err := parsePort(number)
	if err != nil {
		return address{}, fmt.Errorf("%q: %w", text, err)
	}
	if host == "" {
		return address{}, fmt.Errorf("%q has no host", text)
	}
	return address{host, port}, nil
}

func parsePort(text string) (int64, error) {
	port, err := strconv.ParseInt(text, 10, 64)
	if err != nil || port < 1 || port > 65535 {
		return 0, fmt.Errorf("%q is no port from 1 to 65535", text)
	}
	return port, nil
}
