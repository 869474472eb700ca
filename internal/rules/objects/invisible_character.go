package objects

import (
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var InvisibleCharacter = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "invisible-character",
		Summary:  "a value contains characters that are invisible or look like other characters",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "A no-break space, a zero-width space, a soft hyphen, a curly quote, or a dash instead of a hyphen is often copied from a " +
			"web page, a chat or a word processor. The value looks right in editors and diffs, but it is the name of something that does not " +
			"exist: the host does not resolve, the Secret is not found. Type the value again. A mark that changes the direction of text " +
			"can also be used on purpose to make it look like another value. A value that contains only such characters and white space " +
			"is blank: the API server accepts many of them, but no model, Secret or host has a blank name.",
		Sources: []string{"unicode.org/reports/tr36", "unicode.org/reports/tr9"},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: "web.example.com` + "\u200b" + `"
      port: 8080
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: "web.example.com"
      port: 8080
`,
	},
	Backend: checkInvisibleCharacter,
}

func checkInvisibleCharacter(p *lint.Pass, b *manifest.Document) {
	isSuspect := func(s string) bool { return strings.ContainsFunc(s, kgw.IsInvisible) || kgw.IsBlank(s) }
	for _, at := range kgw.SpecStrings(b, isSuspect) {
		s := at.Word()
		if kgw.IsBlank(s) {
			reportBlank(p, at)
			continue
		}
		clean := kgw.Visible(s)
		r := []rune(s[strings.IndexFunc(s, kgw.IsInvisible):])[0]
		d := p.Report(at, "%+q contains %s (%U): it looks right but matches nothing", s, runeName(r), r)
		d.Help = "type the value again; it is probably meant to be " + clean
		d.Fixes = lint.UnsafeFix("write "+clean, at.Replace(clean))
	}
}

// reportBlank reports a blank value, except in a field whose value is part of a longer text or is compared with data elsewhere. Other rules
// report the hosts of static and GCP Backends.
func reportBlank(p *lint.Pass, at lint.Place) {
	pointer := at.Pointer()
	if strings.HasPrefix(pointer, "/spec/static/hosts/") && strings.HasSuffix(pointer, "/host") {
		return
	}
	for _, part := range []string{"/gcp/host", "/prefix", "/value", "/matchLabels/"} {
		if strings.Contains(pointer, part) {
			return
		}
	}
	d := p.Report(at, "%+q is blank: it is accepted but names nothing", at.Word())
	d.Help = "write the value, or remove the field"
}

// runeName returns a name for an invisible character. Only the most common characters have names.
func runeName(r rune) string {
	switch {
	case r == '\u00a0' || r == '\u202f':
		return "a no-break space"
	case r == '\u00ad':
		return "a soft hyphen"
	case r == '\u200b' || r == '\ufeff':
		return "a zero-width space"
	case r == '\u200e' || r == '\u200f' || '\u202a' <= r && r <= '\u202e' || '\u2066' <= r && r <= '\u2069':
		return "a text direction mark"
	case kgw.LookAlikes[r] == "-":
		return "a dash instead of a hyphen"
	case kgw.LookAlikes[r] != "":
		return "a curly quote"
	}
	return "an invisible character"
}
