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

// autoMTLSOn matches the setting if it is true: as a key of Helm values, and as an environment variable of a Deployment. It matches text,
// because the set does not keep the nodes of such documents.
var autoMTLSOn = regexp.MustCompile(`(?m)^[^#\n]*` + autoMTLSSetting + `["']?(?:\s*:|` + blanks + `,?` + blanks + `["']?value["']?\s*:)\s*["']?(?i:true|t|1)\b`)

// blanks matches white space and comments.
const blanks = `(?:\s|#[^\n]*\n)*`

// autoMTLS returns the place where a document of the set turns on Istio's automatic mTLS. It returns false if no document does.
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

// isAutoMTLSOff reports whether the annotation of a Backend turns off Istio's automatic mTLS, or may do so after templates are rendered.
// kgateway 2.0 does not read the annotation.
func isAutoMTLSOff(p *lint.Pass, b *manifest.Document) bool {
	at := lint.At(b, "metadata", "annotations", kgw.DisableAutoMTLS)
	off, err := strconv.ParseBool(at.Word())
	return !kgw.IsBefore(p, "2.1") && (at.Template() || err == nil && off)
}
