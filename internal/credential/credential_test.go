package credential

import (
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	for text, want := range map[string]string{
		"key: AKIAABCDEFGHIJKLMNOP":       "an AWS access key",
		"key: ASIAABCDEFGHIJKLMNOP":       "a temporary AWS access key",
		"ghp_" + strings.Repeat("a1", 18): "a GitHub token",
		"key: github_pat_" + strings.Repeat("a", 22) + "_" + strings.Repeat("b", 59): "a GitHub token",
		"sk-" + strings.Repeat("aB3d", 5) + "T3BlbkFJ" + strings.Repeat("aB3d", 5):   "an OpenAI API key",
		"sk-proj-" + strings.Repeat("aB3", 10):                                       "an OpenAI API key",
		"sk-ant-api03-" + strings.Repeat("aB3", 10):                                  "an Anthropic API key",
		"AIza" + strings.Repeat("a1b2c", 7):                                          "a Google API key",
		"-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----":        "a private key",
		"key: AKIAIOSFODNN7EXAMPLE":                                                  "",
		"key: AKIAXXXXXXXXXXXXXXXX":                                                  "",
		"XAKIAABCDEFGHIJKLMNOP":                                                      "",
		"-----BEGIN CERTIFICATE-----":                                                "",
	} {
		found := Find(text)
		switch {
		case want == "" && len(found) > 0:
			t.Errorf("%q: found %s, want nothing", text, found[0].Name)
		case want != "" && (len(found) != 1 || found[0].Name != want):
			t.Errorf("%q: found %v, want %s", text, found, want)
		}
	}
	if m := Find("-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n")[0]; m.Span.End != len("-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----") {
		t.Errorf("the private key ends at %d, want the end of the END line", m.Span.End)
	}
}
