package lint_test

import (
	"slices"
	"testing"

	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

const targets = `kind: Backend
apiVersion: gateway.kgateway.dev/v1alpha1
metadata: {name: a, namespace: one, labels: {app: web}}
---
kind: Backend
apiVersion: gateway.kgateway.dev/v1alpha1
metadata: {name: b, namespace: one, labels: {app: web}}
---
kind: Backend
apiVersion: gateway.kgateway.dev/v1alpha1
metadata: {name: a, namespace: two, labels: {app: web}}
---
kind: Gateway
apiVersion: gateway.networking.k8s.io/v1
metadata: {name: a, namespace: one}
---
kind: BackendConfigPolicy
apiVersion: gateway.kgateway.dev/v1alpha1
metadata: {name: p, namespace: one}
spec:
  targetRefs:
  - {group: gateway.kgateway.dev, kind: Backend, name: a}
  - {group: gateway.kgateway.dev, kind: Backend, name: a}
  - {group: gateway.networking.k8s.io, kind: Gateway, name: a}
  - {group: gateway.kgateway.dev, kind: Backend, name: missing}
---
kind: BackendConfigPolicy
apiVersion: gateway.kgateway.dev/v1alpha1
metadata: {name: q, namespace: one}
spec:
  targetRefs:
  - {group: gateway.kgateway.dev, kind: Backend, name: b}
  targetSelectors:
  - {group: gateway.kgateway.dev, kind: Backend, matchLabels: {app: web}}
`

// TestTargets checks that Targets and Attached agree about every policy and Backend.
func TestTargets(t *testing.T) {
	documents, _ := manifest.Parse(source.New("x.yaml", []byte(targets)), manifest.Options{})
	backends := map[*manifest.Document]bool{}
	for _, d := range documents {
		backends[d] = d.Kind == "Backend"
	}
	set := lint.NewSet(documents, backends, lint.Partial)
	want := map[string][]string{"p": {"one/a"}, "q": {"one/b", "one/a"}}
	for _, policy := range set.Kind(lint.Kgateway, "BackendConfigPolicy") {
		var got []string
		for _, b := range set.Targets(policy) {
			got = append(got, b.Namespace+"/"+b.Name)
		}
		if !slices.Equal(got, want[policy.Name]) {
			t.Errorf("%s attaches to %v, want %v", policy.Name, got, want[policy.Name])
		}
		for _, b := range set.Kind(lint.Kgateway, "Backend") {
			attached := slices.Contains(set.Attached(b, lint.Kgateway, "BackendConfigPolicy"), policy)
			if attached != slices.Contains(set.Targets(policy), b) {
				t.Errorf("policy %s and Backend %s/%s: attached is %t by Attached, and %t by Targets", policy.Name, b.Namespace, b.Name, attached, !attached)
			}
		}
	}
}
