package main

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"
)

// A meaning is what the rules of one object say together, in terms that standard keywords can express.
type meaning struct {
	exactlyOne  []string    // exactly one of these is set
	atLeastOne  []string    // one or more of these are set
	atMostOne   []string    // these two are not both set
	together    []string    // if one of these two is set, so is the other
	selects     []selection // the value of type decides which member is set
	exclusive   []selection // as selects, and with another type the member is not set
	needsWithin []string    // with [a b]: if a is set, then b or a.b is set
	uniqueBy    []string    // no two items agree in these
}

// A selection says that a value of type calls for a member.
type selection struct{ value, member string }

// A translation tells what one rule of the CRDs means. The rule is known by its place and a digest of its text; the text
// itself stays where it is.
type translation struct {
	path   string // pattern as in fields.yaml
	digest string
	says   func(*field)
}

var translations = []translation{
	// 2.0 forbids each member that its type does not name; together with the rules that want the member that it does
	// name, that is: exactly one, and the right one.
	{"spec", "8e69efe5", oneOfMembers("ai")},
	{"spec", "f9b0da72", oneOfMembers("aws")},
	{"spec", "779c307f", oneOfMembers("static")},
	{"spec", "f19b5752", selects("AI", "ai")},
	{"spec", "7fae40f1", selects("AWS", "aws")},
	{"spec", "f1c6faad", selects("Static", "static")},
	{"spec.ai", "01849b0a", exactlyOne("llm", "multipool")},

	// 2.1 to 2.3 read type without asking whether it is there.
	{"spec", "9c61490d", needsType("AI", "ai")},
	{"spec", "bbf92e45", needsType("AWS", "aws")},
	{"spec", "30b96b44", needsType("Static", "static")},
	{"spec", "e371752c", needsType("DynamicForwardProxy", "dynamicForwardProxy")},
	{"spec", "cd55b3f3", needsType("MCP", "mcp")},
	{"spec", "3e8c0f4c", needsType("GCP", "gcp")},
	{"spec", "372b588e", exactlyOne("ai", "aws", "static", "dynamicForwardProxy", "mcp")},
	{"spec", "883f6ce2", exactlyOne("aws", "static", "dynamicForwardProxy")},
	{"spec", "ab7b3a17", exactlyOne("aws", "static", "dynamicForwardProxy", "gcp")},

	// 2.4 asks.
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

func exactlyOne(members ...string) func(*field) {
	return func(f *field) { f.says.exactlyOne = members }
}

func oneOfMembers(member string) func(*field) {
	return func(f *field) { f.says.exactlyOne = append(f.says.exactlyOne, member) }
}

func atLeastOne(members ...string) func(*field) {
	return func(f *field) { f.says.atLeastOne = members }
}

func atMostOne(a, b string) func(*field) {
	return func(f *field) { f.says.atMostOne = []string{a, b} }
}

func together(a, b string) func(*field) {
	return func(f *field) { f.says.together = []string{a, b} }
}

func needsWithin(a, b string) func(*field) {
	return func(f *field) { f.says.needsWithin = []string{a, b} }
}

func uniqueBy(keys ...string) func(*field) {
	return func(f *field) { f.says.uniqueBy = keys }
}

func selects(value, member string) func(*field) {
	return func(f *field) { f.says.selects = append(f.says.selects, selection{value, member}) }
}

// needsType is selects by a rule that fails when there is no type, which makes type required whatever the schema says.
func needsType(value, member string) func(*field) {
	return func(f *field) {
		selects(value, member)(f)
		f.require("type")
	}
}

// exclusive comes from two rules, one for each direction.
func exclusive(value, member string) func(*field) {
	return func(f *field) {
		if s := (selection{value, member}); !slices.Contains(f.says.exclusive, s) {
			f.says.exclusive = append(f.says.exclusive, s)
		}
	}
}

// nonEmptyItem is about a key with the default "": if it must not be empty, it must be given.
func nonEmptyItem(key string) func(*field) {
	return func(list *field) {
		one := int64(1)
		list.Items.require(key)
		list.Items.Properties[key].MinLength = &one
		list.Items.Properties[key].Default = yaml.Node{}
	}
}

func (f *field) require(name string) {
	if !slices.Contains(f.Required, name) {
		f.Required = append(f.Required, name)
		slices.Sort(f.Required)
	}
}

// translate replaces every rule below root by its meaning. The limits on the number of properties, which 2.0 uses for unions, count as rules.
func (t *tables) translate(root *field) error {
	return root.walk("", func(path string, f *field) error {
		for _, r := range f.Rules {
			i := slices.IndexFunc(translations, func(t translation) bool {
				return t.digest == r.digest() && matches(t.path, path)
			})
			if i < 0 {
				return fmt.Errorf("%s: no translation for the rule with digest %s; add it to rules.go", path, r.digest())
			}
			t.usedRules[i] = true
			translations[i].says(f)
		}
		if f.ListType == "map" {
			uniqueBy(f.ListKeys...)(f)
		}
		return translateCount(path, f)
	})
}

func translateCount(path string, f *field) error {
	if f.MinProperties == nil && f.MaxProperties == nil {
		return nil
	}
	if f.MinProperties == nil || f.MaxProperties == nil || *f.MinProperties != 1 || *f.MaxProperties != 1 {
		return fmt.Errorf("%s: limits on the number of properties other than exactly one are not supported", path)
	}
	f.says.exactlyOne = sortedNames(f.Properties)
	return nil
}
