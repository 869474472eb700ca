package schema

import "github.com/backendctl/backendctl/internal/diag"

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

// Rules returns the rules that this package reports.
func Rules() []diag.Descriptor { return rules }

// example returns a complete manifest with a spec, for the pages of the rules.
func example(spec string) string {
	return "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata:\n  name: web\nspec:\n" + spec
}

// groupMembers are the Backends that the example of a priority group refers to.
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
		Why: "With strict validation, which `kubectl apply` requests, the API server rejects the manifest. Without it, the API server drops the " +
			"field silently, so the setting has no effect. The usual causes are a misspelling, a field of another release, and " +
			"the wrong indentation.",
		Bad:  example("  type: Static\n  static:\n    hosts:\n    - host: web.example.com\n      prot: 8080\n"),
		Good: example("  type: Static\n  static:\n    hosts:\n    - host: web.example.com\n      port: 8080\n"),
	},
	{
		ID:       ruleMissing,
		Summary:  "a required field is missing",
		Severity: diag.Error,
		Category: diag.Schema,
		Why: "The API server rejects an object without a required field. A field whose value is null counts as missing. The " +
			"documentation of kgateway 2.2 and 2.3 calls `spec.type` optional, but a validation rule of their CRD fails without it.",
		Bad:  example("  type: Static\n  static:\n    hosts:\n    - host: web.example.com\n"),
		Good: example("  type: Static\n  static:\n    hosts:\n    - host: web.example.com\n      port: 8080\n"),
	},
	{
		ID:       ruleType,
		Summary:  "the value has the wrong type",
		Severity: diag.Error,
		Category: diag.Schema,
		Why: "The API server does not convert values. YAML 1.1 determines the type of a scalar: `y` and `on` are booleans, digits are a number, " +
			"and `\"8080\"` in quotes is a string. Quote text that looks like another type; without quotes, a number loses its leading zeros.",
		Bad:  example("  type: Static\n  static:\n    hosts:\n    - host: web.example.com\n      port: \"8080\"\n"),
		Good: example("  type: Static\n  static:\n    hosts:\n    - host: web.example.com\n      port: 8080\n"),
	},
	{
		ID:       ruleUnknownValue,
		Summary:  "the value is not one of the allowed values",
		Severity: diag.Error,
		Category: diag.Schema,
		Why:      "The field accepts only certain words, and they are case-sensitive.",
		Bad:      example("  type: static\n  static:\n    hosts:\n    - host: web.example.com\n      port: 8080\n"),
		Good:     example("  type: Static\n  static:\n    hosts:\n    - host: web.example.com\n      port: 8080\n"),
	},
	{
		ID:       ruleFormat,
		Summary:  "the text does not match the pattern of the field",
		Severity: diag.Error,
		Category: diag.Schema,
		Why: "The field has a pattern, which the message describes. Names, label keys and values, AWS account ids, regions, function " +
			"names and ARNs have patterns.",
		Bad:  example("  type: AWS\n  aws:\n    lambda:\n      functionName: hello\n      accountId: \"1234\"\n"),
		Good: example("  type: AWS\n  aws:\n    lambda:\n      functionName: hello\n      accountId: \"123456789012\"\n"),
	},
	{
		ID:       ruleRange,
		Summary:  "the value is too small, too large, too short or too long",
		Severity: diag.Error,
		Category: diag.Schema,
		Why: "Numbers, texts and lists have limits. In most releases a port can be any 32-bit number, so a port that the API " +
			"server accepts may still be unusable.",
		Bad:  example("  type: Static\n  static:\n    hosts: []\n"),
		Good: example("  type: Static\n  static:\n    hosts:\n    - host: web.example.com\n      port: 8080\n"),
	},
	{
		ID:       ruleUnion,
		Summary:  "a union has no member set, or more than one",
		Severity: diag.Error,
		Category: diag.Schema,
		Why: "Exactly one of the fields that define the kind of a Backend must be set. A field whose value is null, " +
			"such as `static:` with nothing indented below it, counts as not set.",
		Bad:  example("  type: Static\n  static:\n    hosts:\n    - host: web.example.com\n      port: 8080\n  dynamicForwardProxy: {}\n"),
		Good: example("  type: Static\n  static:\n    hosts:\n    - host: web.example.com\n      port: 8080\n"),
	},
	{
		ID:       ruleUnionType,
		Summary:  "the type does not match the field that is set",
		Severity: diag.Error,
		Category: diag.Schema,
		Why:      "If a type is set, the field of that type must be set: `aws` for `type: AWS`, `static` for `type: Static`.",
		Bad:      example("  type: AWS\n  static:\n    hosts:\n    - host: web.example.com\n      port: 8080\n"),
		Good:     example("  type: Static\n  static:\n    hosts:\n    - host: web.example.com\n      port: 8080\n"),
	},
	{
		ID:       ruleTogether,
		Summary:  "a field requires another field that is not set",
		Severity: diag.Error,
		Category: diag.Schema,
		Why:      "Some fields are only valid together, such as a host and a port, or a Lambda function and the account that owns it.",
		Bad:      example("  type: AWS\n  aws:\n    lambda:\n      functionName: hello\n"),
		Good:     example("  type: AWS\n  aws:\n    lambda:\n      functionName: hello\n      accountId: \"123456789012\"\n"),
	},
	{
		ID:       ruleDuplicate,
		Summary:  "two entries of a list have the same key",
		Severity: diag.Error,
		Category: diag.Schema,
		Why:      "The entries of some lists are identified by one of their fields, so no two entries may have the same value in this field.",
		Bad:      example("  type: PriorityGroups\n  priorityGroups:\n  - backendRefs:\n    - name: first\n    - name: first\n") + groupMembers,
		Good:     example("  type: PriorityGroups\n  priorityGroups:\n  - backendRefs:\n    - name: first\n    - name: second\n") + groupMembers,
	},
}
