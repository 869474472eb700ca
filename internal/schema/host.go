package schema

import (
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// splitHost returns a help for an object whose host contains the missing port, or "" if it contains none.
func (c *checker) splitHost(at []string) string {
	host, port := hostAndPort(c.node(at).Get("host").String())
	if _, err := strconv.ParseUint(port, 10, 16); err != nil || host == "" {
		return ""
	}
	return fmt.Sprintf("the host contains the port: write `host: %s` and `port: %s`", host, port)
}

// hostAndPort splits HOST:PORT, or the URL of a server.
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
