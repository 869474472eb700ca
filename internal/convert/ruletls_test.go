package convert

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/testenv"
)

// ruleSettings are the TLS settings of a DestinationRule.
var ruleSettings = []string{
	"sni: sni.example.com", "subjectAltNames: [sni.example.com, alt.example.com]", "insecureSkipVerify: true", "insecureSkipVerify: false",
	"caCertificates: /etc/ca.pem", "caCrl: /etc/crl.pem", "credentialName: own", "clientCertificate: /etc/cert.pem", "privateKey: /etc/key.pem",
	"subjectAltNames: []", "sni: ''", "later: {a: 1, b: [2]}",
}

// ownPolicies maps descriptions to policies of the input that set the TLS of the object.
var ownPolicies = map[string]string{
	"no policy":                          "",
	"a BackendTLSPolicy for the object":  companionText("gateway.networking.k8s.io/v1", "BackendTLSPolicy", "targetRefs: [{group: networking.istio.io, kind: ServiceEntry, name: news}, {group: '', kind: Service, name: news}], validation: {hostname: sni.example.com, wellKnownCACertificates: System}"),
	"a BackendTLSPolicy for the Backend": companionText("gateway.networking.k8s.io/v1", "BackendTLSPolicy", "targetRefs: [{group: gateway.kgateway.dev, kind: Backend, name: news}], validation: {hostname: tls.example.com, caCertificateRefs: [{group: '', kind: ConfigMap, name: ca}]}"),
	"a BackendConfigPolicy":              kgatewayPolicy("BackendConfigPolicy", "targetRefs: [{group: gateway.kgateway.dev, kind: Backend, name: news}], tls: {sni: tls.example.com, wellKnownCACertificates: System}"),
}

// TestRuleTLS checks that each TLS setting of a DestinationRule is in the result, is reported as lost or has no effect, for random settings.
func TestRuleTLS(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for i := range testenv.Sized(800) {
		var settings []string
		for _, s := range ruleSettings {
			isTaken := slices.ContainsFunc(settings, func(o string) bool { return strings.HasPrefix(s, o[:strings.Index(o, ":")+1]) })
			if !isTaken && random.IntN(3) == 0 {
				settings = append(settings, s)
			}
		}
		mode := []string{"SIMPLE", "SIMPLE", "SIMPLE", "MUTUAL", "ISTIO_MUTUAL"}[i%5]
		tls := "{tls: {" + strings.Join(append(settings, "mode: "+mode), ", ") + "}}"
		input := []string{entry(https), entry(plain), external(", ports: [{port: 443}]")}[i%3]
		of := rule(tls)
		if i%3 == 2 {
			of = strings.Replace(of, "host: news.example.com", "host: news.a.svc.cluster.local", 1)
		}
		for policy, text := range ownPolicies {
			for _, to := range []string{"2.0", "2.1", "2.4", "catalog"} {
				t.Run(fmt.Sprintf("%d %s to %s with %s", i, tls, to, policy), func(t *testing.T) {
					all := input + "---\n" + of
					if text != "" {
						all += "---\n" + text
					}
					checkRule(t, to, all)
				})
			}
		}
	}
}

// checkRule converts a text, and checks that each leaf of the rule's TLS settings has one outcome, and each loss a finding.
func checkRule(t *testing.T, to, text string) {
	t.Helper()
	got, result, _ := convertTexts(t, to, text)
	i := slices.IndexFunc(got.Result.Documents, func(d diag.Document) bool { return d.Kind == "DestinationRule" })
	row := got.Result.Documents[i]
	if row.Conversion == nil {
		t.Fatalf("the rule has no result\n%s", result)
	}
	documents, _ := manifest.Parse(source.New("x.yaml", []byte(text)), manifest.Options{})
	left := map[string]bool{}
	leafPaths(documents[1].Root.Get("spec").Get("trafficPolicy").Get("tls"), "/spec/trafficPolicy/tls", left)
	for _, f := range row.Conversion.Fields {
		if !left[f.Path] {
			t.Errorf("%s is accounted for twice, or is not a leaf", f.Path)
		}
		delete(left, f.Path)
		isReported := slices.ContainsFunc(got.Result.Diagnostics, func(d diag.Diagnostic) bool {
			return d.Document == row.Index && d.Rule == ruleLoss && strings.HasPrefix(f.Path+"/", d.Path+"/")
		})
		mayBeReported := f.Outcome == "lost" || f.Outcome == "dropped" && !strings.HasSuffix(f.Reason, "has this setting") && !strings.HasSuffix(f.Reason, "has the TLS settings")
		if isReported && !mayBeReported || !isReported && f.Outcome == "lost" || f.Outcome == "mapped" && len(f.To) == 0 {
			t.Errorf("the outcome of %s is %s (to %v), which does not match that it is reported as lost: %t\n%s", f.Path, f.Outcome, f.To, isReported, result)
		}
	}
	for path := range left {
		t.Errorf("%s is not accounted for\n%s", path, result)
	}
}

// TestOwnTLSPolicy checks which TLS settings are lost if a policy of the input sets the TLS of the Backend, and that no help advises to add
// another policy.
func TestOwnTLSPolicy(t *testing.T) {
	own := func(kind, name, validation string) string {
		return companionText("gateway.networking.k8s.io/v1", "BackendTLSPolicy", "targetRefs: [{group: "+kind+", kind: "+name+", name: news}], validation: {"+validation+"}")
	}
	refs := "caCertificateRefs: [{group: '', kind: ConfigMap, name: ca}]"
	envoy := strings.Replace(envoyText, "}}]}", "}}], tls: {"+refs+"}}", 1)
	for _, c := range []struct {
		name, input string
		lost        []string
	}{
		{"CA certificates that the policy also has", envoy + "---\n" + own("gateway.envoyproxy.io", "Backend", "hostname: a.example.com, "+refs), nil},
		{"CA certificates that the policy does not have", envoy + "---\n" + own("gateway.envoyproxy.io", "Backend", "hostname: a.example.com, wellKnownCACertificates: System"), []string{"spec.tls.caCertificateRefs is lost: BackendTLSPolicy/p already sets the TLS"}},
		{"CA certificates without a policy", envoy, []string{"spec.tls.caCertificateRefs is lost: a BackendConfigPolicy takes CA certificates only"}},
		{
			"two names to verify, one of them in the policy", upstreamText("sslConfig: {sni: a.example.com, verifySubjectAltName: [b.example.com, c.example.com]}") + "---\n" +
				own("gloo.solo.io", "Upstream", "hostname: a.example.com, subjectAltNames: [{type: Hostname, hostname: b.example.com}], wellKnownCACertificates: System"),
			[]string{"spec.sslConfig.verifySubjectAltName[1] is lost: BackendTLSPolicy/p already sets the TLS"},
		},
		{
			"TLS parameters, with a BackendConfigPolicy", upstreamText("sslConfig: {sni: a.example.com, parameters: {minimumProtocolVersion: TLSv1_2, cipherSuites: [A]}}") + "---\n" +
				kgatewayPolicy("BackendConfigPolicy", "targetRefs: [{group: gateway.kgateway.dev, kind: Backend, name: news}], tls: {sni: a.example.com, wellKnownCACertificates: System, parameters: {minVersion: '1.2'}}"),
			[]string{"spec.sslConfig.parameters.cipherSuites is lost: BackendConfigPolicy/p already sets the TLS"},
		},
		{"an HTTPS port, with a BackendConfigPolicy", entry(https) + "---\n" + kgatewayPolicy("BackendConfigPolicy", "targetRefs: [{group: gateway.kgateway.dev, kind: Backend, name: news}], tls: {sni: a.example.com, wellKnownCACertificates: System}"), nil},
		{
			"a DestinationRule in another namespace", entry(https) + "---\n" + strings.Replace(rule("{tls: {mode: SIMPLE}}"), "namespace: a", "namespace: b", 1) + "---\n" +
				own("networking.istio.io", "ServiceEntry", "hostname: a.example.com, wellKnownCACertificates: System"), nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, _, _ := convertTexts(t, "2.4", c.input)
			expectLosses(t, got, c.lost)
			for _, d := range got.Result.Diagnostics {
				if strings.Contains(c.input, "TLSPolicy") && strings.Contains(d.Help, "add a Backend") {
					t.Errorf("the help of %q advises to add another policy: %s", d.Message, d.Help)
				}
			}
		})
	}
}

// TestOneLossForTLS checks that the TLS settings of a resource are one loss if a BackendTLSPolicy of 2.0 cannot have them.
func TestOneLossForTLS(t *testing.T) {
	const unsayable = " is lost: BackendConfigPolicy requires kgateway 2.1, and a BackendTLSPolicy of 2.0 cannot express this TLS configuration"
	for _, c := range []struct{ name, input, lost string }{
		{"an Upstream with several TLS settings", upstreamText("sslConfig: {sni: 10.0.0.1, verifySubjectAltName: [a.example.com, b.example.com], secretRef: {name: x, namespace: a}}"), "spec.sslConfig" + unsayable},
		{"an Upstream with one TLS setting", upstreamText("sslConfig: {sni: 10.0.0.1}"), "spec.sslConfig.sni" + unsayable},
		{"a DestinationRule", entry(https) + "---\n" + rule("{tls: {mode: SIMPLE, insecureSkipVerify: true}}"), "spec.trafficPolicy.tls" + unsayable},
		{"an Upstream with port 443 and no TLS setting", strings.Replace(upstreamText(""), "[", "[{addr: a.example.com, port: 443}, ", 1), "TLS to the hosts" + unsayable},
		{"Envoy Gateway's Backend", strings.Replace(envoyText, "}}]}", "}}], tls: {insecureSkipVerify: true, minVersion: '1.3'}}", 1), "spec.tls" + unsayable},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, _, _ := convertTexts(t, "2.0", c.input)
			expectLosses(t, got, []string{c.lost})
		})
	}
}

// TestKeptForRule checks that a file is not written if a setting of a rule in another file would be lost.
func TestKeptForRule(t *testing.T) {
	object := source.New("entry.yaml", []byte(entry(https)))
	for _, c := range []struct {
		tls  string
		kept bool
	}{{"{mode: SIMPLE}", false}, {"{mode: SIMPLE, caCertificates: /ca}", true}} {
		got := convertFiles(t, "2.4", object, source.New("rule.yaml", []byte(rule("{tls: "+c.tls+"}"))))
		if is := got.Kept()[object] != ""; is != c.kept {
			t.Errorf("%s: the file stays unchanged: %t, want %t: %v", c.tls, is, c.kept, got.Kept())
		}
	}
}

// convertFiles converts files to a target.
func convertFiles(t *testing.T, to string, files ...*source.File) *Conversion {
	t.Helper()
	goal, err := target.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	c, err := Files(t.Context(), files, Options{To: goal})
	if err != nil {
		t.Fatal(err)
	}
	return c
}
