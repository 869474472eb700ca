package policies

import (
	"reflect"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var PolicyOverlap = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "policy-overlap",
		Summary:  "two BackendConfigPolicies give one Backend different settings",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "Several BackendConfigPolicies on one Backend are merged field by field. If two of them have the same field, one of them " +
			"wins completely: the one that was created last up to kgateway 2.3, the one that was created first from 2.4. The manifests " +
			"do not show the order of creation, and it differs between an old cluster and a new one; an upgrade to 2.4 reverses the " +
			"winner. The policies' status does not show it either. Set each field in one policy only.",
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
	for _, policy := range p.Set.Kind(lint.Kgateway, kgw.BackendConfigPolicy) {
		for _, b := range kgw.TargetsOf(p, policy) {
			attached[b] = append(attached[b], policy)
		}
	}
	seen := map[[2]*manifest.Document]bool{}
	for _, b := range p.Backends() {
		earlier := setters{}
		for _, policy := range attached[b] {
			for _, rival := range earlier.rivals(policy) {
				if pair := [2]*manifest.Document{rival, policy}; !seen[pair] {
					seen[pair] = true
					reportOverlap(p, b, rival, policy)
				}
			}
			earlier.add(policy)
		}
	}
}

// setters contains the first policies that set a field for one Backend, by the namespace of the policy and the field.
type setters map[setting][]*manifest.Document

type setting struct{ namespace, field string }

// mostSetters is the maximum number of policies that setters keeps for a field, to which later policies are compared.
const mostSetters = 16

// add records a policy under each field that it sets. A policy is kept only if it may be the only one that conflicts with a later policy.
// So at most two policies with the same value and different names are kept, and at most two policies with the same name and different
// values.
func (c setters) add(policy *manifest.Document) {
	spec := lint.At(policy, "spec")
	for _, field := range spec.Keys() {
		key := setting{policy.Namespace, field}
		sameValue, sameName, isKnown := 0, 0, false
		for _, earlier := range c[key] {
			isSameName, isSameValue := earlier.Name == policy.Name, !collide(field, lint.At(earlier, "spec", field), spec.Field(field))
			isKnown = isKnown || isSameName && isSameValue
			if isSameValue {
				sameValue++
			}
			if isSameName {
				sameName++
			}
		}
		if !isKnown && sameValue < 2 && sameName < 2 && len(c[key]) < mostSetters {
			c[key] = append(c[key], policy)
		}
	}
}

// rivals returns, for each field of a policy, the first recorded policy with another name that sets another value. It returns each policy
// once.
func (c setters) rivals(policy *manifest.Document) []*manifest.Document {
	var out []*manifest.Document
	spec := lint.At(policy, "spec")
	for _, field := range spec.Keys() {
		i := slices.IndexFunc(c[setting{policy.Namespace, field}], func(earlier *manifest.Document) bool {
			return earlier.Name != policy.Name && collide(field, lint.At(earlier, "spec", field), spec.Field(field))
		})
		if i < 0 {
			continue
		}
		if rival := c[setting{policy.Namespace, field}][i]; !slices.Contains(out, rival) {
			out = append(out, rival)
		}
	}
	return out
}

// reportOverlap reports all fields for which two policies set different values.
func reportOverlap(p *lint.Pass, b, earlier, later *manifest.Document) {
	fields := collisions(lint.At(earlier, "spec"), lint.At(later, "spec"))
	winner := "last"
	if p.Since("2.4") {
		winner = "first"
	}
	d := p.Report(lint.At(later, "spec", fields[0]).Key(), "the %s gives the Backend %q another %s: the policy that was created %s wins",
		kgw.TitleOf(earlier), b.Name, strings.Join(fields, ", "), winner)
	d.Help = "set each field in one policy only"
	d.Related = append(d.Related, lint.At(earlier, "spec", fields[0]).Key().Related("the other policy"),
		lint.At(b, "metadata", "name").Related("the Backend"))
}

// collisions returns the fields that have different values in two specs.
func collisions(a, b lint.Place) []string {
	return slices.DeleteFunc(b.Keys(), func(field string) bool { return !collide(field, a.Field(field), b.Field(field)) })
}

// collide reports whether two values of a field are certainly different. It returns false for the fields that select targets. The field dns
// is compared by its parts, because kgateway merges them.
func collide(field string, a, b lint.Place) bool {
	switch {
	case strings.HasPrefix(field, "target"), !a.Exists(), !b.Exists(), a.Template(), b.Template():
		return false
	case field == "dns":
		return len(collisions(a, b)) > 0
	}
	return !reflect.DeepEqual(a.Node.JSON(), b.Node.JSON())
}
