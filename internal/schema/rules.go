package schema

import "github.com/backendctl/backendctl/internal/diag"

// The rules of this package: what a target's schema can refuse.
const (
	ruleUnknown      = "unknown-field"
	ruleMissing      = "missing-field"
	ruleType         = "wrong-type"
	ruleUnknownValue = "unknown-value"
	ruleFormat       = "invalid-format"
	ruleRange        = "out-of-range"
	ruleUnion        = "union-members"
	ruleUnionType    = "union-type"
	ruleTogether     = "incomplete-fields"
	ruleDuplicate    = "duplicate-entry"
)

// Rules describes what Check may find.
func Rules() []diag.Descriptor { return rules }

// example writes a manifest with the given spec; the pages of the rules need one that is whole.
func example(spec string) string {
	return "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata:\n  name: web\nspec:\n" + spec
}

// groupMembers are the Backends that the example of a priority group names.
const groupMembers = `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: first
spec:
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: second
spec:
  static:
    hosts:
    - host: 192.0.2.20
      port: 8080
`

var rules = []diag.Descriptor{
	{
		ID:       ruleUnknown,
		Summary:  "the field does not exist",
		Severity: diag.Error,
		Category: diag.Schema,
		Why: "An API server that validates strictly, as `kubectl apply` asks it to, rejects the manifest. One that does not drops the " +
			"field without a word, so that what was meant never happens. Most often it is a misspelling, a field of another release, or " +
			"a field that is indented too little or too much.",
		Bad:  example("  type: Static\n  static:\n    hosts:\n    - host: web.example.com\n      prot: 8080\n"),
		Good: example("  type: Static\n  static:\n    hosts:\n    - host: web.example.com\n      port: 8080\n"),
	},
	{
		ID:       ruleMissing,
		Summary:  "a required field is missing",
		Severity: diag.Error,
		Category: diag.Schema,
		Why: "The API server rejects an object that lacks a required field. A field whose value is null counts as missing. The " +
			"documentation of kgateway 2.2 and 2.3 calls `spec.type` optional, but a validation rule of their CRD fails without it.",
		Bad:  example("  type: Static\n  static:\n    hosts:\n    - host: web.example.com\n"),
		Good: example("  type: Static\n  static:\n    hosts:\n    - host: web.example.com\n      port: 8080\n"),
	},
	{
		ID:       ruleType,
		Summary:  "the value is of another type than the field",
		Severity: diag.Error,
		Category: diag.Schema,
		Why: "The API server does not convert values. What a scalar is, YAML 1.1 decides: `y` and `on` are booleans, digits are a number, " +
			"and `\"8080\"` in quotes is a string. Quote what has to stay text; a number that begins with a zero loses it otherwise.",
		Bad:  example("  type: Static\n  static:\n    hosts:\n    - host: web.example.com\n      port: \"8080\"\n"),
		Good: example("  type: Static\n  static:\n    hosts:\n    - host: web.example.com\n      port: 8080\n"),
	},
	{
		ID:       ruleUnknownValue,
		Summary:  "the value is not one of those that the field takes",
		Severity: diag.Error,
		Category: diag.Schema,
		Why:      "The field takes one of a few words, and upper and lower case count.",
		Bad:      example("  type: static\n  static:\n    hosts:\n    - host: web.example.com\n      port: 8080\n"),
		Good:     example("  type: Static\n  static:\n    hosts:\n    - host: web.example.com\n      port: 8080\n"),
	},
	{
		ID:       ruleFormat,
		Summary:  "the text does not have the form that the field asks for",
		Severity: diag.Error,
		Category: diag.Schema,
		Why: "The field has a pattern, which the message says in words. Names, label keys and values, AWS account ids, regions, function " +
			"names and ARNs have one.",
		Bad:  example("  type: AWS\n  aws:\n    lambda:\n      functionName: hello\n      accountId: \"1234\"\n"),
		Good: example("  type: AWS\n  aws:\n    lambda:\n      functionName: hello\n      accountId: \"123456789012\"\n"),
	},
	{
		ID:       ruleRange,
		Summary:  "the value is too small, too large, too short or too long",
		Severity: diag.Error,
		Category: diag.Schema,
		Why: "Numbers, texts and lists have limits. A port has the whole range of a 32-bit number in most releases, so a port that the API " +
			"server takes is not yet one that a connection can use.",
		Bad:  example("  type: Static\n  static:\n    hosts: []\n"),
		Good: example("  type: Static\n  static:\n    hosts:\n    - host: web.example.com\n      port: 8080\n"),
	},
	{
		ID:       ruleUnion,
		Summary:  "not exactly one of the fields that exclude each other is set",
		Severity: diag.Error,
		Category: diag.Schema,
		Why: "A Backend is one thing: of the fields that say which, one has to be set and only one may be. A field whose value is null, " +
			"such as `static:` with nothing indented below it, counts as not set.",
		Bad:  example("  type: Static\n  static:\n    hosts:\n    - host: web.example.com\n      port: 8080\n  dynamicForwardProxy: {}\n"),
		Good: example("  type: Static\n  static:\n    hosts:\n    - host: web.example.com\n      port: 8080\n"),
	},
	{
		ID:       ruleUnionType,
		Summary:  "the type does not match the field that is set",
		Severity: diag.Error,
		Category: diag.Schema,
		Why:      "Where a type is given, the field of that type has to be set: `type: AWS` goes with `aws`, `type: Static` with `static`.",
		Bad:      example("  type: AWS\n  static:\n    hosts:\n    - host: web.example.com\n      port: 8080\n"),
		Good:     example("  type: Static\n  static:\n    hosts:\n    - host: web.example.com\n      port: 8080\n"),
	},
	{
		ID:       ruleTogether,
		Summary:  "a field needs another one beside it",
		Severity: diag.Error,
		Category: diag.Schema,
		Why:      "Some fields only make sense together, such as a host and a port, or a Lambda function and the account that owns it.",
		Bad:      example("  type: AWS\n  aws:\n    lambda:\n      functionName: hello\n"),
		Good:     example("  type: AWS\n  aws:\n    lambda:\n      functionName: hello\n      accountId: \"123456789012\"\n"),
	},
	{
		ID:       ruleDuplicate,
		Summary:  "two entries of a list have the same key",
		Severity: diag.Error,
		Category: diag.Schema,
		Why:      "The entries of some lists are told apart by one of their fields, so no two may have the same value there.",
		Bad:      example("  type: PriorityGroups\n  priorityGroups:\n  - backendRefs:\n    - name: first\n    - name: first\n") + groupMembers,
		Good:     example("  type: PriorityGroups\n  priorityGroups:\n  - backendRefs:\n    - name: first\n    - name: second\n") + groupMembers,
	},
}
