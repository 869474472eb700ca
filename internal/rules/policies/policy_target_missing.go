package policies

import (
	"fmt"
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var PolicyTargetMissing = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "policy-target-missing",
		Summary:  "a policy targets a Backend that does not exist",
		Severity: diag.Warning,
		Complete: diag.Error,
		Category: diag.References,
		Why: "A policy whose target does not exist has no effect, and its status does not report it: it has no ancestors and no False " +
			"condition. If it was meant to turn on TLS, the server gets plaintext. The target must be a Backend in the policy's own " +
			"namespace.",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backendconfigpolicy/plugin.go @ 2.3",
			"pkg/kgateway/extensions2/plugins/backendtlspolicy/plugin.go @ 2.4",
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
    name: wbe
  connectTimeout: 10s
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
`,
	},
	Set: checkPolicyTargetMissing,
}

func checkPolicyTargetMissing(p *lint.Pass) {
	for _, r := range p.Set.References(lint.Target) {
		if severity, isMissing := isMissingTarget(p, r); isMissing {
			reportMissingTarget(p, r).Severity = severity
		}
	}
}

// isMissingTarget reports whether a policy refers to a Backend that is not in the set, and returns the severity. It ignores a Backend that
// is in another namespace, which the rule policy-target-namespace checks.
func isMissingTarget(p *lint.Pass, r *lint.Reference) (diag.Severity, bool) {
	if !kgw.IsBackendPolicy(r.Document) || !r.IsBackend() || r.Name == "" || len(p.Set.Find(lint.Kgateway, "Backend", "", r.Name, r.Document)) > 0 {
		return diag.Off, false
	}
	severity, absent := p.Set.Absent(lint.Kgateway, "Backend", r.Namespace)
	isTemplate := func(b *manifest.Document) bool { return lint.At(b, "metadata", "name").Template() }
	return severity, absent && !slices.ContainsFunc(p.Set.Kind(lint.Kgateway, "Backend"), isTemplate)
}

func reportMissingTarget(p *lint.Pass, r *lint.Reference) *diag.Diagnostic {
	name := r.Field("name")
	d := p.Report(name, "there is no Backend %q in the policy's namespace: this target has no effect", r.Name)
	d.Help = "refer to a Backend in the policy's own namespace"
	var names []string
	for _, b := range p.Set.Kind(lint.Kgateway, "Backend") {
		if lint.SameNamespace(b.Namespace, r.Namespace) {
			names = append(names, b.Name)
		}
	}
	if nearest, near := fuzzy.Nearest(r.Name, names); near {
		d.Message += fmt.Sprintf("; did you mean %q?", nearest)
		d.Fixes = lint.UnsafeFix("write "+nearest, name.Replace(nearest))
	}
	return d
}
