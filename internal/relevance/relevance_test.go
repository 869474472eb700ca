package relevance

import (
	"strings"
	"testing"
	"time"

	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/testenv"
)

const body = "metadata: {name: a}\nspec: {static: {hosts: [{host: a, port: 1}]}}\n"

// The relevance of a text: it may contain a Backend (ours), another object that is related to a Backend, or neither.
const (
	neither = "neither"
	related = "related"
	ours    = "ours"
)

var texts = []struct {
	name, text string
	want       string
}{
	{"a Backend", "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\n" + body, ours},
	{"JSON", `{"kind":"Backend","apiVersion":"gateway.kgateway.dev/v1alpha1"}`, ours},
	{"JSON with space before the colon", "{\"kind\"\n:\n\"Backnd\"}", ours},
	{"braces", "{apiVersion: apps/v1, kind: Backnd, x: y}", ours},
	{"an item of a List", "apiVersion: v1\nkind: List\nitems:\n- kind: Backnd\n  apiVersion: x\n", ours},
	{"a list of one kind", "apiVersion: v1\nkind: BackendList\nitems: []\n", ours},
	{"CRLF", "kind: Backnd\r\nspec: {}\r\n", ours},
	{"NEL as the only line break", "a: 1\u0085kind: Backnd\u0085", ours},
	{"a byte order mark", "\uFEFFkind: Backnd\n", ours},
	{"UTF-16", utf16("\uFEFFkind: Backnd\n"), ours},
	{"UTF-16 without a byte order mark", utf16("kind: Backnd\n"), ours},
	{"UTF-32", utf32("\uFEFFkind: Backnd\n"), ours},
	{"UTF-32 without a byte order mark", utf32("kind: Backnd\n"), ours},

	{"a misspelt kind", "kind: Bakcend\n", ours},
	{"a truncated kind", "kind: back\n", ours},
	{"a kind with a Unicode letter that folds to ASCII", "kind: Bac\u212Aend\n", ours},
	{"a kind with letters of several bytes", "kind: 'B\uFEFFa\n  ckend'\n", ours},
	{"a misspelt group", "apiVersion: gateway.kgatway.io/v1\nkind: Thing\n", ours},
	{"a truncated group", "apiVersion: gateway/v1\n", ours},
	{"a group of the product", "apiVersion: policy.kgateway.io/v2\nkind: Thing\n", ours},
	{"no kind", "apiVersion: gateway.kgateway.dev/v1alpha1\n", ours},

	{"an escape in a value", "kind: \"\\x42ackend\"\n", ours},
	{"an escape in a key", "\"\\x6bind\": Backnd\n", ours},
	{"a JSON escape in a key", `{"kin\u0064": "Backnd"}`, ours},
	{"a long escape", "\"\\U0000006bind\": Backnd\n", ours},
	{"an escaped slash", `{"apiVersion": "gateway\/v1"}`, ours},
	{"an escaped line break in a key", "? \"ki\\\n  nd\"\n: Backnd\n", ours},
	{"an escaped line break in a value", "kind: \"Back\\\n  nd\"\n", ours},
	{"base64", "kind: !!binary QmFja2VuZA==\n", ours},
	{"base64 as a key", "!!binary a2luZA==: Backnd\n", ours},
	{"base64 by a directive", "%TAG !y! tag:yaml.org,2002:\n---\n!y!binary a2luZA==: Backnd\n", ours},
	{"a tag with an escape", "!!b%69nary a2luZA==: Backnd\n", ours},
	{"another tag", "kind: !!str Backnd\n", ours},
	{"an alias", "x: &k Backnd\nkind: *k\n", ours},
	{"an alias as a key", "x: &k kind\n*k : Backnd\n", ours},
	{"an alias as an explicit key", "x: &k kind\n? *k\n: Backnd\n", ours},
	{"an anchor", "kind: &a Backnd\n", ours},
	{"an anchor, and the value on the next line", "kind: &a\n  Backnd\n", ours},
	{"a merge key", "x: &m {kind: Backnd}\ny:\n  <<: *m\n", ours},
	{"a folded scalar", "kind: >-\n  Backend\n", ours},
	{"a literal", "kind: |\n  Backend\n", ours},
	{"an explicit key", "? kind\n: Backnd\n", ours},
	{"an explicit literal key", "? |-\n  kind\n: Backnd\n", ours},
	{"a comment in between", "kind: # which\n# one\n  Backnd\n", ours},
	{"a comment in an explicit key", "? kind # c\n# d\n: Backnd\n", ours},
	{"a long comment in between", "kind: # " + strings.Repeat("which one ", 200) + "\n  Backnd\n", ours},
	{"a long comment in an explicit key", "? kind # " + strings.Repeat("which one ", 200) + "\n: Backnd\n", ours},
	{"quotes", "'kind' : 'Backnd'\n", ours},
	{"a plain scalar on two lines", "kind: Ba\n  ckend\n", ours},
	{"a quoted scalar on two lines", "kind: 'Ba\n\n  ckend'\n", ours},
	{"doubled quotes", "kind: 'Back''end'\n", ours},
	{"flow characters in a plain scalar", "kind: Back,nd\n", ours},
	{"a slash", "kind: Back/nd\n", ours},
	{"no space after the colon", "kind:Backend\n", ours},
	{"templates as names", "apiVersion: {{ .v }}\nkind: {{ .k }}\n" + body, ours},
	{"a variable as a name", "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: $KIND\n", ours},
	{"a template as the kind", "apiVersion: v1\nkind: \"{{ .k }}\"\n" + body, ours},
	{"a template on the next line", "apiVersion: v1\nkind: Foo\n  bar{{ .k }}\n" + body, ours},
	{"a JSON patch", "- op: replace\n  path: /spec/static/hosts/0/port\n  value: 8080\n", ours},

	{"a route", "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nspec: {}\n", related},
	{"a route of a later kind", "kind: QUICRoute\n", related},
	{"a Secret", "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n", related},
	{"a Service in JSON", `{"kind": "Service"}`, related},
	{"a policy of another product", "kind: SecurityPolicy\nspec:\n  targetRefs: []\n", related},
	{"an Upstream", "apiVersion: gloo.solo.io/v1\nkind: Upstream\n", related},
	{"a setting of the controller", "kind: Deployment\nenv: [{name: KGW_REFERENCE_GRANT_MODE}]\n", related},

	{"an empty text", "", neither},
	{"a Deployment", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n", neither},
	{"another group", "apiVersion: gateway.networking.k8s.io/v1\nkind: Thing\n", neither},
	{"JSON with comments", "{\n  // what the editor does\n  \"kind\": /* c */ \"x\",\n  \"files\": {\"*.tpl\": \"helm\"}\n}\n", neither},
	{"escapes that are not letters", `{"kind": "panel", "expr": "sum(\"a\\nb\") \u003c 1 \u00e9", "t": "\t\\d+"}`, neither},
	{"a shell script with line breaks", "run: |\n  docker run \\\n    -it backend\n  echo $? *\n", neither},
	{"a schema", "properties:\n  apiVersion:\n    description: a\n    type: string\n  kind:\n    description: b\n    type: string\n", neither},
	{"a chart's template", "apiVersion: {{ include \"v\" . }}\nkind: {{ .Values.kind }}\nspec: {}\n", neither},
	{"words that contain searched words", "kinds: [Backend]\nmykind: Backend\nx.kind: Backend\nmankind of: Backend\n", neither},
	{"words in text", "a: the kind of Backend that gateway.kgateway.dev has\n", neither},
	{"a value far from a word", "kind: Deployment of a Backend\n", neither},
	{"a kind in markdown", "# *kind*: see `apiVersion`\n", neither},
	{"a pointer", "- path: /spec/template/spec/static\n", neither},
}

// TestNamespace checks that files with Namespaces are recognized, and that files of other kinds are not.
func TestNamespace(t *testing.T) {
	for text, want := range map[string]bool{
		"apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n":                        true,
		"apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Namespace}\n":     true,
		"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: Namespace}\n":  false,
		"apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, namespace: shop}\n": false,
	} {
		if got := Namespace(source.New("a.yaml", []byte(text))); got != want {
			t.Errorf("%t, want %t: %s", got, want, text)
		}
	}
}

func TestTexts(t *testing.T) {
	for _, c := range texts {
		f := source.New("a.yaml", []byte(c.text))
		got := neither
		switch {
		case Backend(f):
			got = ours
		case Related(f):
			got = related
		}
		if got != c.want {
			t.Errorf("%s: the relevance is %q, want %q: %q", c.name, got, c.want, c.text)
		}
		if got == ours && !Related(f) {
			t.Errorf("%s: Backend returns true, but Related returns false: %q", c.name, c.text)
		}
	}
}

// TestKustomization checks that a Kustomization without apiVersion and kind is recognized by the name of its file.
func TestKustomization(t *testing.T) {
	for name, want := range map[string]bool{
		"a/kustomization.yaml": true, "kustomization.yml": true, "Kustomization": true, "a/kustomization.yaml/b.yaml": false,
		"kustomization.json": false, "Kustomization.yaml": false, "kustomization": false,
	} {
		if got := Related(source.New(name, []byte("resources: [a.yaml]\n"))); got != want {
			t.Errorf("%s: Related returns %t, want %t", name, got, want)
		}
	}
}

// TestOperation checks that a JSON patch is recognized by its keys op and path in any YAML or JSON notation, and that other texts
// are not.
func TestOperation(t *testing.T) {
	for text, want := range map[string]bool{
		"- op: replace\n  path: /a\n":                    true,
		"- op : replace\n  'path' : /a\n":                true,
		`[{"op": "remove", "path": "/a"}]`:               true,
		"[{\"path\"\n:\"/a\",\"op\"\n:\"remove\"}]":      true,
		"- ? op\n  : remove\n  ? path # which\n  : /a\n": true,
		"- ? >-\n    op\n  : remove\n  path: /a\n":       true,
		"- !!str op: remove\n  &p path: /a\n":            true,
		"- x: &k op\n  *k : remove\n  path: /a\n":        true,
		"- \"\\x6fp\": remove\n  \"p\\u0061th\": /a\n":   true,
		"- ? \"o\\\n      p\"\n  : remove\n  path: /a\n": true,
		"- op: remove\n  ? \"pa\\\n      th\"\n  : /a\n": true,
		utf16("- op: remove\n  path: /a\n"):              true,
		"- op: remove\n":                                 false,
		"- path: /a\n":                                   false,
		"- xop: remove\n  path: /a\n":                    false,
		"the op and the path of a patch":                 false,
		"- {operation: remove, path: /a}\n":              false,
		"run: |\n  cp -p \\\n    a b\nop: a\n":           false,
	} {
		if got := Operation(source.New("a.yaml", []byte(text))); got != want {
			t.Errorf("Operation(%q) = %t, want %t", text, got, want)
		}
	}
}

// TestBroken checks which documents that cannot be decoded are reported: documents that may be a Backend, refer to one, or be an input of a
// conversion.
func TestBroken(t *testing.T) {
	const (
		nothing   = "nothing"
		converted = "an input of a conversion"
		referring = "an object that refers to a Backend"
		ours      = "a Backend"
	)
	const version, gatewayAPI = "apiVersion: gateway.kgateway.dev/v1alpha1\n", "apiVersion: gateway.networking.k8s.io/v1\n"
	const refs = "spec:\n  rules:\n  - backendRefs:\n    - {name: a, kind: Backend, group: gateway.kgateway.dev}\n"
	for _, c := range []struct {
		name, text string
		want       string
	}{
		{"a Backend", version + "kind: Backend\nspec: [\n", ours},
		{"a kind without a colon", version + "kind Backend\nspec: [\n", ours},
		{"a version without a colon", "apiVersion gateway.kgateway.dev/v1alpha1\nkind: Backend\n", ours},
		{"an indented kind", version + "  kind: Backend\nspec: [\n", ours},
		{"a near miss", "apiVersion: gateway.kgateway.io/v1\nkind: Backnd\nspec: [\n", ours},
		{"another group and the body", "apiVersion: v1\nkind: Backend\nspec:\n  static: [\n", ours},
		{"another group and another body", "apiVersion: v1\nkind: Backend\nspec: [\n", nothing},
		{"without a separator", gatewayAPI + "kind: HTTPRoute\n" + version + "kind: Backend\nspec: [\n", ours},
		{"JSON", "{\n  // c\n  \"apiVersion\": \"gateway.kgateway.dev/v1alpha1\",\n  \"kind\": \"Backend\"\n}\n", ours},
		{"in a List", "apiVersion: v1\nkind: List\nitems:\n- kind: Backend\n  apiVersion: gateway.kgateway.dev/v1alpha1\n  spec: [\n", ours},
		{"JSON with a comment about one", "{\n  // kind: Backend\n  \"a\": {\"b\": 1,},\n}\n", nothing},
		{"an editor's file of snippets with a Backend", "{\n  // c\n  \"body\": [\"apiVersion: gateway.kgateway.dev/v1alpha1\", \"kind: Backend\", \"spec:\", \"  static: $1\",],\n}\n", nothing},
		{"a template", "{{ if .x }}\n" + version + "kind: Backend\n{{ end }}\n", ours},
		{"a template for both names", "{{ if .x }}\napiVersion: {{ .v }}\nkind: {{ .k }}\nspec:\n  static: {}\n", ours},
		{"NULs", utf16(version + "kind: Backend\n"), ours},

		{"a route to a Backend", gatewayAPI + "kind: HTTPRoute\n" + refs + " x\n", referring},
		{"a route in JSON", `{"kind": "HTTPRoute", "apiVersion": "x/v1", "a": {"group": "gateway.kgateway.dev"}, }}`, referring},
		{"a grant", gatewayAPI + "kind: ReferenceGrant\nspec:\n  to:\n  - group: gateway.kgateway.dev\n    kind: Backend\n x\n", referring},
		{"a policy of kgateway", version + "kind: TrafficPolicy\nspec: [\n", referring},
		{"a plain route", gatewayAPI + "kind: HTTPRoute\nspec:\n  parentRefs: [{name: a, namespace: kgateway-system}]\n x\n", nothing},
		{"a release that contains a route", "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\n" + refs + " x\n", nothing},
		{"a ConfigMap that contains a Backend", "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    apiVersion: gateway.kgateway.dev/v1alpha1\n    kind: Backend\n x\n", nothing},

		{"an Upstream", "apiVersion: gloo.solo.io/v1\nkind: Upstream\nspec: [\n", converted},
		{"an ExternalName", "apiVersion: v1\nkind: Service\nspec:\n  type: ExternalName\n x\n", converted},
		{"a Backend of Envoy Gateway", "apiVersion: gateway.envoyproxy.io/v1alpha1\nkind: Backend\nspec: [\n", converted},
		{"a Service", "apiVersion: v1\nkind: Service\nspec: [\n", nothing},
		{"a Secret", "apiVersion: v1\nkind: Secret\ndata: [\n", nothing},
		{"a chart's template", "apiVersion: {{ .v }}\nkind: {{ .k }}\n{{ end }}\n", nothing},
		{"JSON with comments", "{\n// c\n\"a\": \"\\u0041\"}\n", nothing},
		{"no names", "a: [\n", nothing},
	} {
		got := nothing
		switch {
		case BrokenBackend(c.text):
			got = ours
		case BrokenReference(c.text):
			got = referring
		case BrokenSource(c.text):
			got = converted
		}
		if got != c.want {
			t.Errorf("%s: the document may be %q, want %q", c.name, got, c.want)
		}
	}
}

// TestTime checks that the time is not quadratic in the length of a text.
func TestTime(t *testing.T) {
	for _, piece := range []string{
		"kind:&", "kind: #", "kind #", "kind:\n#", "\"kind\": {", "kind: $ ", "kind: '", "kind: *a ", "*a: &", "? *", "\\\n", "k\\\n", "!", "/spec/", "kind:" + strings.Repeat("\n", 100),
		"apiVersion: ${", "{{kind: a\n b", "kind: a\n",
	} {
		text := strings.Repeat(piece, max(testenv.Sized(1<<19), 1<<17)/len(piece)) + "x: *a"
		start := time.Now()
		Related(source.New("a.yaml", []byte(text)))
		BrokenSource(text)
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("a text of repeated %q takes %s", piece, took)
		}
	}
}

func utf16(text string) string { return wide(text, 2) }
func utf32(text string) string { return wide(text, 4) }

// wide writes each character of a text with the given number of bytes, in little-endian order.
func wide(text string, bytes int) string {
	var b strings.Builder
	for _, r := range text {
		for i := range bytes {
			b.WriteByte(byte(r >> (8 * i)))
		}
	}
	return b.String()
}
