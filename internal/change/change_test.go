package change

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/source"
)

func difference(before, after string) *Difference {
	return Files([]*source.File{source.New("a.yaml", []byte(before))}, []*source.File{source.New("b.yaml", []byte(after))}, Options{})
}

// summary returns the changes of a difference, one on each line.
func summary(d *Difference) string {
	var b strings.Builder
	for _, doc := range d.Documents {
		if doc.Status != Same && doc.Status != Different {
			fmt.Fprintf(&b, "%s %s\n", doc.Status, doc.Document().Name)
		}
		for _, c := range doc.Changes {
			fmt.Fprintf(&b, "%s %s", c.Op, c.Label)
			switch {
			case c.Op == Moved:
				fmt.Fprintf(&b, " %s > %s", strings.Join(c.Order[0], ","), strings.Join(c.Order[1], ","))
			case c.From != nil && c.To != nil:
				fmt.Fprintf(&b, " %v > %v", c.From.JSON(), c.To.JSON())
			}
			fmt.Fprintf(&b, " (%s)\n", c.Impact)
		}
	}
	return b.String()
}

const head = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: web}\n"

func static(hosts string) string { return head + "spec: {static: {hosts: [" + hosts + "]}}\n" }

func TestChanges(t *testing.T) {
	for _, c := range []struct{ name, before, after, want string }{
		{"the same document in another style", head + "spec:\n  static:\n    hosts:\n    - host: a # one\n      port: 8080\n", `{"spec":{"static":{"hosts":[{"port":8080.0,"host":"a"}]}},"metadata":{"name":"web","labels":{}},"kind":"Backend","apiVersion":"gateway.kgateway.dev/v1alpha1"}`, ""},
		{"a default that is written out", head + "spec: {aws: {lambda: {functionName: f}}}\n", head + "spec: {aws: {region: us-east-1, auth: null, lambda: {functionName: f, qualifier: $LATEST, invocationMode: Sync}}}\n", ""},
		{"a default that is replaced by another value", head + "spec: {aws: {lambda: {functionName: f}}}\n", head + "spec: {aws: {region: eu-west-1, lambda: {functionName: f}}}\n", "changed spec.aws.region us-east-1 > eu-west-1 (breaking)\n"},
		{"fields that the API server writes", head + "spec: {static: {hosts: []}}\n", strings.Replace(head, "name: web", "name: web, uid: x, generation: 3, managedFields: []", 1) + "spec: {static: {hosts: []}}\nstatus: {conditions: []}\n", ""},
		{"a string is not equal to a number", static(`{host: a, port: 80}`), static(`{host: a, port: "80"}`), "changed spec.static.hosts[a:80].port 80 > 80 (breaking)\n"},

		{"the port of a host", static("{host: a, port: 80}, {host: b, port: 80}"), static("{host: a, port: 80}, {host: b, port: 90}"), "changed spec.static.hosts[b:90].port 80 > 90 (breaking)\n"},
		{"the host of a port", static("{host: a, port: 80}, {host: b, port: 90}"), static("{host: a, port: 80}, {host: c, port: 90}"), "changed spec.static.hosts[c:90].host b > c (breaking)\n"},
		{"a host that moves to the beginning", static("{host: a, port: 80}, {host: b, port: 80}, {host: c, port: 80}"), static("{host: c, port: 80}, {host: a, port: 80}, {host: b, port: 80}"), "moved spec.static.hosts a:80,b:80,c:80 > c:80,a:80,b:80 (cosmetic)\n"},
		{"a new host before the first", static("{host: a, port: 80}"), static("{host: b, port: 90}, {host: a, port: 80}"), "added spec.static.hosts[b:90] (behavioural)\n"},
		{"a removed host", static("{host: a, port: 80}, {host: b, port: 90}"), static("{host: b, port: 90}"), "removed spec.static.hosts[a:80] (behavioural)\n"},
		{"the port of one of two hosts with the same name", static("{host: a, port: 80}, {host: a, port: 90}"), static("{host: a, port: 80}, {host: a, port: 91}"), "changed spec.static.hosts[a:91].port 90 > 91 (breaking)\n"},

		{"groups in another order", head + "spec: {priorityGroups: [{backendRefs: [{name: a}]}, {backendRefs: [{name: b}]}]}\n", head + "spec: {priorityGroups: [{backendRefs: [{name: b}]}, {backendRefs: [{name: a}]}]}\n", "moved spec.priorityGroups [a],[b] > [b],[a] (breaking)\n"},
		{"a new group before the first", head + "spec: {priorityGroups: [{backendRefs: [{name: a}]}]}\n", head + "spec: {priorityGroups: [{backendRefs: [{name: b}]}, {backendRefs: [{name: a}]}]}\n", "added spec.priorityGroups[0] (breaking)\n"},
		{"references in another order", head + "spec: {priorityGroups: [{backendRefs: [{name: a}, {name: b}]}]}\n", head + "spec: {priorityGroups: [{backendRefs: [{name: b}, {name: a}]}]}\n", ""},

		{"another type", static("{host: a, port: 80}"), head + "spec: {dynamicForwardProxy: {}}\n", "removed spec.static (breaking)\nadded spec.dynamicForwardProxy (breaking)\n"},
		{"added credentials", head + "spec: {aws: {lambda: {functionName: f}}}\n", head + "spec: {aws: {auth: {type: Secret, secretRef: {name: s}}, lambda: {functionName: f}}}\n", "added spec.aws.auth (breaking)\n"},
		{"the same account in the other field for it", head + "spec: {aws: {accountId: \"1\", lambda: {functionName: f}}}\n", head + "spec: {aws: {lambda: {accountId: \"1\", functionName: f}}}\n", "removed spec.aws.accountId (cosmetic)\n"},
		{"another account in the other field for it", head + "spec: {aws: {accountId: \"1\", lambda: {functionName: f}}}\n", head + "spec: {aws: {lambda: {accountId: \"2\", functionName: f}}}\n", "removed spec.aws.accountId (breaking)\nchanged spec.aws.lambda.accountId 1 > 2 (breaking)\n"},
		{"a key with dots", strings.Replace(head, "name: web", "name: web, labels: {app.example.com/name: p}", 1) + "spec: {}\n", strings.Replace(head, "name: web", "name: web, labels: {app.example.com/name: q}", 1) + "spec: {}\n", "changed metadata.labels[\"app.example.com/name\"] p > q (behavioural)\n"},

		{"another name", static("{host: a, port: 80}"), strings.Replace(static("{host: a, port: 80}"), "name: web", "name: shop", 1), "renamed shop\nchanged metadata.name web > shop (breaking)\n"},
		{"a document that is replaced by one with another name and spec", static("{host: a, port: 80}") + "---\n" + strings.Replace(head, "web", "x", 1) + "spec: {dynamicForwardProxy: {}}\n", static("{host: a, port: 80}") + "---\n" + strings.Replace(head, "web", "z", 1) + "spec: {aws: {lambda: {functionName: f}}}\n", "removed x\nremoved  (breaking)\nadded z\nadded  (behavioural)\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := summary(difference(c.before, c.after)); got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
		})
	}
}

func TestOtherKinds(t *testing.T) {
	route := "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r}\nspec:\n  hostnames: [a, b]\n  rules:\n  - backendRefs:\n    - {name: x, port: 80}\n    - {name: z, port: 80}\n"
	other := "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r}\nspec:\n  hostnames: [b, a]\n  rules:\n  - matches: [{path: {type: PathPrefix, value: /}}]\n    backendRefs:\n    - {name: z, port: 80, kind: Service, weight: 1}\n    - {name: x, port: 81}\n"
	want := "changed spec.rules[0].backendRefs[x:81].port 80 > 81 (breaking)\n"
	if got := summary(difference(route, other)); !sameLines(got, want) {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func sameLines(a, b string) bool {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

func TestBroken(t *testing.T) {
	good := static("{host: a, port: 80}")
	d := difference(good+"---\na: [\n", good+"---\na: [\n")
	if len(d.Problems) > 0 || len(d.Changed()) > 0 {
		t.Errorf("a document with the same error on both sides is a difference: problems %v, %d changed documents", d.Problems, len(d.Changed()))
	}
	if d = difference(good, good+"---\na: [\n"); len(d.Problems) != 1 || d.Problems[0].Reason == "" {
		t.Errorf("got %v, want one problem", d.Problems)
	}
}
