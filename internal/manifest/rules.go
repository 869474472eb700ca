package manifest

import "github.com/backendctl/backendctl/internal/diag"

// The rules of this package.
const (
	ruleSyntax       = "yaml-syntax"
	ruleDuplicateKey = "duplicate-key"
	ruleSeparator    = "missing-separator"
	ruleUnrendered   = "unrendered-template"
	ruleAmbiguousKey = "ambiguous-key"
	ruleTrailing     = "trailing-content"
)

const helpDuplicate = "remove one of the keys: kubectl sends only the last value, without a warning, although the API server would reject the document"

func descriptor(id string) diag.Descriptor {
	for _, d := range rules {
		if d.ID == id {
			return d
		}
	}
	panic("no rule " + id)
}

// Rules returns the descriptors of the rules that Parse may report.
func Rules() []diag.Descriptor { return rules }

// good is the fixed version of most bad examples.
const good = `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: web.example.com
      port: 8080
`

var rules = []diag.Descriptor{
	{
		ID:       ruleSyntax,
		Summary:  "the document is not YAML or JSON that an API server can decode",
		Severity: diag.Error,
		Category: diag.Syntax,
		Why: "A document must be decoded before anything else can be checked. The API server reads YAML 1.1 and converts it to JSON, so " +
			"keys must be strings, numbers must be finite, and an explicit tag must fit its value. The other documents of the file are " +
			"still checked.",
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: web.example.com
     port: 8080
`,
		Good: good,
	},
	{
		ID:       ruleDuplicateKey,
		Summary:  "a key is set twice in one mapping",
		Severity: diag.Error,
		Category: diag.Syntax,
		Why: "The API server rejects the document if it reads the YAML strictly. `kubectl apply` converts YAML to JSON first and keeps " +
			"the last value without a warning, so the cluster may use a value that a reader does not expect.\n\nA key next to a merge key " +
			"(`<<`) that overrides a merged key also counts as a duplicate in strict parsing. kubectl would send the merged object, " +
			"with the override. Write the fields out, so that every parser reads the same values.",
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: web.example.com
      port: 80
      port: 8080
`,
		Good: good,
	},
	{
		ID:       ruleSeparator,
		Summary:  "two objects in one YAML document, with no `---` line between them",
		Severity: diag.Error,
		Category: diag.Syntax,
		Why: "Without the line, YAML reads both objects as one mapping in which every key is set twice. The API server rejects it if it " +
			"reads the YAML strictly. `kubectl apply` keeps the last value of each key, so the first object is never created, without a " +
			"warning.",
		Bad: `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports:
  - port: 8080
` + good,
		Good: `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports:
  - port: 8080
---
` + good,
	},
	{
		ID:       ruleUnrendered,
		Summary:  "the document is a template that has to be rendered first",
		Severity: diag.Error,
		Category: diag.Syntax,
		Why: "A template expression as a value is accepted: the value counts as unknown. An expression that generates lines, such as an " +
			"`if` or an `include`, leaves text that is not valid YAML. Render the template and check the result, for example with `helm " +
			"template . | backendctl validate -`, or exclude the file.",
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
  {{- include "web.labels" . | nindent 2 }}
spec:
  type: Static
  static:
    hosts:
    - host: web.example.com
      port: 8080
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: {{ .Values.host }}
      port: {{ .Values.port }}
`,
	},
	{
		ID:       ruleAmbiguousKey,
		Summary:  "two keys of a mapping become the same key in JSON",
		Severity: diag.Warning,
		Category: diag.Syntax,
		Why: "YAML 1.1 reads `y`, `on` and `1` as booleans and numbers, but keys of a JSON object are always strings, so `y` and " +
			"`\"true\"` are two keys in YAML and one in JSON. The API server accepts the document and keeps one of the values; which " +
			"one can differ between requests.",
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
  labels:
    y: first
    "true": second
spec:
  type: Static
  static:
    hosts:
    - host: web.example.com
      port: 8080
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
  labels:
    "y": first
    "true": second
spec:
  type: Static
  static:
    hosts:
    - host: web.example.com
      port: 8080
`,
	},
	{
		ID:       ruleTrailing,
		Summary:  "text after the end of a document is ignored",
		Severity: diag.Warning,
		Category: diag.Syntax,
		Why: "A document ends where its first value ends: after the closing brace of a flow mapping, or at a line that is indented less " +
			"than the first one. The API server's parser stops there and ignores the rest, so the fields below are silently lost.",
		Bad: `  apiVersion: gateway.kgateway.dev/v1alpha1
  kind: Backend
  metadata:
    name: web
  spec:
    type: Static
    static:
      hosts:
      - host: web.example.com
        port: 8080
status: {}
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: web.example.com
      port: 8080
status: {}
`,
	},
}
