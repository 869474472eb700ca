package convert

import (
	"bytes"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// FuzzFiles checks that a conversion never fails, whatever the text is, that all leaves have an outcome, and that the output has the same
// values as the tree. The conversion itself compares the output with the tree.
func FuzzFiles(f *testing.F) {
	for _, seed := range []string{
		"apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: web}\nspec:\n  type: AI # x\n  ai:\n    multipool:\n      priorities:\n      - pool:\n        - provider:\n            openai: &o {authToken: {kind: SecretRef, secretRef: {name: s}}}\n          hostOverride: {host: h, port: 1}\n        - provider: {openai: *o}\n",
		"{\"apiVersion\": \"gateway.kgateway.dev/v1alpha1\", \"kind\": \"Backend\", \"metadata\": {}, \"spec\": {\"aws\": {\"lambdaFunctionName\": \"a:b\", \"roleArn\": \"x\"}}}",
		"apiVersion: gloo.solo.io/v1\nkind: Upstream\nmetadata:\n  name: u\nspec:\n  aws:\n    lambdaFunctions:\n    - logicalName: a\n    - {}\n",
		"apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: s}\nspec:\n  hosts: [a, \"*.b\"]\n  ports: [{number: 443, name: t}, {number: 80, name: h, protocol: GRPC}]\n  endpoints:\n  - address: x\n    ports: {t: 1}\n",
		"apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {type: ExternalName, externalName: a., ports: [{port: 443}]}\n",
		"apiVersion: gateway.envoyproxy.io/v1alpha1\nkind: Backend\nmetadata: {name: e}\nspec:\n  endpoints:\n  - fqdn: {hostname: a, port: 1}\n  tls: {sni: a}\n",
		"apiVersion: v1\nkind: List\nitems:\n- apiVersion: agentgateway.dev/v1alpha1\n  kind: AgentgatewayBackend\n  metadata: {name: a}\n  spec:\n    <<: {static: {host: h, port: 1}}\n",
		// Texts that the fuzzer has found.
		"{}",
		"{\"apiVersion\": \"gateway.kgateway.dev/v1alpha1\", \"kind\": \"Backend\", \"metadaTa\": {}, \"spec\": {\"aws\": \"roleAx\"}}",
		"apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nspec:\n  ai:\n    multipool:\n      priorities:\n      - pool:\n        - provider:\n            openai: &o:{}\n        - provider: {openai: *o}",
		"apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {type: ExternalName, externalName: a:, ports: [{port: 443}]}",
		"{\"apiVersion\": \"gateway.kgateway.dev/v1alpha1\", \"kind\": \"Backend\", \"metadata\": {}, \"spec\": {\"aws\": {\"l\xf7\": \"a:b\", \"ro\xff\x7fArn\": \"x\"}}}",
		"{\"apiVersion\": \"gateway.kgateway.dev/v1alpha1\", \"kind\": \"Backend\", \"metadata\": {}, \"spec\": {\"" + strings.Repeat("k", 1100) + "\": {}}}",
		"apiVersion: gloo.solo.io/0\nkind: Upstream\nspec:\n aws:\n  lambdaFunctions:\n  - 0",
		"apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nspec:\n  ai:\n    multipool:\n      priorities:\n      - pool:\n        - provider:\n            openai: &o {}\n        - provider: {openai: *o} ",
		"apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nspec:\n  ai:\n    multipool:\n      priorities:\n      - pool:\n        - provider:\n            openai: {}#0\n",
		"apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nspec:\n  ai:\n   multipool:\n    priorities:\n    - pool:\n      - provider:\n         openai: {authToken: {0,secretRef}}",
		"apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nspec:\n  ai:\n    multipool:\n      priorities:\n      - pool:\n        - provider:\n           !openai: &o:{    - provider: {openai: *o}",
		"{apiVersion: gateway.kgateway.dev/v1alpha1, kind: Backend, spec: {&o aws: {lambda: *o}}}",
	} {
		for pick := range byte(48) { // every target in every syntax
			f.Add([]byte(seed), pick)
		}
	}
	// A key of several lines, and a carriage return that ends a line.
	f.Add([]byte("{\"apiVersion\": \"gateway.kgateway.dev/v1alpha1\", \"kind\": \"Backend\", \"metadaTa\": {}, \"spec\": {\"aws\": {\"lam\na:b\", \"bdaFunctionName\": \"\na:b\", \"roleArn\": \"x\"}}}"), byte(162))
	f.Add([]byte("apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nspec:\n  ai:\n    multipool:\nrities:\n +    priorities:\n        #      - provid\r#-"), byte('x'))
	targets := target.All()
	f.Fuzz(func(t *testing.T, text []byte, pick byte) {
		if len(text) > 1<<13 {
			return
		}
		o := Options{To: targets[int(pick)%len(targets)], Syntax: Syntax(int(pick) / 16 % 3)}
		if sources := Sources(); pick >= 128 {
			o.From = sources[int(pick)%len(sources)]
		}
		c, err := Files(t.Context(), []*source.File{source.New("x.yaml", bytes.Clone(text))}, o)
		if err != nil {
			t.Fatal(err)
		}
		for _, broken := range c.Files[0].Broken {
			if strings.Contains(broken.Error(), "bug of backendctl") {
				t.Fatalf("%v\n%s", broken, text)
			}
		}
		if c.Unaccounted > 0 {
			t.Fatalf("%d leaves have no outcome, want 0", c.Unaccounted)
		}
		for _, d := range c.Documents {
			if o.Syntax == AsIs && d.From != mapping.Shape("") && d.File == nil {
				t.Fatal("a converted document has no file")
			}
		}
	})
}
