package policies

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var HashingHostnameIgnored = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "hashing-hostname-ignored",
		Summary:  "useHostnameForHashing targets a Backend whose hosts have no names",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Since:    "2.1",
		Why: "`useHostnameForHashing` of `ringHash` and `maglev` works for clusters whose hosts Envoy resolves by name. On static " +
			"Backends with IP addresses only, and on EC2 and Lambda Backends, kgateway turns it off with a line in the controller's " +
			"log, and the policy's status is Accepted. Envoy hashes the addresses instead. Remove the setting, or use DNS names for the " +
			"hosts.",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backendconfigpolicy/lb.go @ 2.4",
			"internal/kgateway/extensions2/plugins/backendconfigpolicy/lb.go @ 2.1",
		},
		Bad: kgw.WebBackendExample[len("---\n"):] + `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: web
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: web
  loadBalancer:
    ringHash:
      minimumRingSize: 128
      useHostnameForHashing: true
`,
		Good: kgw.WebBackendExample[len("---\n"):] + `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: web
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: web
  loadBalancer:
    ringHash:
      minimumRingSize: 128
`,
	},
	Set: checkHashingHostnameIgnored,
}

func checkHashingHostnameIgnored(p *lint.Pass) {
	for _, policy := range kgw.ConfigPolicies(p, "loadBalancer") {
		for _, algorithm := range []string{"ringHash", "maglev"} {
			at := lint.At(policy, "spec", "loadBalancer", algorithm, "useHostnameForHashing")
			on, _ := at.Bool()
			b := kgw.IdleOn(p, policy, func(b *manifest.Document) bool { return hasNoHostnames(p, b) })
			if !on || b == nil {
				continue
			}
			d := p.Report(at.Key(), "the hosts of the Backend %q have no DNS names to hash: the setting is ignored", b.Name)
			d.Help = "remove the setting"
			d.Related = append(d.Related, lint.At(b, "metadata", "name").Related("the Backend"))
		}
	}
}

// hasNoHostnames reports whether Envoy certainly does not hash the hosts of a Backend by their names.
func hasNoHostnames(p *lint.Pass, b *manifest.Document) bool {
	switch kgw.FormOf(b) {
	case kgw.LambdaForm, kgw.EC2Form:
		return true
	case kgw.StaticForm:
		return kgw.ResolvesNothing(p, b)
	}
	return false
}
