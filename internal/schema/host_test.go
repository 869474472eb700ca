package schema

import "testing"

func TestHostAndPort(t *testing.T) {
	for text, want := range map[string][2]string{
		"e.example.com:9090":         {"e.example.com", "9090"},
		"[2001:db8::1]:80":           {"2001:db8::1", "80"},
		"https://e.example.com:9090": {"e.example.com", "9090"},
		"https://e.example.com/a":    {"e.example.com", ""},
		"https://e.example.com:x":    {},
		"e.example.com":              {},
		"2001:db8::1":                {},
		"":                           {},
	} {
		if host, port := hostAndPort(text); host != want[0] || port != want[1] {
			t.Errorf("hostAndPort(%q) = %q, %q, want %q", text, host, port, want)
		}
	}
}
