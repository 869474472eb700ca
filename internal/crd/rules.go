package crd

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// A meaning is the combined meaning of a field's rules, in forms that JSON Schema can express.
type meaning struct {
	exactlyOne     []string     // exactly one of these members must be set
	atLeastOne     []string     // at least one of these members must be set
	atMostOne      []string     // at most one of these two members may be set
	together       []string     // both of these two members must be set, or neither
	selects        []selection  // for a value of the field "type", the member that must be set
	exclusive      []selection  // like selects; with another type, the member must not be set
	needsWithin    []string     // two names [a b]: if a is set, then b or a.b must be set
	uniqueBy       []string     // no two items may have the same values of these fields
	minSet, maxSet *int64       // the minimum and maximum number of fields that are set
	others         []ruleSchema // the rules that have none of these forms
}

// A ruleSchema is the schema of a rule, with the rule's message and text.
type ruleSchema struct {
	message string
	cel     string // the text of the rule; "" for a combination of constraints
	schema  Object
}

// A selection is a value of the field "type" and the member that the value requires.
type selection struct{ value, member string }

// A translation is the meaning of one rule in the CRDs of releases. It is written by hand, for a rule that the method express does not
// translate to the form with the best messages. The path and a digest of the rule's text identify the rule.
type translation struct {
	path   string // a pattern for the path of the field, as in Matches
	digest string
	says   func(*Field)
}

var translations = [...]translation{
	// In 2.0, one rule forbids each member that does not belong to the type, and another rule requires the member that belongs to the type.
	// Together they mean that exactly one member is set: the one that belongs to the type.
	{"spec", "8e69efe5", oneOfMembers("AI", "ai")},
	{"spec", "f9b0da72", oneOfMembers("AWS", "aws")},
	{"spec", "779c307f", oneOfMembers("Static", "static")},
	{"spec", "f19b5752", selects("AI", "ai")},
	{"spec", "7fae40f1", selects("AWS", "aws")},
	{"spec", "f1c6faad", selects("Static", "static")},
	{"spec.ai", "01849b0a", exactlyOne("llm", "multipool")},

	// The rules of 2.1 to 2.3 fail if the field "type" is not set.
	{"spec", "9c61490d", needsType("AI", "ai")},
	{"spec", "bbf92e45", needsType("AWS", "aws")},
	{"spec", "30b96b44", needsType("Static", "static")},
	{"spec", "e371752c", needsType("DynamicForwardProxy", "dynamicForwardProxy")},
	{"spec", "cd55b3f3", needsType("MCP", "mcp")},
	{"spec", "3e8c0f4c", needsType("GCP", "gcp")},
	{"spec", "372b588e", exactlyOne("ai", "aws", "static", "dynamicForwardProxy", "mcp")},
	{"spec", "883f6ce2", exactlyOne("aws", "static", "dynamicForwardProxy")},
	{"spec", "ab7b3a17", exactlyOne("aws", "static", "dynamicForwardProxy", "gcp")},

	// The rules of 2.4 apply only if the field "type" is set.
	{"spec", "89162d37", selects("AWS", "aws")},
	{"spec", "30fb8927", selects("Static", "static")},
	{"spec", "0227165a", selects("DynamicForwardProxy", "dynamicForwardProxy")},
	{"spec", "e22e8699", selects("GCP", "gcp")},
	{"spec", "fcd331c9", selects("PriorityGroups", "priorityGroups")},
	{"spec", "3fb2f5ce", exactlyOne("aws", "static", "dynamicForwardProxy", "gcp", "priorityGroups")},
	{"spec.priorityGroups[].backendRefs", "370eba5c", nonEmptyItem("name")},

	{"*.auth", "6a269246", exclusive("Secret", "secretRef")},
	{"*.auth", "1ebdf282", exclusive("Secret", "secretRef")},
	{"spec.aws.auth", "e973f9cd", exclusive("AssumeRole", "assumeRole")},
	{"spec.aws.auth", "5846626d", exclusive("AssumeRole", "assumeRole")},
	{"spec.aws", "dba795a5", needsWithin("lambda", "accountId")},
	{"spec.aws", "796a9040", exactlyOne("lambda", "ec2")},
	{"spec.aws.ec2.filters[]", "d4103ee7", exactlyOne("key", "keyValue")},

	{"spec.ai", "3f0f330c", exactlyOne("llm", "priorityGroups")},
	{"spec.ai.*", "17e50313", together("host", "port")},
	{"spec.ai.*", "1dbc5e91", exactlyOne("openai", "azureopenai", "anthropic", "gemini", "vertexai", "bedrock")},
	{"*.authHeader", "bea6984e", atLeastOne("prefix", "headerName")},
	{"*.authToken", "93f372c0", atMostOne("inline", "secretRef")},
	{"spec.ai.priorityGroups[].providers", "8d8de588", uniqueBy("name")},
	{"spec.mcp.targets", "d2298813", uniqueBy("name")},
	{"spec.mcp.targets[]", "f415efbd", exactlyOne("selector", "static")},
	{"spec.mcp.targets[].selector", "5422305d", atLeastOne("namespace", "service")},
}

func exactlyOne(members ...string) func(*Field) {
	return func(f *Field) { f.says.exactlyOne = members }
}

// oneOfMembers adds a member to the exactlyOne of the field, for the rules of 2.0 and its three types. If a CRD has other types, these
// rules do not require exactly one member, so oneOfMembers adds an exclusive selection.
func oneOfMembers(value, member string) func(*Field) {
	return func(f *Field) {
		kind := f.Properties["type"]
		if kind == nil || !sameValues(kind.Enum, "AI", "AWS", "Static") {
			exclusive(value, member)(f)
			return
		}
		f.says.exactlyOne = append(f.says.exactlyOne, member)
	}
}

// sameValues reports whether an enum has exactly these values.
func sameValues(enum []any, values ...string) bool {
	return len(enum) == len(values) && !slices.ContainsFunc(values, func(v string) bool { return !slices.Contains(enum, any(v)) })
}

func atLeastOne(members ...string) func(*Field) {
	return func(f *Field) { f.says.atLeastOne = members }
}

func atMostOne(a, b string) func(*Field) {
	return func(f *Field) { f.says.atMostOne = []string{a, b} }
}

func together(a, b string) func(*Field) {
	return func(f *Field) { f.says.together = []string{a, b} }
}

func needsWithin(a, b string) func(*Field) {
	return func(f *Field) { f.says.needsWithin = []string{a, b} }
}

func uniqueBy(keys ...string) func(*Field) {
	return func(f *Field) { f.addKeys(keys) }
}

// addKeys adds the rule that no two items of a list have the same values of the fields in keys. The first such rule of a list becomes
// uniqueBy. If a list has further rules with other keys, they become rules without a form.
func (f *Field) addKeys(keys []string) {
	if f.says.uniqueBy == nil || slices.Equal(f.says.uniqueBy, keys) {
		f.says.uniqueBy = keys
		return
	}
	defaults := Object{}
	for _, key := range keys {
		if value := f.Items.Properties[key].Default; value != nil {
			defaults = append(defaults, Member{key, one("default", value)})
		}
	}
	f.says.others = append(f.says.others, ruleSchema{
		message: "no two items may have the same " + strings.Join(keys, " and "),
		schema:  Object{{"uniqueBy", list(keys)}, {"items", one("properties", defaults)}},
	})
}

func selects(value, member string) func(*Field) {
	return func(f *Field) { f.says.selects = append(f.says.selects, selection{value, member}) }
}

// needsType adds the same meaning as the function selects, and makes the field "type" required, because the rule fails if this field is
// not set.
func needsType(value, member string) func(*Field) {
	return func(f *Field) {
		selects(value, member)(f)
		f.require("type")
	}
}

// exclusive adds the meaning of two rules: one requires the member for the value of the field "type", and the other forbids the member
// for other values.
func exclusive(value, member string) func(*Field) {
	return func(f *Field) {
		if s := (selection{value, member}); !slices.Contains(f.says.exclusive, s) {
			f.says.exclusive = append(f.says.exclusive, s)
		}
	}
}

// nonEmptyItem adds the meaning of a rule that forbids an empty key in the items of a list. If the default of the key is "", the key
// becomes required.
func nonEmptyItem(key string) func(*Field) {
	return func(list *Field) {
		child := list.Items.Properties[key]
		one := int64(1)
		if child.MinLength == nil || *child.MinLength < one {
			child.MinLength = &one
		}
		if child.Default == "" {
			child.Default = nil
			list.Items.require(key)
		}
	}
}

// An Unjudged is a rule that is not supported, so it is not part of a verdict.
type Unjudged struct {
	Field   string `json:"field"`             // the path of the field, such as spec.static.hosts[]; "" for the whole object
	Rule    string `json:"rule"`              // the text of the rule, or a description of the constraint
	Message string `json:"message,omitempty"` // the message in the CRD
}

// A Translator converts the rules of CRDs to their meaning. It records which of the translations were used.
type Translator struct {
	used   [len(translations)]bool
	weight int // the number of values in the schemas of all rules without a form
}

// Limits of rules and generated schemas. A schema contains each condition and its negation, so its size can double with each level of
// nesting.
const (
	longestRule = 10_000  // bytes of a rule
	maxWeight   = 5_000   // values in the schema of one rule
	maxWeights  = 100_000 // values in the schemas of all rules of a CRD
)

// takes adds the size of a rule's schema to the weight, and reports whether both are within the limits.
func (t *Translator) takes(o Object) bool {
	left := maxWeight
	weigh(o, &left)
	t.weight += maxWeight - left
	return left > 0 && t.weight < maxWeights
}

// weigh subtracts the number of values in a schema from a limit.
func weigh(v any, left *int) {
	if *left--; *left <= 0 {
		return
	}
	switch v := v.(type) {
	case Object:
		for _, m := range v {
			weigh(m.Value, left)
		}
	case []any:
		for _, item := range v {
			weigh(item, left)
		}
	}
}

// Translate adds the meaning of every rule to its field, for root and all fields below it. It returns the rules that are not supported.
// Limits on the number of properties, which 2.0 uses for unions, count as rules. So do string formats that an API server checks and
// package schema does not.
func (t *Translator) Translate(root *Field) []Unjudged {
	var unknown []Unjudged
	root.translateRules("", t, &unknown)
	// The visiting function never returns an error.
	_ = root.Walk("", func(path string, f *Field) error {
		f.translateRules(path, t, &unknown)
		return nil
	})
	return unknown
}

func (f *Field) translateRules(path string, t *Translator, unknown *[]Unjudged) {
	if f.ListType == "map" {
		f.addKeys(f.ListKeys)
	}
	for _, r := range f.Rules {
		if !t.known(path, r, f) && !f.express(r, t) {
			*unknown = append(*unknown, Unjudged{path, r.Rule, r.Message})
		}
	}
	if !f.translateCount() {
		*unknown = append(*unknown, Unjudged{path, "limits on the number of fields, because some fields have defaults", ""})
	}
	if f.acceptsList() && !checked(f.Format) {
		*unknown = append(*unknown, Unjudged{path, "format " + f.Format, ""})
	}
}

// known adds the meaning of a rule in translations to the field. It reports whether translations contains the rule.
func (t *Translator) known(path string, r Rule, f *Field) bool {
	digest := RuleDigest(r.Rule)
	for i, known := range translations {
		if known.digest == digest && Matches(known.path, path) {
			t.used[i] = true
			known.says(f)
			return true
		}
	}
	return false
}

// RuleDigest returns the digest that identifies a rule in translations: the first four bytes of the text's sha256 in hexadecimal.
func RuleDigest(rule string) string {
	sum := sha256.Sum256([]byte(rule))
	return hex.EncodeToString(sum[:4])
}

// Unused returns the paths and digests of the translations that matched no rule.
func (t *Translator) Unused() []string {
	var out []string
	for i, used := range t.used {
		if !used {
			out = append(out, fmt.Sprintf("%s %s", translations[i].path, translations[i].digest))
		}
	}
	return out
}

func (f *Field) translateCount() bool {
	least, most := f.MinProperties, f.MaxProperties
	if least == nil && most == nil {
		return true
	}
	if least != nil && most != nil && *least == 1 && *most == 1 && f.values() == nil && !f.Open {
		all := sortedNames(f.Properties)
		if known := slices.Sorted(slices.Values(f.says.exactlyOne)); len(known) == 0 || slices.Equal(known, all) {
			f.says.exactlyOne = all
			return true
		} // Otherwise a rule requires exactly one of some fields, and the count limits the number of all fields.
	}
	for _, child := range f.Properties {
		if child.Default != nil {
			return false
		}
	}
	f.says.minSet, f.says.maxSet = least, most
	return true
}

// Matches reports whether a path matches a pattern. A "*" at either end of the pattern matches any text.
func Matches(pattern, path string) bool {
	switch {
	case strings.HasPrefix(pattern, "*"):
		return strings.HasSuffix(path, pattern[1:])
	case strings.HasSuffix(pattern, "*"):
		return strings.HasPrefix(path, pattern[:len(pattern)-1])
	}
	return pattern == path
}
