package tls

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
	"github.com/backendctl/backendctl/internal/source"
)

// autoMTLSSetting is the setting of the controller that turns on Istio's automatic mTLS.
const autoMTLSSetting = "KGW_ENABLE_ISTIO_AUTO_MTLS"

// autoMTLSOn matches the setting as a key of Helm's values, and as the name and value of an env of a Deployment. It matches text, because
// the nodes of documents of other kinds are not kept.
var autoMTLSOn = regexp.MustCompile(`(?m)^[^#\n]*` + autoMTLSSetting + `["']?(?:\s*:|` + blanks + `,?` + blanks + `["']?value["']?\s*:)\s*["']?(?i:true|t|1)\b`)

// blanks matches white space and comments.
const blanks = `(?:\s|#[^\n]*\n)*`

// autoMTLS returns the place where the set turns on Istio's automatic mTLS, or false if there is none.
func autoMTLS(s *lint.Set) (lint.Place, bool) {
	for _, d := range s.Documents() {
		text := d.File.Slice(d.Span)
		if !strings.Contains(text, autoMTLSSetting) {
			continue
		}
		if at := autoMTLSOn.FindStringIndex(text); at != nil {
			start := d.Span.Start + at[0] + strings.Index(text[at[0]:], autoMTLSSetting)
			return lint.Place{Document: d, Span: source.Span{Start: start, End: start + len(autoMTLSSetting)}}, true
		}
	}
	return lint.Place{}, false
}

// isAutoMTLSOff reports whether a Backend's annotation turns off Istio's automatic mTLS, or may do so once a template is rendered. kgateway
// 2.0 has no such annotation.
func isAutoMTLSOff(p *lint.Pass, b *manifest.Document) bool {
	at := lint.At(b, "metadata", "annotations", kgw.DisableAutoMTLS)
	off, err := strconv.ParseBool(at.Word())
	return !kgw.IsBefore(p, "2.1") && (at.Template() || err == nil && off)
}
