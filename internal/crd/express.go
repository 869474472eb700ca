package crd

import (
	"cmp"
	"slices"
	"strconv"
)

// express adds the meaning of a rule to its field. It returns false if the rule is not supported.
func (f *Field) express(r Rule, t *Translator) bool {
	if len(r.Rule) > longestRule {
		return false
	}
	e, ok := parseCEL(r.Rule)
	switch {
	case !ok:
		return false
	case e.mentions("oldSelf"):
		return r.Optional == nil || !*r.Optional // a rule about updates, which does not run when an object is created
	case f.form(e):
		return true
	}
	says, ok := (&scope{variable: "self", field: f}).truth(e)
	if !ok || !t.takes(says.yes) {
		return false
	}
	f.says.others = append(f.says.others, ruleSchema{cmp.Or(r.Message, r.Rule), r.Rule, says.yes})
	return true
}

// A truth contains two schemas for a boolean expression: yes accepts the values for which the expression is true, and no accepts the values
// for which it is false. For all other values, the expression fails, for example because a field is not set. Then the rule fails, too.
type truth struct{ yes, no Object }

// A scope is the variable of an expression, such as self, with the field that it stands for.
type scope struct {
	variable string
	field    *Field
}

var (
	always = Object{}
	never  = one("not", Object{})
)

func constant(holds bool) truth {
	if holds {
		return truth{always, never}
	}
	return truth{never, always}
}

func not(o Object) Object { return one("not", o) }

func both(objects ...Object) Object {
	return one("allOf", asList(objects))
}

func either(objects ...Object) Object {
	return one("anyOf", asList(objects))
}

func asList(objects []Object) []any {
	out := make([]any, len(objects))
	for i, o := range objects {
		out[i] = o
	}
	return out
}

// truth returns the schemas for which a boolean expression is true and false.
func (s *scope) truth(e *expr) (truth, bool) {
	switch e.op {
	case "literal":
		b, ok := e.value.(bool)
		return constant(b), ok
	case "!":
		t, ok := s.truth(e.args[0])
		return truth{t.no, t.yes}, ok
	case "&&", "||":
		a, ok1 := s.truth(e.args[0])
		b, ok2 := s.truth(e.args[1])
		if e.op == "||" {
			return truth{either(a.yes, b.yes), both(a.no, b.no)}, ok1 && ok2
		}
		return truth{both(a.yes, b.yes), either(a.no, b.no)}, ok1 && ok2
	case "?":
		return s.choice(e)
	case "call":
		return s.call(e)
	case "select":
		return s.leaf(e, func(f *Field) (truth, bool) { return isConst(true), f.Type == "boolean" }, func(v any) (bool, bool) { b, ok := v.(bool); return b, ok })
	}
	return s.relation(e)
}

func (s *scope) choice(e *expr) (truth, bool) {
	c, ok1 := s.truth(e.args[0])
	a, ok2 := s.truth(e.args[1])
	b, ok3 := s.truth(e.args[2])
	pick := func(a, b Object) Object { return either(both(c.yes, a), both(c.no, b)) }
	return truth{pick(a.yes, b.yes), pick(a.no, b.no)}, ok1 && ok2 && ok3
}

// isConst returns the truth of the expression that a field is equal to the value v.
func isConst(v any) truth {
	is := one("const", v)
	return truth{is, not(is)}
}

// leaf returns the truth of a condition on the value at the path e. The parameter "is" is a function that returns the truth for the field
// at the path. The parameter "of" is a function that evaluates the condition for a default value. If the condition is not supported, leaf
// returns false.
func (s *scope) leaf(e *expr, is func(*Field) (truth, bool), of func(any) (holds, ok bool)) (truth, bool) {
	path, ok := e.path(s.variable)
	if !ok {
		return truth{}, false
	}
	return s.field.through(path, is, of)
}

// through returns the truth of a condition on the value at a path below the field. The parameters "is" and "of" are those of the method
// leaf. If a field on the path is not set and has no default, the expression fails.
func (f *Field) through(path []string, is func(*Field) (truth, bool), of func(any) (holds, ok bool)) (truth, bool) {
	if len(path) == 0 {
		return is(f)
	}
	child := f.Properties[path[0]]
	if child == nil || child.Type == "" {
		return truth{}, false
	}
	inner, ok := child.through(path[1:], is, of)
	if !ok {
		return truth{}, false
	}
	set := Object{{"required", list(path[:1])}, {"properties", one(path[0], isSet)}}
	at := func(o Object) Object { return both(set, one("properties", one(path[0], o))) }
	t := truth{at(inner.yes), at(inner.no)}
	if child.Default == nil {
		return t, true
	}
	value, there := valueAt(child.Default, path[1:])
	if !there {
		return t, true // the expression fails because the default does not have the field
	}
	holds, ok := of(value)
	if holds {
		t.yes = either(t.yes, not(set))
	} else {
		t.no = either(t.no, not(set))
	}
	return t, ok
}

// has returns the truth of the CEL expression has(path), where path leads to a field below f.
func (f *Field) has(path []string) (truth, bool) {
	last := path[len(path)-1]
	return f.through(path[:len(path)-1], func(around *Field) (truth, bool) {
		if around.Properties[last] == nil {
			return truth{}, false
		}
		set := around.having(last)
		return truth{set, not(set)}, true
	}, func(v any) (bool, bool) {
		object, ok := v.(map[string]any)
		return object[last] != nil, ok
	})
}

// valueAt returns the value at a path in a value, and false if there is none.
func valueAt(v any, path []string) (any, bool) {
	for _, name := range path {
		object, _ := v.(map[string]any)
		inner, there := object[name]
		if !there {
			return nil, false
		}
		v = inner
	}
	return v, true
}

// ruled returns the schemas of those rules of the field that do not have one of the special forms of meaning, and of the field's
// combinations ("allOf", "anyOf", "oneOf", "not").
func (f *Field) ruled(as nullability) []any {
	rules := f.says.others
	for i, o := range f.combinations() {
		rules = append(slices.Clip(rules), ruleSchema{"a combination of constraints in the CRD (" + strconv.Itoa(i+1) + ")", "", o})
	}
	var out []any
	for _, r := range rules {
		schema := r.schema
		if as == orNull {
			schema = either(null, schema)
		}
		head := one("x-rule", r.message)
		head.Set("x-cel", r.cel)
		out = append(out, append(head, schema...))
	}
	return out
}
