package scaffold

import (
	"strings"
	"testing"
)

func TestParsePath(t *testing.T) {
	for path, want := range map[string]string{
		"spec.static.hosts[0].host":                 "spec static hosts 0 host",
		`metadata.labels["app.kubernetes.io/name"]`: "metadata labels app.kubernetes.io/name",
		`metadata.labels["a\"]b"].x`:                `metadata labels a"]b x`,
		"/metadata/annotations/example.com~1a":      "metadata annotations example.com/a",
		"metadata.annotations[example.com]":         "metadata annotations example.com",
		"spec":                                      "spec",
		"spec..static":                              "!",
		"spec[":                                     "!",
		"spec[]":                                    "!",
		".spec":                                     "!",
		`metadata.labels["app`:                      "!",
	} {
		tokens, err := parsePath(path)
		got := strings.Join(tokens, " ")
		if err != nil {
			got = "!"
		}
		if got != want {
			t.Errorf("parsePath(%q) = %q, want %q (error %v)", path, got, want, err)
		}
	}
}

func TestCutAssignment(t *testing.T) {
	for text, want := range map[string]string{
		"a.b=c":        "a.b|c",
		"a.b=c=d":      "a.b|c=d",
		`a["x=y"]=z`:   `a["x=y"]|z`,
		"a.b=":         "a.b|",
		"=c":           "!",
		"a.b":          "!",
		"metadata={a}": "metadata|{a}",
	} {
		path, value, ok := cutAssignment(text)
		got := path + "|" + value
		if !ok {
			got = "!"
		}
		if got != want {
			t.Errorf("cutAssignment(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestParseAddress(t *testing.T) {
	for text, want := range map[string]address{
		"orders.example.com":     {"orders.example.com", 0},
		"orders.example.com:443": {"orders.example.com", 443},
		"192.0.2.1:80":           {"192.0.2.1", 80},
		"2001:db8::1":            {"2001:db8::1", 0},
		"[2001:db8::1]":          {"2001:db8::1", 0},
		"[2001:db8::1]:8443":     {"2001:db8::1", 8443},
	} {
		if got, err := parseAddress(text); err != nil || got != want {
			t.Errorf("parseAddress(%q) = %v, want %v (error %v)", text, got, want, err)
		}
	}
	for _, text := range []string{":443", "a:0", "a:65536", "a:http", "a:-1", "https://a", "a/b:1"} {
		if got, err := parseAddress(text); err == nil {
			t.Errorf("parseAddress(%q) = %v without an error, want an error", text, got)
		}
	}
}

func TestIsHostname(t *testing.T) {
	for host, want := range map[string]bool{
		"orders.example.com": true, "a": true, "a-b.c1": true, strings.Repeat("a", 253): true,
		"": false, "A.example.com": false, "a_b.example.com": false, "a..b": false, "-a": false, "a.": false,
		"192.0.2.1": false, "2001:db8::1": false, strings.Repeat("a", 254): false,
	} {
		if got := isHostname(host); got != want {
			t.Errorf("isHostname(%q) = %t, want %t", host, got, want)
		}
	}
}
