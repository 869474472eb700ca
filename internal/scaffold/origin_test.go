package scaffold

import (
	"strings"
	"testing"
)

func TestFromURLZone(t *testing.T) {
	for text, want := range map[string]string{
		"http://[fe80::1%25eth0]:80/x": "has a zone", "http://[fe80::1%eth0]/x": "has a zone", "http://[2001:db8::1]:80/a%20b": "", "https://a.example.com/[x%20y]": "",
	} {
		_, err := FromURL(text, static)
		if got := err != nil && strings.Contains(err.Error(), "has a zone"); got != (want != "") {
			t.Errorf("FromURL(%q) has the error %v, want one that contains %q", text, err, want)
		}
	}
}
