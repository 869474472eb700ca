package generate

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
)

// schema is a structural schema with the unions that its rules define. It supports the forms of rules that kgateway uses. If a rule has
// another form, more of the generated manifests violate the rule.
type schema struct {
	*apiextensions.JSONSchemaProps
	properties map[string]*schema
	names      []string // the names of the properties, sorted
	items      *schema
	values     *schema // the schema of the values of a map with free keys

	unions   []union
	members  map[string]string // for each member, the value of the field "type" that requires it
	together []string          // two fields that must be set both or not at all
}

// union contains fields of an object, and the minimum and maximum number of them that may be set.
type union struct {
	members  []string
	min, max int
}

var (
	hasField   = regexp.MustCompile(`has\(self\.(\w+)\)`)
	countRule  = regexp.MustCompile(`\.filter\(x,x==true\)\.size\(\) (==|<=) 1$`)
	typeRule   = regexp.MustCompile(`self\.type [!=]= '(\w+)'`)
	eitherRule = regexp.MustCompile(`^has\(self\.\w+\) \|\| has\(self\.\w+\)$`)
	bothRule   = regexp.MustCompile(`^has\(self\.\w+\) \|\| has\(self\.\w+\) \? `)
)

func newSchema(p *apiextensions.JSONSchemaProps) *schema {
	s := &schema{JSONSchemaProps: p, properties: map[string]*schema{}, members: map[string]string{}}
	s.names = slices.Sorted(maps.Keys(p.Properties))
	for _, name := range s.names {
		property := p.Properties[name]
		s.properties[name] = newSchema(&property)
	}
	if p.Items != nil {
		s.items = newSchema(p.Items.Schema)
	}
	if p.AdditionalProperties != nil && p.AdditionalProperties.Schema != nil {
		s.values = newSchema(p.AdditionalProperties.Schema)
	}
	for _, rule := range p.XValidations {
		s.readRule(rule.Rule)
	}
	if p.MaxProperties != nil && *p.MaxProperties == 1 {
		s.unions = append(s.unions, union{members: s.names, min: 1, max: 1})
	}
	return s
}

func (s *schema) readRule(rule string) {
	fields := fieldsIn(rule)
	switch {
	case countRule.MatchString(rule):
		least := 0
		if strings.Contains(rule, "== 1") {
			least = 1
		}
		s.unions = append(s.unions, union{members: fields, min: least, max: 1})
	case eitherRule.MatchString(rule):
		s.unions = append(s.unions, union{members: fields, min: 1, max: len(fields)})
	case bothRule.MatchString(rule) && len(fields) > 1:
		s.together = fields[:2]
	case typeRule.MatchString(rule) && len(fields) > 0:
		s.members[fields[len(fields)-1]] = typeRule.FindStringSubmatch(rule)[1]
	}
}

// fieldsIn returns the fields that a rule tests with has(), without the underscores that CEL requires around reserved words.
func fieldsIn(rule string) []string {
	var names []string
	for _, match := range hasField.FindAllStringSubmatch(rule, -1) {
		name := strings.TrimSuffix(strings.TrimPrefix(match[1], "__"), "__")
		if name != "type" {
			names = append(names, name)
		}
	}
	return names
}

func (s *schema) requires(name string) bool { return slices.Contains(s.Required, name) }

// enum returns the allowed strings of a schema, or nil if the schema has no enum.
func (s *schema) enum() []string {
	var words []string
	for _, item := range s.Enum {
		var word string
		if json.Unmarshal(item.Raw, &word) == nil {
			words = append(words, word)
		}
	}
	return words
}
