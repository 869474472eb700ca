package convert

import (
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

const (
	chatBackend = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: chat, namespace: a}\nspec: {type: AI, ai: {llm: {openai: {authToken: {kind: Passthrough}}}}}\n"
	chatRoute   = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: chat, namespace: a}\nspec: {rules: [{backendRefs: [{group: gateway.kgateway.dev, kind: Backend, name: chat}]}]}\n"
)

// TestKept checks which files stay unchanged if one of them cannot be written. If a reference was rewritten, these are both the file of the
// reference and the file of the object.
func TestKept(t *testing.T) {
	latest := target.Latest()
	backend, route := source.New("backend.yaml", []byte(chatBackend)), source.New("route.yaml", []byte(chatRoute))
	other := source.New("other.yaml", []byte(strings.ReplaceAll(chatBackend, "chat", "other")))
	c, err := Files(t.Context(), []*source.File{backend, route, other}, Options{To: latest})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name      string
		unwritten []*source.File
		kept      []*source.File
	}{
		{"all can be written", nil, nil},
		{"the Backend cannot", []*source.File{backend}, []*source.File{backend, route}},
		{"the route cannot", []*source.File{route}, []*source.File{route, backend}},
		{"another one cannot", []*source.File{other}, []*source.File{other}},
	} {
		t.Run(test.name, func(t *testing.T) {
			kept := c.Kept(test.unwritten...)
			if len(kept) != len(test.kept) {
				t.Errorf("%d files are kept, want %d: %v", len(kept), len(test.kept), kept)
			}
			for _, f := range test.kept {
				if kept[f] == "" {
					t.Errorf("%s is not kept", f.Name())
				}
			}
		})
	}
}
