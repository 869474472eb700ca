package schema

import (
	"net"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/backendctl/backendctl/internal/manifest"
)

// stringFormat is a format of texts that the API server asserts for a CRD. An unknown one accepts any text.
type stringFormat string

func (k stringFormat) accepts(n *manifest.Node) bool {
	text, ok := text(n)
	if !ok {
		return true
	}
	switch strings.ReplaceAll(string(k), "-", "") {
	case "ipv4":
		return net.ParseIP(text) != nil && strings.Contains(text, ".")
	case "ipv6":
		return net.ParseIP(text) != nil && strings.Contains(text, ":")
	case "cidr":
		_, _, err := net.ParseCIDR(text)
		return err == nil
	case "mac":
		_, err := net.ParseMAC(text)
		return err == nil
	case "uri":
		_, err := url.ParseRequestURI(text)
		return err == nil
	case "date":
		return isDate(text)
	case "datetime":
		return isDateTime(text)
	case "uuid", "uuid3", "uuid4", "uuid5":
		return isUUID(text, strings.TrimPrefix(string(k), "uuid"))
	}
	return true
}

func (k stringFormat) explain(e *explanation, _ *manifest.Node) { e.fail(k) }

func isDate(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}

// isDateTime is as lenient as the API server: what stands around the time of day is not looked at.
func isDateTime(text string) bool {
	day, rest, ok := strings.Cut(strings.ToLower(text), "t")
	if !ok || len(text) < 4 || !isDate(day) {
		return false
	}
	rest, _, _ = strings.Cut(rest, "t")
	m := regexp.MustCompile(`^([0-9]{2}):([0-9]{2}):([0-9]{2})(.[0-9]+)?(z|([+-][0-9]{2}:[0-9]{2}))$`).FindStringSubmatch(rest)
	return m != nil && m[1] <= "23" && m[2] <= "59" && m[3] <= "59"
}

func isUUID(text, version string) bool {
	third, fourth := "[0-9a-f]{4}", "[0-9a-f]{4}"
	if version != "" {
		third = version + "[0-9a-f]{3}"
	}
	if version == "4" || version == "5" {
		fourth = "[89ab][0-9a-f]{3}"
	}
	return regexp.MustCompile("(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?" + third + "-?" + fourth + "-?[0-9a-f]{12}$").MatchString(text)
}
