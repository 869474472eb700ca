package manifest

import "github.com/backendctl/backendctl/internal/diag"

// The rules of this package.
const (
	ruleSyntax       = "yaml-syntax"
	ruleDuplicateKey = "duplicate-key"
	ruleUnrendered   = "unrendered-template"
	ruleAmbiguousKey = "ambiguous-key"
	ruleTrailing     = "trailing-content"
)

const helpDuplicate = "the API server rejects the document, but kubectl lets the last one win without a word; keep one of them"

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
		Why: "An API server that is asked to be strict rejects the document. `kubectl apply` turns YAML into JSON before it sends " +
			"anything, and there the last value wins without a word, so what runs is not what a reader sees. Two documents with no `---` " +
			"between them look just like this. A merge key (`<<`) counts too: a key beside it that it also brings in is a duplicate.",
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
