package schema

import (
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/manifest"
)

// TestFormats checks valid and invalid texts for each rule of a format. The test of the same name in internal/apiserver compares with a
// real server.
func TestFormats(t *testing.T) {
	for _, c := range []struct {
		format  string
		valid   []string
		invalid []string
	}{
		{"ipv4", []string{"10.0.0.1", "010.010.000.01", "::ffff:10.0.0.1"}, []string{"::1", "256.0.0.1", "10.0.0", ""}},
		{"ipv6", []string{"::1", "2001:db8::"}, []string{"10.0.0.1", ":::"}},
		{"cidr", []string{"10.0.0.0/8", "010.0.0.0/8", "::/0"}, []string{"10.0.0.0", "10.0.0.0/33"}},
		{"mac", []string{"aa:bb:cc:dd:ee:ff"}, []string{"aa:bb:cc"}},
		{"uri", []string{"https://example.com", "/path"}, []string{"example.com"}},
		{"date", []string{"2026-02-28"}, []string{"2026-02-30"}},
		{"date-time", []string{"2026-02-28T01:02:03Z", "2026-02-28t01:02:03.5+01:00"}, []string{"2026-02-28", "2026-02-28T24:00:00Z"}},
		{"uuid", []string{"f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "F81D4FAE7DEC11D0A76500A0C91E6BF6"}, []string{"f81d4fae"}},
		{"uuid4", []string{"f81d4fae-7dec-41d0-a765-00a0c91e6bf6"}, []string{"f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "f81d4fae-7dec-41d0-c765-00a0c91e6bf6"}},
		{"hostname", []string{"a", "a.example.com", "1.example.com", "münchen.de"}, []string{"", "a_b.com", "a-.com", "a.b.c1", strings.Repeat("a", 64) + ".com", strings.Repeat("a.", 127) + "com"}},
		{"byte", []string{"YWJj", "YWI="}, []string{"", "YWI", "Y-I="}},
		{"duration", []string{"1h30m", "5 days", "in 3 weeks or so", "10 secondary"}, []string{"", "5", "3 furlongs", "99999999999999999999 h"}},
		{"bsonobjectid", []string{"5f1e7b2c9d3a4b5c6d7e8f90"}, []string{"5f1e7b2c9d3a4b5c6d7e8f9"}},
		{"ssn", []string{"123-45-6789", "123 45-6789"}, []string{"123456789", "123-456789"}},
		{"hexcolor", []string{"#fff", "a0b1c2"}, []string{"#ff", "#ggg"}},
		{"rgbcolor", []string{"rgb(1, 22,255)"}, []string{"rgb(256,0,0)", "rgb(1,2)"}},
		{"password", []string{"", "anything"}, nil},
	} {
		for _, text := range c.valid {
			if !stringFormat(c.format).accepts(&manifest.Node{Kind: manifest.Scalar, Value: text}) {
				t.Errorf("%s: %q is not accepted", c.format, text)
			}
		}
		for _, text := range c.invalid {
			if stringFormat(c.format).accepts(&manifest.Node{Kind: manifest.Scalar, Value: text}) {
				t.Errorf("%s: %q is accepted", c.format, text)
			}
		}
	}
}
