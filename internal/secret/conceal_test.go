package secret

import (
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/source"
)

func TestConceal(t *testing.T) {
	long := strings.Repeat("aB3dE6", 40)
	f := source.New("x.yaml", []byte("kind: Secret\nstringData:\n  a: 'made \"up\" secret-01'\n  b: prod\n  c: "+long+"\nmetadata: {name: x}\n"))
	s := In(f)
	for text, want := range map[string]string{
		`got "made \"up\" secret-01"`:     `got "made \"up\" *********"`,
		`"prod", products and prod`:       `"****", products and prod`,
		"cut " + long[:30] + " … end":     "cut " + strings.Repeat("*", 30) + " … end",
		"cut … " + long[len(long)-9:]:     "cut … " + strings.Repeat("*", 9),
		"host user:pw-of-x@example.com":   "host ************@example.com",
		"Bearer Abc-123-xyz is":           "Bearer *********** is",
		"base64 cHJvZA== of it":           "base64 ******** of it",
		"nothing … to hide in this":       "nothing … to hide in this",
		"https://x.example/?api_key=ab&b": "https://x.example/?api_key=**&b",
	} {
		if got := s.Conceal(text); got != want {
			t.Errorf("Conceal(%q) = %q, want %q", text, got, want)
		}
	}
	if got := Shown().Conceal("prod"); got != "prod" {
		t.Errorf("Shown().Conceal(%q) = %q, want it unchanged", "prod", got)
	}
}
