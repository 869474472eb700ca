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

const helpDuplicate = "the API server rejects the document, but kubectl sends the last one without a warning; keep one of them"

func descriptor(id string) diag.Descriptor {
	for _, d := range rules {
		if d.ID == id {
			return d
		}
	}
	panic("no rule " + id)
}

// Rules describes what Parse may find.
func Rules() []diag.Descriptor { return rules }

// good is what most of the bad examples are when they are mended.
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
		Why: "Nothing in a document counts before it can be decoded. The API server reads YAML 1.1 and turns it into JSON, so keys " +
			"have to be strings, numbers have to be finite, and an explicit tag has to fit its value. Other documents of the file are " +
			"still judged.",
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
		Summary:  "a key is given twice in one mapping",
		Severity: diag.Error,
		Category: diag.Syntax,
		Why: "The API server rejects the document when it reads the YAML strictly. `kubectl apply` turns YAML into JSON first and keeps " +
			"the last value without a warning, so what runs is not what a reader sees.\n\n" +
			"A key beside a merge key (`<<`) that overrides a merged one is a duplicate to a strict reading too. kubectl would send the " +
			"merged object, with the override. Write the fields out, so that every reader takes the same values.",
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
		Summary:  "two objects stand in one YAML document, with no `---` line between them",
		Severity: diag.Error,
		Category: diag.Syntax,
		Why: "Without the line, YAML reads both objects as one mapping that has every key twice. The API server rejects it when it reads the " +
			"YAML strictly. `kubectl apply` keeps the last value of each key, so the first object is never created, without a warning.",
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
		Why: "A template expression that stands for a value is fine: the value is taken as unknown. One that stands for lines, such as " +
			"an `if` or an `include`, leaves text that is no YAML. Render the template and check what comes out, for example with " +
			"`helm template . | backendctl validate -`, or exclude the file.",
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
		Why: "YAML 1.1 reads `y`, `on` and `1` as booleans and numbers, and an object in JSON has string keys only, so `y` and " +
			"`\"true\"` are two keys in YAML and one in JSON. The API server accepts the document and keeps one of the values; which one " +
			"can differ from one request to the next.",
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
		Summary:  "text behind the end of a document is ignored",
		Severity: diag.Warning,
		Category: diag.Syntax,
		Why: "A document ends where its first value ends: behind the closing brace of a flow mapping, or at a line that is indented less " +
			"than the first one. The API server's parser stops there and does not look at the rest, so the fields below are lost without " +
			"a word.",
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
