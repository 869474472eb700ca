package rules_test

import (
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/lint"
)

func TestPriorityMembers(t *testing.T) {
	east, west := groupStaticBackend("east", "192.0.2.1", 8080), groupStaticBackend("west", "192.0.2.2", 8080)
	health := groupConfigPolicy("shop", "shop", groupHealth)
	elsewhere := strings.Replace(west, "{name: west}", "{name: west, namespace: other}", 1)
	here := func(text string) string { return strings.Replace(text, "{name: ", "{namespace: shop, name: ", 1) }
	runGroupCases(t, []groupCase{
		{name: "existing members, with --complete", complete: lint.Stated, text: []string{groupShop("east", "west"), east, west, health}},
		{name: "a group without other static Backends", text: []string{groupShop("east", "west")}},
		{
			name: "a group without other static Backends, in a directory", complete: lint.Tree, text: []string{groupShop("east", "west"), health},
			want: []string{`warning priority-member-missing «east» there is no Backend "east"`, `warning priority-member-missing «west»`},
		},
		{
			name: "a broken Backend, which may be a member, in a directory", complete: lint.Tree,
			text: []string{groupShop("east"), "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: east\n", health},
			want: []string{`info priority-single-group «priorityGroups»`},
		},
		{
			name: "a missing member and another static Backend", text: []string{groupShop("east", "west"), east, health},
			want: []string{`warning priority-member-missing «west»`},
		},
		{
			name: "a missing member, with --complete", complete: lint.Stated, text: []string{groupShop("east", "west"), east, health},
			want: []string{`error priority-member-missing «west»`},
		},
		{
			name: "a member with the name of a Backend in another namespace", complete: lint.Stated,
			text: []string{here(groupShop("east", "west")), here(east), elsewhere, here(health)},
			want: []string{`error priority-member-missing «west» there is no Backend "west" in namespace "shop"`},
		},
		{
			name: "templates as the names of members", complete: lint.Stated,
			text: []string{groupShop("east", "'{{ .Values.west }}'"), east, health},
		},
		{
			name: "a Backend whose name is a template", complete: lint.Stated,
			text: []string{groupShop("east", "west"), east, groupStaticBackend("'{{ .Values.west }}'", "192.0.2.2", 8080), health},
		},
		{
			name: "the Backend itself and a GCP Backend as members", complete: lint.Stated,
			text: []string{groupShop("shop", "west"), groupBackend("west", "{gcp: {host: web.run.app}}"), health},
			want: []string{`error priority-member-itself «shop»`, `error priority-member-not-static «west» "west" is a GCP Backend`},
		},
		{
			name: "a Backend with priority groups as a member", complete: lint.Stated,
			text: []string{
				groupShop("east", "inner"), east, strings.Replace(groupShop("east"), "{name: shop}", "{name: inner}", 1),
				health,
			},
			want: []string{`error priority-member-not-static «inner» "inner" is a Backend with its own priority groups`, `info priority-single-group «priorityGroups»`},
		},
		{name: "kgateway 2.3", release: "2.3", complete: lint.Stated, text: []string{groupShop("shop", "west")}},
		{
			name: "invalid shapes", complete: lint.Stated,
			text: []string{
				groupBackend("a", "{priorityGroups: 1}"), groupBackend("b", "{priorityGroups: [1, null, {backendRefs: {}}]}"),
				groupBackend("c", "{priorityGroups: [{backendRefs: [null, x, {name: 1}, {name: null}]}]}"), groupBackend("d", "{priorityGroups: null}"),
			},
		},
	})
}

func TestPriorityPolicies(t *testing.T) {
	group, east, west := groupShop("east", "west"), groupStaticBackend("east", "192.0.2.1", 8080), groupStaticBackend("west", "192.0.2.2", 8080)
	health := groupConfigPolicy("shop", "shop", groupHealth)
	tls := func(name string) string {
		return groupObject("gateway.networking.k8s.io/v1", "BackendTLSPolicy", "tls-"+name,
			"spec: {targetRefs: [{group: gateway.kgateway.dev, kind: Backend, name: "+name+"}], "+
				"validation: {hostname: web.example.com, wellKnownCACertificates: System}}")
	}
	direct := groupRouteTo("HTTPRoute", "r", "east", "")
	runGroupCases(t, []groupCase{
		{
			name: "a health check of a member only", complete: lint.Stated,
			text: []string{group, east, west, groupConfigPolicy("east", "east", groupHealth)},
			want: []string{`warning priority-without-health «priorityGroups»`},
		},
		{name: "a set that may lack policies", text: []string{group, east, west}},
		{
			name: "one group needs no health check", complete: lint.Stated, text: []string{groupShop("east west"), east, west},
			want: []string{`info priority-single-group`},
		},
		{
			name: "a template as the health check", complete: lint.Stated,
			text: []string{group, east, west, groupConfigPolicy("shop", "shop", "'{{ .Values.health }}': 1")},
		},
		{
			name: "TLS of a member only", complete: lint.Stated, text: []string{group, east, west, health, tls("east")},
			want: []string{`warning priority-member-policies «east» tls of the BackendTLSPolicy "tls-east"`},
		},
		{name: "TLS of a member and of the group", complete: lint.Stated, text: []string{group, east, west, health, tls("east"), tls("shop")}},
		{
			name: "TLS of a member with its own route", complete: lint.Stated, text: []string{group, east, west, health, tls("east"), direct},
			want: []string{`warning priority-member-policies`},
		},
		{
			name: "a timeout for a member with its own route", complete: lint.Stated,
			text: []string{group, east, west, health, groupConfigPolicy("east", "east", "connectTimeout: 2s"), direct},
		},
		{
			name: "the default panic threshold", text: []string{group, east, west, groupConfigPolicy("shop", "shop", "healthCheck: {timeout: 1s}")},
			want: []string{`warning priority-panic-threshold «healthCheck»`},
		},
		{
			name: "a panic threshold in another policy",
			text: []string{
				group, east, west, groupConfigPolicy("a", "shop", "healthCheck: {timeout: 1s}"),
				groupConfigPolicy("b", "shop", "loadBalancer: {healthyPanicThreshold: 20}"),
			},
		},
	})
}

func TestPriorityHosts(t *testing.T) {
	health := groupConfigPolicy("shop", "shop", groupHealth)
	group := groupShop("east", "west")
	with := func(documents ...string) []string { return append([]string{group, health}, documents...) }
	rewrite := groupObject("gateway.kgateway.dev/v1alpha1", "TrafficPolicy", "rewrite",
		"spec: {targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: r}], autoHostRewrite: true}")
	names := []string{groupStaticBackend("east", "east.example.com", 8080), groupStaticBackend("west", "west.example.com", 8080)}
	runGroupCases(t, []groupCase{
		{
			name: "members with different names", complete: lint.Stated, text: with(names...),
			want: []string{`warning priority-hostnames-mixed «west» requests to the host "west.example.com" of this member and to the host "east.example.com" of "east"`},
		},
		{name: "different names and autoHostRewrite", complete: lint.Stated, text: with(append(names, rewrite, groupRouteTo("HTTPRoute", "r", "shop", ""))...)},
		{
			name: "different names and a route without autoHostRewrite", complete: lint.Stated,
			text: with(append(names, rewrite, groupRouteTo("HTTPRoute", "r", "shop", ""), groupRouteTo("HTTPRoute", "s", "shop", ""))...),
			want: []string{`warning priority-hostnames-mixed`},
		},
		{
			name: "different names of Services in the cluster", complete: lint.Stated,
			text: with(groupStaticBackend("east", "web.a.svc", 8080), groupStaticBackend("west", "web.b.svc.cluster.local", 8080)),
		},
		{
			name: "a name and an address", complete: lint.Stated,
			text: with(groupStaticBackend("east", "east.example.com", 8080), groupStaticBackend("west", "192.0.2.1", 8080)),
		},
		{
			name: "a TLS port and a plaintext port", complete: lint.Stated,
			text: with(groupStaticBackend("east", "192.0.2.1", 80), groupStaticBackend("west", "192.0.2.2", 443)),
			want: []string{`warning priority-ports-mixed «west» only one of port 443 of this member and port 80 of "east"`},
		},
		{
			name: "a TLS port and a port that may use TLS", complete: lint.Stated,
			text: with(groupStaticBackend("east", "192.0.2.1", 9000), groupStaticBackend("west", "192.0.2.2", 443)),
		},
		{
			name: "the same host in two groups", complete: lint.Stated,
			text: with(groupStaticBackend("east", "192.0.2.1", 8080), groupStaticBackend("west", "192.0.2.1", 8080)),
			want: []string{`warning priority-member-repeated «west» this member and "east" have the same host "192.0.2.1" with port 8080: if it is down`},
		},
		{
			name: "the same Backend in two groups", complete: lint.Stated,
			text: []string{groupShop("east", "west east"), health, groupStaticBackend("east", "192.0.2.1", 8080), groupStaticBackend("west", "192.0.2.2", 8080)},
			want: []string{`warning priority-member-repeated «east» "east" is also in an earlier group`},
		},
		{
			name: "a member with an appProtocol", complete: lint.Stated,
			text: with(groupBackend("east", "{static: {appProtocol: http2, hosts: [{host: 192.0.2.1, port: 8080}]}}"), groupStaticBackend("west", "192.0.2.2", 8080)),
			want: []string{`warning priority-member-protocol «east» the group ignores appProtocol "http2"`},
		},
	})
}
