package schema

import (
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// splitHost returns a help text for an object without a port if the value of host contains a port, and otherwise "".
func (c *checker) splitHost(at []string) string {
	host, port := hostAndPort(c.node(at).Get("host").String())
	if _, err := strconv.ParseUint(port, 10, 16); err != nil || host == "" {
		return ""
	}
	return fmt.Sprintf("the host contains the port: write `host: %s` and `port: %s`", host, port)
}

// hostAndPort returns the host and the port of a text of the form HOST:PORT, or of a URL. The port is "" for a URL without a port. For any
// other text, both results are "".
func hostAndPort(text string) (host, port string) {
	if strings.Contains(text, "://") {
		if u, err := url.Parse(text); err == nil {
			return u.Hostname(), u.Port()
		}
		return "", ""
	}
	host, port, err := net.SplitHostPort(text)
	if err != nil {
		return "", ""
	}
	return host, port
}
