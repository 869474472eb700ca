package rules_test

import (
	"strings"
	"testing"
)

// TestPlaceholders checks that the rule finds scaffold's placeholders in all positions where scaffold writes them, and does not report
// other text.
func TestPlaceholders(t *testing.T) {
	const rule = "placeholder-value"
	host := func(entry string) string {
		return "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: web}\nspec:\n  static:\n    hosts:\n    - host: a.example.com\n      " + entry + "\n"
	}
	web := backend("web.example.com", 8080)
	route := func(group string) string {
		return web + "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r}\nspec:\n  parentRefs: [{name: replace-me}]\n" +
			"  rules: [{backendRefs: [{group: '" + group + "', kind: Backend, name: web}]}]\n"
	}
	lambda := named("web", "aws: {accountId: '000000000000', auth: {type: Secret, secretRef: {name: s}}, lambda: {functionName: f}}")
	runPolicies(t, []policyCase{
		{name: "scaffold's port with the comment", rule: rule, text: host("port: 8080 # replace: a port"), want: []string{"8 warning 8080 is marked as a placeholder"}},
		{name: "a port without the comment", rule: rule, text: host("port: 8080")},
		{name: "a port with another comment", rule: rule, text: host("port: 8080 # replaces 80")},
		{name: "a port other than scaffold's, with the comment", rule: rule, text: host("port: 9090 # replace: a port")},
		{name: "the comment on the line above", rule: rule, text: host("# replace: a port\n      port: 8080")},
		{name: "the AWS account that scaffold writes", rule: rule, release: "2.3", text: lambda, want: []string{`1 warning "000000000000" is a placeholder`}},
		{name: "a Secret that the Backend refers to", rule: rule, release: "2.3", text: lambda + object("Secret", "s", "accessKey: replace-me"), want: []string{`1 warning "000000000000"`, `4 warning "replace-me"`}},
		{name: "a Secret that no Backend refers to", rule: rule, text: web + object("Secret", "t", "accessKey: replace-me")},
		{name: "a ConfigMap that a policy refers to", rule: rule, text: web + tlsPolicy("hostname: web.example.com\ncaCertificateRefs: [{group: '', kind: ConfigMap, name: ca}]") + object("ConfigMap", "ca", "ca.crt: replace-me"), want: []string{`12 warning "replace-me"`}},
		{name: "a route to a Backend", rule: rule, text: route("gateway.kgateway.dev"), want: []string{`7 warning "replace-me" is a placeholder`}},
		{name: "two references of a route to a Backend", rule: rule, text: strings.Replace(route("gateway.kgateway.dev"), "name: web}]", "name: web}, {group: gateway.kgateway.dev, kind: Backend, name: web}]", 1), want: []string{`7 warning "replace-me" is a placeholder`}},
		{name: "a route to a Backend of another product", rule: rule, text: route("example.com")},
		{name: "a group of captured text in a route is not a placeholder", rule: rule, text: web + "{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: r}, spec: {rules: [{matches: [{path: {type: RegularExpression, value: '/(?P<id>[0-9]+)/CHANGE-ME'}}], backendRefs: [{group: gateway.kgateway.dev, kind: Backend, name: web}]}]}}"},
		{name: "a grant for Backends", rule: rule, text: web + "{apiVersion: gateway.networking.k8s.io/v1beta1, kind: ReferenceGrant, metadata: {name: g}, spec: {from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: replace-me-routes}], to: [{group: gateway.kgateway.dev, kind: Backend}]}}", want: []string{`3 warning "replace-me-routes"`}},
		{name: "the namespace of a Backend", rule: rule, text: "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: web, namespace: replace-me-backends}\nspec: {static: {hosts: [{host: a.example.com, port: 80}]}}", want: []string{`3 warning "replace-me-backends"`}},
	})
}
