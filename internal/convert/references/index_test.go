package references

import (
	"slices"
	"testing"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// TestReferring checks that the index returns every document that refers to a name or to all objects of a kind, once and in order.
func TestReferring(t *testing.T) {
	text := `kind: HTTPRoute
metadata: {name: both}
spec: {rules: [{backendRefs: [{name: a}, {name: b}, {name: a}], filters: [{requestMirror: {backendRef: {name: c}}}]}]}
---
kind: ReferenceGrant
metadata: {name: all}
spec: {to: [{kind: Backend}]}
---
kind: BackendTLSPolicy
metadata: {name: tls}
spec: {targetRefs: [{name: a}]}
---
kind: ReferenceGrant
metadata: {name: one}
spec: {to: [{kind: Backend, name: c}]}
---
kind: Backend
metadata: {name: a}
---
kind: BackendTLSPolicy
---
# The values of a chart are not an object.
values: {backendRef: {kind: Backend, group: gateway.kgateway.dev, name: a}}
`
	documents, _ := manifest.Parse(source.New("x", []byte(text)), manifest.Options{})
	x := New(documents)
	for _, c := range []struct{ names, want []string }{
		{[]string{"a"}, []string{"both", "all", "tls"}},
		{[]string{"c", "b"}, []string{"both", "all", "one"}},
		{[]string{"d"}, []string{"all"}},
	} {
		var got []string
		for _, r := range x.Referring(c.names...) {
			got = append(got, r.Document.Name)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("the documents that refer to %v are %v, want %v", c.names, got, c.want)
		}
	}
}
