package tls

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var TLSParametersInvalid = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "tls-parameters-invalid",
		Summary:  "Envoy rejects the TLS parameters of a policy",
		Severity: diag.Error,
		Category: diag.Correctness,
		Why: "The CRD accepts any text as an ECDH curve or a cipher suite, and does not compare minVersion with maxVersion. kgateway " +
			"passes all of it to Envoy, which supports only BoringSSL's names. Envoy rejects a cluster with an unknown curve or suite " +
			"(`Failed to initialize ECDH curves`), and with a minimum above the maximum no version is left. The policy's status is " +
			"Accepted. Curves are `X25519`, `P-256`, `P-384` and `P-521`; `secp256r1` is called `P-256`. Post-quantum groups, which " +
			"depend on Envoy's release, and aliases of many suites, such as `HIGH`, are not checked.",
		Since: "2.1",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backendconfigpolicy/tls.go @ 2.4",
			"internal/kgateway/extensions2/plugins/backendconfigpolicy/tls.go @ 2.1",
			"kgateway-dev/kgateway issue 11983",
			"envoyproxy/envoy source/common/tls/context_impl.cc",
			"google/boringssl ssl/ssl_key_share.cc",
			"google/boringssl ssl/ssl_cipher.cc",
		},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: web.example.com
      port: 443
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: web
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: web
  tls:
    wellKnownCACertificates: System
    sni: web.example.com
    verifySubjectAltNames:
    - web.example.com
    parameters:
      ecdhCurves:
      - secp256r1
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: web.example.com
      port: 443
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: web
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: web
  tls:
    wellKnownCACertificates: System
    sni: web.example.com
    verifySubjectAltNames:
    - web.example.com
    parameters:
      ecdhCurves:
      - P-256
`,
	},
	Set: checkTLSParametersInvalid,
}

func checkTLSParametersInvalid(p *lint.Pass) {
	for _, c := range kgw.TLSConfigs(p) {
		parameters := c.Field("parameters")
		for _, at := range parameters.Field("ecdhCurves").Items() {
			reportCurves(p, at)
		}
		for _, at := range parameters.Field("cipherSuites").Items() {
			reportSuites(p, at)
		}
		reportVersions(p, parameters)
	}
}

// reportCurves reports the unknown curves in an entry of ecdhCurves. An entry may contain several curves, separated by colons.
func reportCurves(p *lint.Pass, at lint.Place) {
	for name := range strings.SplitSeq(at.Word(), ":") {
		if !isUnknownCurve(name) {
			continue
		}
		d := p.Report(at, "unknown ECDH curve %q: Envoy rejects the Backend", name)
		d.Help = "use X25519, P-256, P-384 or P-521"
		if meant := meantCurve(name); meant != "" {
			d.Help = "the name of this curve is " + meant
			if name == at.Word() {
				d.Fixes = lint.UnsafeFix("write "+meant, at.Replace(meant))
			}
		}
	}
}

// meantCurve returns the curve that a name is probably a misspelling of, or "" if there is none.
func meantCurve(name string) string {
	if strings.EqualFold(name, "secp256r1") {
		return "P-256"
	}
	for _, curve := range ecdhCurves {
		if strings.EqualFold(strings.ReplaceAll(curve, "-", ""), strings.ReplaceAll(name, "-", "")) {
			return curve
		}
	}
	return ""
}

func reportSuites(p *lint.Pass, at lint.Place) {
	for _, name := range unknownSuites(at.Word()) {
		d := p.Report(at, "unknown cipher suite %q: Envoy rejects the Backend", name)
		d.Help = "use a BoringSSL name, such as " + cipherSuites[0]
		known := cipherSuites
		if strings.HasPrefix(strings.ToUpper(name), "TLS_") {
			known = standardSuites
		}
		if near, ok := fuzzy.Nearest(name, known); ok && fuzzy.Within(name, near, 2) {
			d.Message += "; did you mean \"" + near + "\"?"
			if name == at.Word() {
				d.Fixes = lint.UnsafeFix("write "+near, at.Replace(near))
			}
		}
	}
}

// reportVersions reports a minVersion above the maxVersion. It reports nothing if one of them is AUTO or missing, because Envoy chooses
// then.
func reportVersions(p *lint.Pass, parameters lint.Place) {
	low, high := parameters.Field("minVersion"), parameters.Field("maxVersion")
	from, to := slices.Index(tlsVersions, low.Word()), slices.Index(tlsVersions, high.Word())
	if from < 0 || to < 0 || from <= to {
		return
	}
	d := p.Report(low, "minVersion %s is above maxVersion %s: Envoy rejects the Backend", low.Word(), high.Word())
	d.Help = "raise maxVersion, or lower minVersion"
	d.Related = append(d.Related, high.Related("maxVersion"))
}
