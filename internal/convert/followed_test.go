package convert

import (
	"fmt"
	"testing"
)

// TestFollowed checks that a document that changes only because it refers to a converted object has an entry in reports, with the changed
// fields.
func TestFollowed(t *testing.T) {
	grant := referring("gateway.networking.k8s.io/v1beta1", "ReferenceGrant", "from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: b}], to: [{group: networking.istio.io, kind: ServiceEntry}]")
	input := entry(plain) + "---\n" + route("HTTPRoute", "{group: networking.istio.io, kind: ServiceEntry, name: news, port: 80}, {name: other, port: 80}") + "---\n" + grant +
		"---\n" + tlsTargetOf("ServiceEntry") + "---\n" + route("GRPCRoute", "{name: other, port: 80}")
	for to, want := range map[string][]string{
		"2.4":     {"converted [] [/spec/rules/0/backendRefs/0]", "converted [/spec/to/1] []"},
		"catalog": {"converted [] [/spec/rules/0/backendRefs/0]", "converted [/spec/to/1] []", "converted [] [/spec/targetRefs/0]"},
	} {
		got, _, _ := convertTexts(t, to, input)
		var rows []string
		for _, d := range got.Result.Documents[1:] {
			if c := d.Conversion; c != nil && len(c.Fields) == 0 {
				rows = append(rows, fmt.Sprint(c.Outcome, " ", c.Added, " ", c.Changed))
			}
		}
		if fmt.Sprint(rows) != fmt.Sprint(want) {
			t.Errorf("to %s: the entries are %q, want %q", to, rows, want)
		}
		if got.ChangedBeside() != 3 {
			t.Errorf("to %s: %d documents other than the Backend changed, want 3", to, got.ChangedBeside())
		}
	}
}

// tlsTargetOf returns a BackendTLSPolicy with an object of Istio as its target.
func tlsTargetOf(kind string) string {
	return companionText("gateway.networking.k8s.io/v1", "BackendTLSPolicy", "targetRefs: [{group: networking.istio.io, kind: "+kind+", name: news}], validation: {hostname: a.example.com, wellKnownCACertificates: System}")
}
