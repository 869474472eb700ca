package rules

import (
	"reflect"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

var policyOverlap = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "policy-overlap",
		Summary:  "two BackendConfigPolicies give one Backend different settings",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "Several BackendConfigPolicies on one Backend are merged field by field, and where two of them have the same field one " +
			"wins as a whole: the one that was created last up to kgateway 2.3, the one that was created first from 2.4. The order " +
			"of creation is in no manifest, and differs between a cluster that grew and one that is set up anew; an upgrade to 2.4 " +
			"turns the winner around. Nothing in the policies' status tells. Give each field in one policy only.",
		Since: "2.1",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backendconfigpolicy/plugin.go @ 2.3",
			"pkg/kgateway/extensions2/plugins/backendconfigpolicy/merge.go @ 2.4",
			"internal/kgateway/extensions2/plugins/backendconfigpolicy/plugin.go @ 2.1",
		},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
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
  connectTimeout: 10s
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: web-fast
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: web
  connectTimeout: 1s
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
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
  connectTimeout: 10s
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: web-fast
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: web
  perConnectionBufferLimitBytes: 65536
`,
	},
	Set: checkPolicyOverlap,
}

func checkPolicyOverlap(p *lint.Pass) {
	attached := map[*manifest.Document][]*manifest.Document{}
	for _, policy := range p.Set.Kind(lint.Kgateway, backendConfigPolicy) {
		for _, b := range targetsOf(p, policy) {
			attached[b] = append(attached[b], policy)
		}
	}
	seen := map[[2]*manifest.Document]bool{}
	for _, b := range p.Backends() {
		for _, pair := range pairs(attached[b]) {
			if !seen[pair] {
				seen[pair] = true
				reportOverlap(p, b, pair[0], pair[1])
			}
		}
	}
}

func pairs(documents []*manifest.Document) [][2]*manifest.Document {
	var out [][2]*manifest.Document
	for i, later := range documents {
		for _, earlier := range documents[:i] {
			out = append(out, [2]*manifest.Document{earlier, later})
		}
	}
	return out
}

// reportOverlap leaves policies of one name alone, which are one policy in two environments, and those whose namespaces
// need not be the same.
func reportOverlap(p *lint.Pass, b, earlier, later *manifest.Document) {
	fields := collisions(lint.At(earlier, "spec"), lint.At(later, "spec"))
	if len(fields) == 0 || earlier.Name == later.Name || earlier.Namespace != later.Namespace {
		return
	}
	winner := "last"
	if p.Since("2.4") {
		winner = "first"
	}
	d := p.Report(lint.At(later, "spec", fields[0]).Key(), "the %s gives the Backend %q another %s: the policy that was created %s wins",
		titleOf(earlier), b.Name, strings.Join(fields, ", "), winner)
	d.Help = "give each field in one policy only"
	d.Related = append(d.Related, lint.At(earlier, "spec", fields[0]).Key().Related("the other policy"),
		lint.At(b, "metadata", "name").Related("the Backend"))
}

// collisions returns the fields that two specs have with different values. The parts of dns are merged one by one.
func collisions(a, b lint.Place) []string {
	var out []string
	for _, field := range b.Keys() {
		left, right := a.At(field), b.At(field)
		switch {
		case strings.HasPrefix(field, "target"), !left.Exists(), !right.Exists(), left.Template(), right.Template():
		case field == "dns" && len(collisions(left, right)) == 0:
		case !reflect.DeepEqual(left.Node.JSON(), right.Node.JSON()):
			out = append(out, field)
		}
	}
	return out
}
