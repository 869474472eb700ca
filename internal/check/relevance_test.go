package check

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/relevance"
	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/source"
)

// spellings returns texts that contain the names of a Backend, of JSON patch operations and of referents, in many notations of YAML and
// JSON. In keys, %s is the place of the key's name, and %%s the place of its value.
func spellings() []string {
	keys := []string{
		"%s: %%s\n", "\"%s\": %%s\n", "'%s' : %%s\n", "{%s: %%s, x: y}\n", "{\"%s\"\n:%%s}\n", "? %s\n: %%s\n", "? %s # c\n# d\n: %%s\n",
		"? >-\n  %s\n: %%s\n", "? |-\n  %s\n:   %%s\n", "&a %s: %%s\n", "!!str %s: %%s\n", "x: &k %s\n*k : %%s\n", "x: &k %s\n? *k\n: %%s\n",
		"x: &m\n  %s: %%s\n<<: *m\n", "- %s: %%s\n", "a: 1\r\n%s: %%s\r\n", "a: 1\u0085%s: %%s\u2028", "\uFEFF%s: %%s\n", "--- # c\n%s: %%s\n...\n",
		"apiVersion: v1\nkind: List\nitems:\n- %s: %%s\n",
	}
	values := []string{
		"Backend", "Backnd", "back", "BACKENDS", "Bac\u212Aend", "\"Backend\"", "'Backend'", "\"\\x42acknd\"", "\"B\\u0061cknd\"", "\"Back\\\n  nd\"", ">-\n  Backnd", "|\n  Backnd",
		"!!binary QmFja2VuZA==", "!!str Backnd", "&v Backnd", "&v\n  Backnd", "# c\n  Backnd", "Ba\n  ckend", "'Ba\n  ckend'", "Back,nd", "Back/nd", "Back:nd", "Back#nd", "{{ .x }}", "$(X)",
		"gateway.kgateway.dev/v1alpha1", "gateway.kgatway.io/v1", "\"gateway.kgateway.dev\\/v1alpha1\"", "gateway\n  .kgateway.dev/v1", "gat/v1", "v1", "[Backend]",
	}
	var out []string
	for _, key := range keys {
		for _, name := range []string{"kind", "apiVersion"} {
			for _, value := range values {
				out = append(out, fmt.Sprintf(fmt.Sprintf(key, name), value))
			}
		}
	}
	for _, key := range []string{"? \"kind\\\n  \"\n", "? !<%74ag:yaml.org,2002:binary> a2luZA==\n", "x: &k kind\n*k" + strings.Repeat(" ", 300)} {
		out = append(out, key+": Backnd\napiVersion: gateway.kgateway.dev/v1alpha1\n", key+": Backend\napiVersion: v1\nspec: {type: Static, static: {hosts: []}}\n")
	}
	for _, key := range []string{"\"\\x6bind\"", "\"k\\u0069nd\"", "!!binary a2luZA==", "!<tag:yaml.org,2002:binary> a2luZA==", "? \"ki\\\n  nd\"\n"} {
		out = append(out, key+": Backnd\n")
	}
	for _, key := range keys {
		if !strings.Contains(key, "List") {
			out = append(out, "- "+strings.ReplaceAll(strings.TrimPrefix(fmt.Sprintf(fmt.Sprintf(key, "op"), "remove"), "- "), "\n", "\n  ")+"'path' : /spec/x\n")
			out = append(out, "- "+strings.ReplaceAll(strings.TrimPrefix(fmt.Sprintf(fmt.Sprintf(key, "path"), "/spec/x"), "- "), "\n", "\n  ")+"op : remove\n")
		}
	}
	for _, metadata := range []string{
		"metadata: {name: %s}", "metadata:\n  name: %s", "metadata:\n    labels: {name: x}\n    name: %s", "metadata:\n  # don't\n  note: \"x\ny\"\n  name: %s",
		"metadata: &m\n  name: %s", "? metadata\n: name: %s", "\"metadata\"\n:\n  'name' : %s", "metadata: !!map\n  name: %s", "x: &m\n  name: %s\nmetadata: *m",
		"x: &m {name: %s}\nmetadata:\n  <<: *m", "metadata:\n  note: |\n   a\n    b\n  name: %s", "metadata:\n  - name: %s", "metadata:\n{{- if .x }}\n  name: %s\n{{- end }}",
		"metadata:\n  annotations: {\na: b\n  }\n  name: %s", "metadata:\n  labels: [\na, \"}\"\n  ]\n  name: %s", "? \"metadata\\\n  \"\n: {name: %s}",
		"x: &m metadata\n*m" + strings.Repeat(" ", 300) + ": {name: %s}", "metadata: # c\n\n  # d\n\n  name: %s", "metadata:\r\n  name: %s\r\n", "\"metadata\": {\n\"name\": %s }", "metadata:\n  a: 'it''s\nb'\n  name: %s",
	} {
		for _, name := range []string{"web", "\"web\"", "'w''b'", "we\n    b", "*n", "!!str web", "{{ .x }}", "web-{{ .x }}", "${X}", ">-\n    web", strings.Repeat("w", 70), "web # c", "1"} {
			for _, kind := range []string{"Secret", "ConfigMap", "Service"} {
				out = append(out, "apiVersion: v1\nkind: "+kind+"\nn: &n web\n"+fmt.Sprintf(metadata, name)+"\nspec: {}\n")
			}
			out = append(out, "{\"kind\": \"Secret\",\n\"metadata\":\n{\"name\":\n"+name+"}}\n")
		}
	}
	return append(out,
		`[{"op" : "remove", "path" : "/spec/x"}]`, "[{\"path\"\n:\"/spec/x\",\"\\u006fp\":\"remove\"}]", "- {? \"o\\\n p\" : remove, 'path':/spec/x}\n",
		"%TAG !y! tag:yaml.org,2002:\n---\n!y!binary a2luZA==: Backnd\n", `{"kind": "Backend", "apiVersion": "v1", "spec": {"static": {}}}`,
		"apiVersion: {{ .x }}\nkind: {{ .y }}\nspec:\n  static: {}\n", "kind: Backend\nspec: [\n", "kind: a\n  {{ .x }}\napiVersion: ${Y}\nspec: {\"aws\": {}}\n",
		"\xff\xfek\x00i\x00n\x00d\x00:\x00 \x00B\x00a\x00c\x00k\x00n\x00d\x00", "k\x00i\x00n\x00d\x00:\x00 \x00B\x00a\x00c\x00k\x00n\x00d\x00",
		"kind: HTTPRoute\napiVersion: gateway.networking.k8s.io/v1\n", "kind: Secret\n", "kind: x\nspec: {targetRefs: [{kind: Backend}]}\n",
		"apiVersion: gloo.solo.io/v1\nkind: upstreem\n", "{\"apiVersion\": \"networking.istio.io/v1\", \"kind\": \"ServiceEntr\u0131\"}",
	)
}

// lookedUp are kinds that rules read, apart from Backend.
var lookedUp = []string{
	"HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute", "Gateway", "GatewayClass", "ListenerSet", "XListenerSet", "ReferenceGrant",
	"BackendTLSPolicy", "BackendConfigPolicy", "TrafficPolicy", "ListenerPolicy", "HTTPListenerPolicy", "GatewayExtension", "Service", "Secret", "ConfigMap",
	"SealedSecret", "ExternalSecret", "Certificate", "Kustomization", "Upstream", "ServiceEntry", "AgentgatewayBackend",
}

// missed returns a description of an object that the parser finds in a file and that package relevance does not, or "" if there is none.
func missed(f *source.File) string {
	backend, related, operation := relevance.Backend(f), relevance.Related(f), relevance.Operation(f)
	referents, only := relevance.ReferentsOf(f)
	switch {
	case backend && !related:
		return "a Backend (Backend returns true, but Related returns false)"
	case only && related != (len(referents.Kinds) > 0):
		return "a referent (Related and ReferentsOf differ)"
	}
	for _, templates := range []bool{true, false} {
		documents, _ := manifest.Parse(f, manifest.Options{Templates: templates})
		for _, d := range documents {
			switch {
			case !operation && isOperations(d.Root):
				return "a JSON patch"
			case !backend && !identify(d).other:
				return "a Backend: " + d.APIVersion + " " + d.Kind
			case d.Root != nil && only && slices.Contains(lookedUp, d.Kind) && !isAmong(referents, d):
				return "a referent: " + d.Kind + " " + d.Name
			case related:
			case d.Root == nil && relevance.BrokenSource(f.Slice(d.Span)):
				return "a broken document"
			case d.Root != nil && (slices.Contains(lookedUp, d.Kind) || d.Root.Get("spec").Get("targetRefs") != nil):
				return "an object that rules read: " + d.Kind
			case len(NearMiss(d)) > 0:
				return "a near miss: " + d.APIVersion + " " + d.Kind
			}
		}
	}
	return ""
}

// isAmong reports whether a document may be one of the referents.
func isAmong(r relevance.Referents, d *manifest.Document) bool {
	name := d.Root.Get("metadata").Get("name").String()
	return slices.Contains(r.Kinds, d.Kind) && (name == "" || r.Hidden || r.Template || slices.Contains(r.Names, name))
}

// isOperations reports whether a list contains an operation of a JSON patch. A key without a value counts as missing; after a question mark
// a key needs no colon.
func isOperations(list *manifest.Node) bool {
	return list != nil && slices.ContainsFunc(list.Items, func(item *manifest.Node) bool { return hasValue(item.Get("op")) && hasValue(item.Get("path")) })
}

func hasValue(n *manifest.Node) bool {
	return n != nil && (n.Kind != manifest.Scalar || n.Value != nil)
}

func TestRelevance(t *testing.T) {
	for _, text := range spellings() {
		if what := missed(source.New("a.yaml", []byte(text))); what != "" {
			t.Errorf("package relevance does not find %s in %q", what, text)
		}
	}
}

// FuzzRelevance checks for any text that package relevance finds each object that the parser finds.
func FuzzRelevance(f *testing.F) {
	for i, text := range spellings() {
		if i%7 == 0 || strings.Contains(text, "metadata") && i%3 == 0 || !strings.Contains(text, "kind") {
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<12 {
			return
		}
		if what := missed(source.New("a.yaml", []byte(text))); what != "" {
			t.Fatalf("package relevance does not find %s in %q", what, text)
		}
	})
}

// TestIrrelevantToRules checks that the findings of the rules' examples do not depend on irrelevant documents.
func TestIrrelevantToRules(t *testing.T) {
	o := Options{Templates: true, Rules: rules.All(), Complete: lint.Stated}
	found := func(texts []string) []string {
		r, err := Files(t.Context(), []*source.File{source.New("a.yaml", []byte(strings.Join(texts, "\n---\n")))}, o)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, d := range r.Diagnostics {
			out = append(out, d.Rule+": "+d.Message)
		}
		return out
	}
	left := 0
	for _, rule := range rules.All() {
		for _, example := range []string{rule.Bad, rule.Good} {
			all := strings.Split(example, "\n---\n")
			kept := slices.DeleteFunc(slices.Clone(all), func(text string) bool { return !relevance.Related(source.New("a.yaml", []byte(text))) })
			if left += len(all) - len(kept); len(kept) == len(all) {
				continue
			}
			if got, want := found(kept), found(all); !slices.Equal(got, want) {
				t.Errorf("%s: found %q without irrelevant documents, and %q with all documents", rule.ID, got, want)
			}
		}
	}
	t.Logf("%d documents are irrelevant", left)
}

// TestBrokenOthers checks which documents other than Backends are reported if they cannot be decoded: in a run with rules, documents that
// could refer to a Backend; in a run without rules, none.
func TestBrokenOthers(t *testing.T) {
	const route = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: a}\nspec:\n  rules:\n  - backendRefs:\n    - {name: a, kind: %s, group: %s}\n"
	ours := fmt.Sprintf(route, "Backend", "gateway.kgateway.dev")
	for _, c := range []struct{ name, text, want string }{
		{"a route to a Backend", ours + "   x: 1\n", "yaml-syntax"},
		{"a route to a Backend with a duplicate key", ours + "  rules: []\n", "duplicate-key"},
		{"a route to a Service", fmt.Sprintf(route, "Service", "\"\"") + "   x: 1\n", ""},
		{"a template of a route", "{{- if .x }}\n" + ours + "{{- end }}\n", ""},
		{"a Secret", "apiVersion: v1\nkind: Secret\ndata: [\n", ""},
		{"a template of a Role", "{{- define \"x\" -}}\n- a\n{{- end }}\n---\nkind: Role\nrules:\n  {{- include \"x\" . }}\n", ""},
		{"a release with an overridden merge key", "kind: HelmRelease\nspec:\n  a: &a {b: 1}\n  c:\n    <<: *a\n    b: 2\n", ""},
	} {
		for _, o := range []Options{{Templates: true}, {Templates: true, Rules: rules.All()}} {
			r, err := Files(t.Context(), []*source.File{source.New("a.yaml", []byte(c.text))}, o)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, d := range r.Diagnostics {
				if d.Severity == diag.Error {
					got = append(got, d.Rule)
				}
			}
			want := c.want
			if len(o.Rules) == 0 {
				want = ""
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%s, in a run with %d rules: found %q, want %q", c.name, len(o.Rules), got, want)
			}
		}
	}
}

// TestEncrypted checks that encrypted objects of other kinds are reported only if another object refers to them, once per run.
func TestEncrypted(t *testing.T) {
	const uses = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: fn}\nspec:\n  type: AWS\n  aws:\n    accountId: \"123456789012\"\n" +
		"    region: eu-west-1\n    auth: {type: Secret, secretRef: {name: %s}}\n    lambda: {functionName: a}\n---\n"
	const secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: %s}\ndata: {accessKey: 'ENC[a]', secretKey: 'ENC[b]'}\nsops: {mac: 'ENC[c]'}\n---\n"
	a, b := fmt.Sprintf(secret, "a"), fmt.Sprintf(secret, "b")
	for _, c := range []struct{ name, text, want string }{
		{"no reference", a + b, ""},
		{"a reference to another object", fmt.Sprintf(uses, "c") + a, ""},
		{"a reference to one encrypted object", fmt.Sprintf(uses, "b") + a + b, "encrypted by SOPS, so its values were not checked"},
		{"references to two encrypted objects", fmt.Sprintf(uses, "a") + fmt.Sprintf(uses, "b") + a + b, "encrypted by SOPS, so its values were not checked; this also applies to 1 other object"},
	} {
		r, err := Files(t.Context(), []*source.File{source.New("a.yaml", []byte(c.text))}, Options{Rules: rules.All()})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range r.Diagnostics {
			if d.Rule == ruleEncrypted {
				got = append(got, d.Message)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: found %q, want %q", c.name, got, c.want)
		}
	}
}
