package convert

import (
	"math"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/yamltree"
)

const (
	chatBackend = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: chat, namespace: a}\nspec: {type: AI, ai: {llm: {openai: {authToken: {kind: Passthrough}}}}}\n"
	chatRoute   = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: chat, namespace: a}\nspec: {rules: [{backendRefs: [{group: gateway.kgateway.dev, kind: Backend, name: chat}]}]}\n"
)

// TestKept checks which files must stay unchanged if one file cannot be written. If a reference was rewritten, neither the file of the
// reference nor the file of the object is written without the other one.
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
		{"all files can be written", nil, nil},
		{"the Backend cannot be written", []*source.File{backend}, []*source.File{backend, route}},
		{"the route cannot be written", []*source.File{route}, []*source.File{route, backend}},
		{"an independent Backend cannot be written", []*source.File{other}, []*source.File{other}},
	} {
		t.Run(test.name, func(t *testing.T) {
			kept := c.Kept(test.unwritten...)
			if len(kept) != len(test.kept) {
				t.Errorf("%d files stay unchanged, want %d: %v", len(kept), len(test.kept), kept)
			}
			for _, f := range test.kept {
				if kept[f] == "" {
					t.Errorf("%s does not stay unchanged", f.Name())
				}
			}
		})
	}
}

// TestKeptAfterRefusal checks that the files of a policy and of a Backend depend on each other only if the policy is removed because the
// Backend has its settings. They do not if a late stage refuses the Backend, so that the policy stays.
func TestKeptAfterRefusal(t *testing.T) {
	for _, c := range []struct {
		name string // the object's name; the target rejects a number
		kept bool   // the object's file stays unchanged if the policy's file cannot be written
		has  string // a text in the policy's file; "" if the file is empty
	}{
		{"news", true, ""},
		{"5", false, "kind: BackendConfigPolicy"},
	} {
		object := source.New("object.yaml", []byte(strings.ReplaceAll(entry(plain), "name: news", "name: "+c.name)+"---\n"+strings.ReplaceAll(upstreamText(""), "name: news", "name: other")))
		policy := source.New("policy.yaml", []byte(kgatewayPolicy("BackendConfigPolicy", "targetRefs: [{group: networking.istio.io, kind: ServiceEntry, name: "+c.name+"}], tls: {sni: news.example.com, wellKnownCACertificates: System, verifySubjectAltNames: [news.example.com]}")))
		got := convertFiles(t, "catalog", object, policy)
		if text := got.Files[1].Text; strings.TrimSpace(text) != "" != (c.has != "") || !strings.Contains(text, c.has) {
			t.Errorf("object %q: the policy's file is\n%s\nwant %q in it", c.name, text, c.has)
		}
		got.Result.Diagnostics = nil // as with --allow-loss
		if is := got.Kept(policy)[object] != ""; is != c.kept {
			t.Errorf("object %q: its file stays unchanged: %t, want %t: %v", c.name, is, c.kept, got.Kept(policy))
		}
	}
}

// TestPolicyWithoutTree checks that a policy whose layout cannot be kept is not removed, and that this is reported.
func TestPolicyWithoutTree(t *testing.T) {
	backend := "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: web, namespace: a}\nspec: {static: {hosts: [{host: a.example.com, port: 443}]}}\n"
	policy := "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: BackendConfigPolicy\nmetadata: {name: p, namespace: a}\nspec:\n  " + onBackend +
		"\n  tls:\n    ? sni\n    : a.example.com\n    wellKnownCACertificates: System\n    verifySubjectAltNames: [a.example.com]\n"
	got, text, messages := convertTexts(t, "catalog", backend+"---\n"+policy)
	if !strings.Contains(text, "? sni") || !strings.Contains(text, "tls: {sni: a.example.com}}") || len(got.Files[0].Broken) > 0 {
		t.Errorf("want the TLS at the host and the unchanged policy, got\n%s", text)
	}
	if !strings.Contains(strings.Join(messages, "\n"), "BackendConfigPolicy/p was not removed, because its layout cannot be kept") {
		t.Errorf("no message states that the policy was not removed: %q", messages)
	}
}

// TestPolicyOfSeveral checks that a policy is not removed if its target becomes several Backends, because it may have settings for only
// some of them. It also checks that no message states that a removed policy refers to a Backend.
func TestPolicyOfSeveral(t *testing.T) {
	policy := kgatewayPolicy("BackendConfigPolicy", "targetRefs: [{group: networking.istio.io, kind: ServiceEntry, name: news}], tls: {wellKnownCACertificates: System, verifySubjectAltNames: [news.example.com]}")
	for _, c := range []struct {
		name, entry string
		stays       bool
	}{
		{"one host", entry(plain), false},
		{"two hosts", strings.Replace(entry(plain), "[news.example.com]", "[news.example.com, b.example.com]", 1), true},
	} {
		_, text, messages := convertTexts(t, "catalog", c.entry+"---\n"+policy)
		if stays := strings.Contains(text, "BackendConfigPolicy"); stays != c.stays {
			t.Errorf("%s: the policy is in the output: %t\n%s", c.name, stays, text)
		}
		if refers := strings.Contains(strings.Join(messages, "\n"), "BackendConfigPolicy/p refers to"); refers != c.stays {
			t.Errorf("%s: a message states that the policy refers to a Backend: %t, want %t: %q", c.name, refers, c.stays, messages)
		}
	}
}

// TestPolicyInCatalog checks that, in the catalog, the hosts have the TLS settings of a policy for the new Backend, also if the policy
// cannot be removed.
func TestPolicyInCatalog(t *testing.T) {
	policy := kgatewayPolicy("BackendConfigPolicy", "targetRefs: [{group: gateway.kgateway.dev, kind: Backend, name: news}], tls: {sni: a.example.com, wellKnownCACertificates: System, verifySubjectAltNames: [a.example.com]}")
	item := "- " + strings.ReplaceAll(strings.TrimSpace(policy), "\n", "\n  ") + "\n"
	for _, c := range []struct{ name, policy, says string }{
		{"a document", policy, ""},
		{"an item of a List", "apiVersion: v1\nkind: List\nitems:\n" + item, "BackendConfigPolicy/p was not removed, because it is an item of a List"},
	} {
		_, text, messages := convertTexts(t, "catalog", upstreamText("")+"---\n"+c.policy)
		if !strings.Contains(text, "tls: {sni: a.example.com}}") || strings.Contains(text, "BackendConfigPolicy") != (c.says != "") {
			t.Errorf("%s: want the policy's TLS at the host, and the policy only if it is in a List, got\n%s", c.name, text)
		}
		if !strings.Contains(strings.Join(messages, "\n"), c.says) {
			t.Errorf("%s: no message contains %q: %q", c.name, c.says, messages)
		}
	}
}

// TestPolicyOfUnwritten checks that a policy stays in the output if the Backend that has its settings cannot be written.
func TestPolicyOfUnwritten(t *testing.T) {
	policy := kgatewayPolicy("BackendConfigPolicy", "targetRefs: [{group: gloo.solo.io, kind: Upstream, name: news}], tls: {sni: a.example.com, wellKnownCACertificates: System, verifySubjectAltNames: [a.example.com]}")
	for _, fails := range []bool{false, true} {
		catalog := target.Published()
		in := read([]*source.File{source.New("x.yaml", []byte(policy+"---\n"+upstreamText("")))}, Options{To: catalog})
		log := newJournal(in)
		converted, err := convertAll(t.Context(), in, log)
		if err != nil {
			t.Fatal(err)
		}
		if fails {
			in.files[0].topDocuments[1].doc.Root.Set("spec", yamltree.Scalar(math.NaN())) // the printed value differs from itself
		}
		got := write(in, log, accountFor(log, adapt(log, follow(in, log, converted))))
		if stays := strings.Contains(got.Files[0].Text, "BackendConfigPolicy"); stays != fails || (len(got.Files[0].Broken) > 0) != fails {
			t.Errorf("the policy stays: %t, want %t; %v\n%s", stays, fails, got.Files[0].Broken, got.Files[0].Text)
		}
	}
}
