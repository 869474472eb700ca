package objects

import (
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var AnnotationNotBoolean = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "annotation-not-boolean",
		Summary:  "the annotation that turns Istio's automatic mTLS off is not a boolean",
		Severity: diag.Error,
		Category: diag.Correctness,
		Since:    "2.1",
		Why: "`kgateway.dev/disable-istio-auto-mtls` accepts Go's booleans: `true`, `false`, `1`, `0`, `t`, `f` and their capitals. Any " +
			"other text, including `yes` and the empty string, is an error: kgateway drops the whole Backend, with or without Istio, " +
			"and its requests get 500 or 503. Up to kgateway 2.3 the status is still Accepted, because the error is added after the " +
			"status is computed; from 2.4 on it is `Accepted=False`.",
		Sources: []string{
			"pkg/pluginsdk/ir/backend.go @ 2.4",
			"pkg/kgateway/translator/irtranslator/backend.go @ 2.4",
			"pkg/kgateway/proxy_syncer/status.go @ 2.4",
		},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
  annotations:
    kgateway.dev/disable-istio-auto-mtls: "yes"
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
  annotations:
    kgateway.dev/disable-istio-auto-mtls: "true"
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
`,
	},
	Backend: checkAnnotationNotBoolean,
}

func checkAnnotationNotBoolean(p *lint.Pass, b *manifest.Document) {
	at := lint.At(b, "metadata", "annotations", kgw.DisableAutoMTLS)
	s, known := at.Text()
	if _, err := strconv.ParseBool(s); !known || err == nil {
		return
	}
	consequence := "the Backend is dropped, and its status does not report it"
	if p.Since("2.4") {
		consequence = "the Backend is dropped"
	}
	d := p.Report(at, "%q is not a valid boolean: %s", s, consequence)
	d.Help = `write "true" or "false"`
	if meant, ok := booleanWords[strings.ToLower(strings.TrimSpace(s))]; ok {
		d.Fixes = lint.UnsafeFix("write "+meant, at.Replace(meant))
	}
}

// booleanWords maps other common words for booleans to "true" and "false", which Go accepts.
var booleanWords = map[string]string{
	"yes": "true", "y": "true", "on": "true", "true": "true", "enabled": "true", "1": "true",
	"no": "false", "n": "false", "off": "false", "false": "false", "disabled": "false", "0": "false",
}
