package cli

import (
	"strings"

	"sigs.k8s.io/yaml"
)

// A place is a position of a secret in a document. The mapping at this position has other pairs before and after the secret.
type place struct {
	name string
	// head is the text up to the line with parent. NAME stands for the name of the document, and DEFINED for a position where an anchor may
	// be defined.
	head          string
	parent        string                    // the line before the mapping, without a colon: its key, or the dash of a list item
	before, after []string                  // the other pairs of the mapping
	key           string                    // the key of the pair with the secret
	value         func(token string) string // the value of that pair
	tail          string                    // the text after the mapping
	isText        bool                      // the document is in a text of another document, so it cannot be converted to JSON
	file          string                    // the name of the file; "" for any name
}

const (
	leakMeta  = "metadata:\n  name: NAME\n  annotations:\n    x: DEFINED\n"
	leakAI    = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\n" + leakMeta + "spec:\n  zzs: 1\n  type: AI\n  ai:\n"
	leakAgent = "apiVersion: agentgateway.dev/v1alpha1\nkind: AgentgatewayBackend\n" + leakMeta + "spec:\n  ai:\n    provider:\n      openai: {model: x}\n  policies:\n"
)

var (
	unknownBefore, unknownAfter = []string{"zz1: 1"}, []string{"zz2: 1"}
	inlineBefore                = []string{"kind: Inline", "zz1: 1"}
)

func itself(token string) string { return token }

var leakPlaces = []place{
	{name: "inline", head: leakAI + "    llm:\n      openai:\n        model: x\n", parent: "        authToken", before: inlineBefore, after: unknownAfter, key: "inline", value: itself},
	{name: "inline of 2.0", head: leakAI + "    llm:\n      provider:\n        azureopenai:\n          endpoint: x\n", parent: "          authToken", before: inlineBefore, after: unknownAfter, key: "inline", value: itself},
	{name: "inline of a group", head: leakAI + "    priorityGroups:\n    - providers:\n      - name: a\n        anthropic:\n", parent: "          authToken", before: inlineBefore, after: unknownAfter, key: "inline", value: itself},
	{name: "misspelt inline", head: leakAI + "    llm:\n      openai:\n        model: x\n", parent: "        authToken", before: inlineBefore, after: unknownAfter, key: "inlin", value: itself},
	{name: "valid inline", head: strings.Replace(leakAI, "  zzs: 1\n", "", 1) + "    llm:\n      openai:\n        model: x\n", parent: "        authToken", before: []string{"kind: Inline"}, key: "inline", value: itself},
	{name: "key of agentgateway", head: leakAgent, parent: "    auth", before: unknownBefore, after: unknownAfter, key: "key", value: itself},
	{name: "data", head: "apiVersion: v1\nkind: Secret\n" + leakMeta, parent: "data", before: unknownBefore, after: []string{"accessKey: ' x'"}, key: "some", value: itself},
	{name: "stringData", head: "apiVersion: v1\n'kind': !!str Secret\n" + leakMeta, parent: "stringData", before: []string{"accessKey: ' x'"}, after: unknownAfter, key: "anything", value: itself},
	{name: "SecretList", head: "apiVersion: v1\nkind: SecretList\nitems:\n- metadata:\n    name: NAME\n    annotations:\n      x: DEFINED\n", parent: "  data", before: unknownBefore, after: unknownAfter, key: "some", value: itself},
	{name: "List", head: "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata:\n    name: NAME\n    annotations:\n      x: DEFINED\n", parent: "  stringData", before: unknownBefore, after: unknownAfter, key: "some", value: itself},
	{name: "user and password", head: "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\n" + leakMeta + "spec:\n  type: Static\n  static:\n    hosts:\n", parent: "    -", before: []string{"port: 99999", "zz1: 1"}, after: unknownAfter, key: "host", value: func(t string) string { return "https://user:" + t + "@example.com" }},
	{name: "no scheme", head: "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\n" + leakMeta + "spec:\n  type: Static\n  static:\n    hosts:\n", parent: "    -", before: []string{"port: 80"}, key: "host", value: func(t string) string { return "user:" + t + "@example.com" }},
	{name: "a password with a slash and an @", head: "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\n" + leakMeta + "spec:\n  type: Static\n  static:\n    hosts:\n", parent: "    -", before: []string{"port: 80"}, key: "host", value: func(t string) string { return "https://user:p/a@" + t + "@example.com/x" }},
	{name: "a query parameter", head: "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\n" + leakMeta + "spec:\n  type: Static\n  static:\n    hosts:\n", parent: "    -", before: []string{"port: 80"}, key: "host", value: func(t string) string { return "https://example.com/x?a=1&api_key=" + t }},
	{name: "two hosts with the same secret", head: "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\n" + leakMeta + "spec:\n  type: Static\n  static:\n    hosts:\n    - {host: 'user:TOKEN@example.com', port: 80}\n", parent: "    -", before: []string{"port: 80"}, key: "host", value: func(t string) string { return "user:" + t + "@example.com" }},
	{name: "a header", head: "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\n" + leakMeta + "spec:\n  rules:\n  - backendRefs: [{group: gateway.kgateway.dev, kind: Backend, name: none}]\n    filters:\n    - type: RequestHeaderModifier\n      requestHeaderModifier:\n        set:\n", parent: "        -", before: []string{"name: Authorization"}, after: unknownAfter, key: "value", value: func(t string) string { return "Bearer " + t }},
	{name: "last-applied annotation of a Secret", head: "apiVersion: v1\nkind: Secret\nmetadata:\n  name: NAME\n", parent: "  annotations", before: []string{"x: DEFINED"}, key: "kubectl.kubernetes.io/last-applied-configuration", value: func(t string) string {
		return `{"apiVersion":"v1","kind":"Secret","metadata":{"name":"x"},"data":{"a":"` + t + `"}}`
	}, tail: "data: {accessKey: ' x'}\n", isText: true},
	{name: "last-applied annotation of a Backend", head: "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nspec: {zz: 1}\nmetadata:\n  name: NAME\n", parent: "  annotations", before: []string{"x: DEFINED"}, key: "kubectl.kubernetes.io/last-applied-configuration", value: func(t string) string {
		return `{"apiVersion":"x","kind":"Backend","spec":{"ai":{"authToken":{"kind":"Inline","inline":"` + t + `"}}}}`
	}, isText: true},
	{name: "a patch of a Kustomization", file: "kustomization.yaml", head: "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\npatches:\n- patch: |-\n    apiVersion: gateway.kgateway.dev/v1alpha1\n    kind: Backend\n    metadata:\n      name: NAME\n      annotations:\n        x: DEFINED\n    spec:\n      ai:\n        llm:\n          openai:\n", parent: "            authToken", before: inlineBefore, after: unknownAfter, key: "inline", value: itself, isText: true},
	{name: "a JSON patch", file: "kustomization.yaml", head: "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\npatches:\n- target: {group: gateway.kgateway.dev, kind: Backend, name: NAME}\n  patch: |-\n", parent: "    -", before: []string{"op: replace", "path: /spec/ai/llm/openai/authToken/inline"}, after: unknownAfter, key: "value", value: itself, isText: true},
	{name: "literals of a secretGenerator", file: "kustomization.yaml", head: "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nmetadata: {annotations: {x: DEFINED}}\nsecretGenerator:\n", parent: "-", before: []string{"name: NAME"}, key: "literals", value: func(t string) string { return "a=" + t }},
}

// A layout is a notation for the mapping that contains the secret.
type layout string

const (
	blockLayout     layout = "block"
	flowLayout      layout = "flow"
	flowLinesLayout layout = "flow over lines"
	jsonLayout      layout = "JSON"
	jsonLinesLayout layout = "JSON over lines"
)

var layouts = []layout{blockLayout, blockLayout, blockLayout, flowLayout, flowLinesLayout, jsonLayout, jsonLinesLayout}

// document returns the document of a place. entry is the pair with the secret. defined is a text with an anchor that entry refers to, or
// "".
func (p place) document(l layout, entry, defined string) string {
	text := p.head
	indent := p.parent[:len(p.parent)-len(strings.TrimLeft(p.parent, " "))] + "  "
	pairs := append(append(append([]string{}, p.before...), entry), p.after...)
	isItem := strings.HasSuffix(p.parent, "-")
	colon := ":"
	if isItem {
		colon = ""
	}
	switch l {
	case flowLayout:
		text += p.parent + colon + " {" + indented(indent, strings.Join(pairs, ", ")) + "}\n"
	case flowLinesLayout:
		text += p.parent + colon + " {\n" + indent + indented(indent, strings.Join(pairs, ",\n")) + "\n" + indent + "}\n"
	default:
		if isItem {
			text += p.parent + " " + indented(indent, strings.Join(pairs, "\n")) + "\n"
			break
		}
		text += p.parent + ":\n" + indent + indented(indent, strings.Join(pairs, "\n")) + "\n"
	}
	if defined == "" {
		defined = "one"
	}
	return strings.ReplaceAll(text+p.tail, "DEFINED", indented("        ", defined))
}

// indented adds an indentation to all lines of a text except for the first line.
func indented(indent, text string) string { return strings.ReplaceAll(text, "\n", "\n"+indent) }

const hole = "HOLE"

// json returns the document as JSON. The key and the value, which are already JSON strings, are inserted unchanged.
func (p place) json(l layout, key, value string) string {
	data, err := yaml.YAMLToJSON([]byte(p.document(blockLayout, p.key+": "+hole, "")))
	if err != nil {
		panic(err)
	}
	text := string(data)
	before, after, _ := strings.Cut(text, double(p.key)+":"+double(hole))
	if l == jsonLinesLayout {
		return strings.ReplaceAll(before, ",", ",\n") + key + ":\n" + value + "\n" + strings.ReplaceAll(after, ",", ",\n")
	}
	return before + key + ":" + value + after
}
