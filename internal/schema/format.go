package schema

import (
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/backendctl/backendctl/internal/manifest"
)

// stringFormat is a format of strings, such as ipv4, that the API server checks for a CRD. An unknown format accepts any string.
type stringFormat string

func (k stringFormat) accepts(n *manifest.Node) bool {
	text, ok := text(n)
	if !ok {
		return true
	}
	switch name := strings.ReplaceAll(string(k), "-", ""); name {
	case "ipv4":
		return net.ParseIP(withoutZeros(text)) != nil && strings.Contains(text, ".")
	case "ipv6":
		return net.ParseIP(text) != nil && strings.Contains(text, ":")
	case "cidr":
		_, _, err := net.ParseCIDR(withoutZeros(text))
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
		return isUUID(text, strings.TrimPrefix(name, "uuid"))
	case "hostname":
		return matches(name, text) && len(text) <= 255 && !slices.ContainsFunc(strings.Split(text, "."), func(label string) bool { return len(label) > 63 })
	case "duration":
		return isDuration(text)
	case "byte", "bsonobjectid", "hexcolor", "rgbcolor", "ssn":
		return matches(name, text)
	}
	return true
}

// patterns are the regular expressions that the API server uses for some formats (kube-openapi, pkg/validation/strfmt and its govalidator).
var patterns = map[string]string{
	"byte":         `^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$`,
	"bsonobjectid": `^[0-9a-fA-F]{24}$`,
	"hexcolor":     `^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$`,
	"rgbcolor":     `^rgb\(\s*` + shade + `\s*,\s*` + shade + `\s*,\s*` + shade + `\s*\)$`,
	"ssn":          `^[0-9]{3}([- ][0-9]{2}[- ][0-9]{4})$`,
	"hostname": `^([a-zA-Z0-9\p{S}\p{L}]((-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?)` +
		`|([a-zA-Z0-9\p{S}\p{L}](([a-zA-Z0-9-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?)(\.)){1,}([a-zA-Z\p{L}]){2,63})$`,
}

// shade matches one of the three numbers of rgbcolor: 0 to 255.
const shade = `(0|[1-9][0-9]?|1[0-9][0-9]?|2[0-4][0-9]|25[0-5])`

func matches(format, text string) bool { return regexp.MustCompile(patterns[format]).MatchString(text) }

// withoutZeros drops the leading zeros of the numbers of an IPv4 address. The API server accepts leading zeros, but Go's parser does not.
func withoutZeros(address string) string {
	return regexp.MustCompile(`(^|[.:])0+([0-9])`).ReplaceAllString(address, "$1$2")
}

// units are the forms of each unit of a duration that the API server accepts in addition to Go's. The API server also accepts any word that
// begins with the last form of a unit, such as minutes.
var units = [][]string{{"ns", "nano"}, {"us", "µs", "micro"}, {"ms", "milli"}, {"s", "sec"}, {"m", "min"}, {"h", "hr", "hour"}, {"d", "day"}, {"w", "wk", "week"}}

// isDuration reports whether a text is a Go duration, or contains a number with a unit, as in the API server.
func isDuration(text string) bool {
	if _, err := time.ParseDuration(text); err == nil {
		return true
	}
	found := false
	for _, m := range regexp.MustCompile(`([0-9]+)\s*([A-Za-zµ]+)`).FindAllStringSubmatch(text, -1) {
		if _, err := strconv.Atoi(m[1]); err != nil {
			return false
		}
		unit := strings.ToLower(m[2])
		found = found || slices.ContainsFunc(units, func(forms []string) bool {
			return slices.Contains(forms, unit) || strings.HasPrefix(unit, forms[len(forms)-1])
		})
	}
	return found
}

func (k stringFormat) explain(e *explanation, _ *manifest.Node) { e.fail(k) }

func isDate(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}

// isDateTime reports whether a text is a date and time of RFC 3339. Like the API server, it ignores a second T and the text after it.
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
