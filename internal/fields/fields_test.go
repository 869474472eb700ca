package fields

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/target"
)

const small = `# a comment
example.com/v1 Thing 2.1..
 spec
  labels*
  items[]
   name
  nothing{}
  old ..2.2
   inner 2.2..2.2
  tls
   =one mode file 2.2..
   =most mode file ..2.1
   =least file
   mode
   file
  word
`

func releaseOf(t *testing.T, line string) target.Target {
	t.Helper()
	release, err := target.Parse(line)
	if err != nil {
		t.Fatal(err)
	}
	return release
}

func TestParse(t *testing.T) {
	kinds := parse(small)
	thing := kinds["example.com/v1 Thing"]
	if thing == nil || len(kinds) != 1 {
		t.Fatalf("got %d kinds, want only Thing", len(kinds))
	}
	if thing.In(releaseOf(t, "2.0")) || !thing.In(releaseOf(t, "2.1")) {
		t.Error("Thing should be in 2.1 and newer")
	}
	spec := thing.Child("spec")
	for name, want := range map[string]Field{
		"labels": {IsObject: true, IsOpen: true}, "items": {IsObject: true, IsList: true}, "nothing": {IsObject: true}, "tls": {IsObject: true}, "word": {},
	} {
		if f := spec.Child(name); f == nil || f.IsObject != want.IsObject || f.IsOpen != want.IsOpen || f.IsList != want.IsList {
			t.Errorf("%s: got %+v, want IsObject %t, IsOpen %t and IsList %t", name, f, want.IsObject, want.IsOpen, want.IsList)
		}
	}
	if inner := spec.Child("old").Child("inner"); inner.Since != "2.2" || inner.Until != "2.2" || inner.Path() != "spec.old.inner" || inner.Root() != thing {
		t.Errorf("inner is %q, since %q until %q; want spec.old.inner, since 2.2 until 2.2", inner.Path(), inner.Since, inner.Until)
	}
	for release, want := range map[string]string{"2.1": "items labels nothing old tls word", "2.3": "items labels nothing tls word"} {
		var names []string
		for _, f := range spec.Children(releaseOf(t, release)) {
			names = append(names, f.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s: spec has %q, want %q", release, got, want)
		}
	}
	if found := thing.Named("mode", releaseOf(t, "2.4")); len(found) != 1 || found[0].Path() != "spec.tls" {
		t.Errorf("mode is in %v, want spec.tls", found)
	}
	if found := thing.Named("inner", releaseOf(t, "2.1")); found != nil {
		t.Errorf("inner is in %v, want nothing, because 2.1 does not have it", found)
	}
}

func TestUnions(t *testing.T) {
	tls := parse(small)["example.com/v1 Thing"].Child("spec").Child("tls")
	for release, want := range map[string]string{"2.1": "[mode file] true false, [file] false true, ", "2.3": "[mode file] true true, [file] false true, "} {
		var b strings.Builder
		for _, u := range tls.Unions(releaseOf(t, release)) {
			fmt.Fprint(&b, u.Fields, " ", u.Exclusive, " ", u.Required, ", ")
		}
		if got := b.String(); got != want {
			t.Errorf("%s: got %q, want %q", release, got, want)
		}
	}
}

// TestShared checks that a field that refers to another field has the nested fields of that field, with paths below itself.
func TestShared(t *testing.T) {
	kind := parse("example.com/v1 Thing\n spec\n  a 2.1..\n   =one b c\n   b[] 2.2..\n    d\n   c\n  e\n   f[] 2.3.. &spec.a ; []object\n")["example.com/v1 Thing"]
	f := kind.Child("spec").Child("e").Child("f")
	d := f.Child("b").Child("d")
	if d.Path() != "spec.e.f.b.d" || d.Root() != kind || f.Since != "2.3" || !f.IsList || !f.IsObject || f.Type != "[]object" || f.Child("b").Since != "2.2" {
		t.Errorf("the path of d is %q, want spec.e.f.b.d; f is %+v", d.Path(), f)
	}
	if len(f.Unions(releaseOf(t, "2.4"))) != 1 {
		t.Error("f does not have the union of a")
	}
}

// TestTable checks the releases of some known fields in the embedded table, up to release 2.4.
func TestTable(t *testing.T) {
	const kgateway, gatewayAPI = "gateway.kgateway.dev/v1alpha1", "gateway.networking.k8s.io/"
	for _, c := range []struct{ apiVersion, kind, path, releases string }{
		{kgateway, "BackendConfigPolicy", "spec.tls.verifySubjectAltNames", "2.1 2.2 2.3 2.4"},
		{kgateway, "BackendConfigPolicy", "spec.upstreamProxyProtocol", "2.3 2.4"},
		{kgateway, "TrafficPolicy", "spec.ai", "2.0 2.1"},
		{kgateway, "TrafficPolicy", "spec.urlRewrite", "2.2 2.3 2.4"},
		{kgateway, "GatewayExtension", "spec.oauth2.cookies.disableIDTokenSetCookie", "2.3 2.4"},
		{kgateway, "GatewayExtension", "spec.extAuth.grpcService.backendRef.port", "2.0 2.1 2.2 2.3 2.4"},
		{gatewayAPI + "v1", "BackendTLSPolicy", "spec.validation.hostname", "2.0 2.1 2.2 2.3 2.4"},
		{gatewayAPI + "v1alpha3", "BackendTLSPolicy", "spec.validation.subjectAltNames.uri", "2.0 2.1 2.2 2.3 2.4"},
	} {
		var in []string
		for _, release := range target.Releases() {
			if target.CompareReleases(release.Release, "2.4") > 0 {
				break
			}
			f := Of(c.apiVersion, c.kind)
			for name := range strings.SplitSeq(c.path, ".") {
				if f != nil && f.In(release) {
					f = f.Child(name)
				}
			}
			if f != nil && f.In(release) && f.Path() == c.path {
				in = append(in, release.Release)
			}
		}
		if !slices.Equal(in, strings.Fields(c.releases)) {
			t.Errorf("%s of %s is in the releases %v, want %s", c.path, c.kind, in, c.releases)
		}
	}
	if Of(gatewayAPI+"v1alpha2", "BackendTLSPolicy") != nil {
		t.Error("the table has a BackendTLSPolicy of v1alpha2")
	}
}
