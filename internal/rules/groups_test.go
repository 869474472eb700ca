package rules_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// groupRules are the prefixes of the ids of the rules that these tests check.
var groupRules = []string{"priority-", "dynamic-proxy-", "l7-backend-", "ai-", "mcp-", "agentgateway-"}

// groupFindings lints documents. It returns the findings of the rules in groupRules, one on each line.
func groupFindings(t *testing.T, release string, complete lint.Completeness, documents ...string) []string {
	t.Helper()
	of, err := target.Parse(release)
	if err != nil {
		t.Fatal(err)
	}
	on := func(id, _ string) (diag.Severity, bool) { return groupSeverity(id) }
	o := check.Options{Targets: []target.Target{of}, Templates: true, Rules: rules.All(), Complete: complete, Severity: on}
	text := strings.Join(documents, "\n---\n")
	r, err := check.Files(t.Context(), []*source.File{source.New("x.yaml", []byte(text))}, o)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, d := range r.Diagnostics {
		if slices.ContainsFunc(groupRules, func(prefix string) bool { return strings.HasPrefix(d.Rule, prefix) }) {
			out = append(out, fmt.Sprintf("%s %s «%s» %s", d.Severity, d.Rule, d.File.Slice(d.Span), d.Message))
		}
	}
	return out
}

// groupSeverity turns on rules that are off by default.
func groupSeverity(id string) (diag.Severity, bool) {
	for _, r := range rules.All() {
		if r.ID == id && r.OptIn {
			return r.Severity, true
		}
	}
	return diag.Off, false
}

// A groupCase contains documents for a release, and the expected findings in order. The beginning of each finding is compared.
type groupCase struct {
	name     string
	release  string // 2.4 if it is empty
	complete lint.Completeness
	text     []string
	want     []string
}

func runGroupCases(t *testing.T, cases []groupCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			for _, want := range c.want {
				needRules(t, strings.Fields(want)[1])
			}
			if c.release == "" {
				c.release = "2.4"
			}
			got := groupFindings(t, c.release, c.complete, c.text...)
			same := slices.EqualFunc(got, c.want, strings.HasPrefix)
			if !same {
				t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(c.want, "\n\t"))
			}
		})
	}
}

// groupObject returns a manifest. body is its last line, such as "spec: {type: Static}".
func groupObject(api, kind, name, body string) string {
	return fmt.Sprintf("apiVersion: %s\nkind: %s\nmetadata: {name: %s}\n%s", api, kind, name, body)
}

func groupBackend(name, spec string) string {
	return groupObject("gateway.kgateway.dev/v1alpha1", "Backend", name, "spec: "+spec)
}

func groupStaticBackend(name, host string, port int) string {
	return groupBackend(name, fmt.Sprintf("{type: Static, static: {hosts: [{host: %s, port: %d}]}}", host, port))
}

func groupConfigPolicy(name, of, settings string) string {
	return groupObject("gateway.kgateway.dev/v1alpha1", "BackendConfigPolicy", name,
		fmt.Sprintf("spec: {targetRefs: [{group: gateway.kgateway.dev, kind: Backend, name: %s}], %s}", of, settings))
}

func groupRouteTo(kind, name, to, more string) string {
	return groupObject("gateway.networking.k8s.io/v1", kind, name,
		fmt.Sprintf("spec: {parentRefs: [{name: gw}], %s rules: [{backendRefs: [{group: gateway.kgateway.dev, kind: Backend, name: %s}]}]}", more, to))
}

func groupGateway(class, more string) string {
	return groupObject("gateway.networking.k8s.io/v1", "Gateway", "gw",
		fmt.Sprintf("spec: {gatewayClassName: %s, %s listeners: [{name: http, protocol: HTTP, port: 80}]}", class, more))
}

const groupHealth = "loadBalancer: {healthyPanicThreshold: 0}, outlierDetection: {consecutive5xx: 3}"

func groupShop(groups ...string) string {
	var out []string
	for _, group := range groups {
		var refs []string
		for _, name := range strings.Fields(group) {
			refs = append(refs, "{name: "+name+"}")
		}
		out = append(out, "{backendRefs: ["+strings.Join(refs, ", ")+"]}")
	}
	return groupBackend("shop", "{priorityGroups: ["+strings.Join(out, ", ")+"]}")
}
