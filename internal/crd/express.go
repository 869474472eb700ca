package crd

import (
	"encoding/json"
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"strconv"
)

// express adds what a rule says to the meaning of its field. It returns false for a rule that is not understood.
func (f *Field) express(r Rule, t *Translator) bool {
	if len(r.Rule) > longestRule {
		return false
	}
	e, ok := parseCEL(r.Rule)
	switch {
	case !ok:
		return false
	case e.mentions("oldSelf"):
		return r.Optional == nil || !*r.Optional // about updates: it does not run when an object is created
	case f.form(e):
		return true
	}
	says, ok := (&scope{variable: "self", field: f}).truth(e)
	if !ok || !t.takes(says.yes) {
		return false
	}
	f.says.others = append(f.says.others, ruled{r.Message, says.yes})
	return true
}

// form recognizes the rules that messages have words for.
func (f *Field) form(e *expr) bool {
	if members, op, n, ok := counted(e); ok && f.haveNoDefault(members) {
		switch {
		case op == "==" && n == 1 && f.says.exactlyOne == nil:
			f.says.exactlyOne = members
			return true
		case (op == ">=" && n == 1 || op == ">" && n == 0) && f.says.atLeastOne == nil:
			f.says.atLeastOne = members
			return true
		case op == "<=" && n == 1 && len(members) == 2 && f.says.atMostOne == nil:
			f.says.atMostOne = members
			return true
		}
	}
	if members, ok := anyOfHas(e); ok && f.says.atLeastOne == nil && f.haveNoDefault(members) {
		f.says.atLeastOne = members
		return true
	}
	if s, strict, ok := f.selection(e); ok {
		if strict {
			f.require("type")
		}
		f.says.selects = append(f.says.selects, s)
		return true
	}
	if keys, ok := f.unique(e); ok {
		f.addKeys(keys)
		for _, key := range keys {
			if f.Items.Properties[key].Default == nil {
				f.Items.require(key) // the rule fails where there is none
			}
		}
		return true
	}
	return false
}

// haveNoDefault reports whether fields are there and none is set by itself.
func (f *Field) haveNoDefault(names []string) bool {
	return !slices.ContainsFunc(names, func(name string) bool {
		child := f.Properties[name]
		return child == nil || child.Default != nil
	})
}

// hasOf returns the field of has(self.field).
func hasOf(e *expr) (string, bool) {
	if e.op != "call" || e.text != "has" || e.args[0].op != none || len(e.args) != 2 {
		return "", false
	}
	path, ok := e.args[1].path("self")
	if !ok || len(path) != 1 {
		return "", false
	}
	return path[0], true
}

// counted reads [has(self.a), has(self.b)].filter(x, x == true).size() == 1, as controller-gen writes it, and the sum of has(self.a) ? 1 : 0.
func counted(e *expr) (members []string, op string, n int64, ok bool) {
	items, op, n, ok := countedItems(e)
	for _, item := range items {
		name, isHas := hasOf(item)
		members, ok = append(members, name), ok && isHas
	}
	return members, op, n, ok && len(members) > 0
}

func countedItems(e *expr) (items []*expr, op string, n int64, ok bool) {
	if len(e.args) != 2 {
		return nil, "", 0, false
	}
	n, isNumber := e.args[1].value.(int64)
	if items, isSum := summed(e.args[0]); isNumber && isSum {
		return items, e.op, n, true
	}
	size := e.args[0]
	if !isNumber || size.op != "call" || size.text != "size" {
		return nil, "", 0, false
	}
	filter := size.args[0]
	if filter.op == none && len(size.args) == 2 { // size(list)
		filter = size.args[1]
	}
	if filter.op != "call" || filter.text != "filter" || filter.args[0].op != "list" || !isTrueFilter(filter.args[1:]) {
		return nil, "", 0, false
	}
	return filter.args[0].args, e.op, n, true
}

// summed reads (a ? 1 : 0) + (b ? 1 : 0), the number of conditions that are true.
func summed(e *expr) ([]*expr, bool) {
	if e.op == "?" {
		return e.args[:1], e.args[1].value == int64(1) && e.args[2].value == int64(0)
	}
	if e.op != "+" {
		return nil, false
	}
	left, ok := summed(e.args[0])
	right, ok2 := summed(e.args[1])
	return append(left[:len(left):len(left)], right...), ok && ok2
}

// isTrueFilter reports whether the arguments of filter keep what is true.
func isTrueFilter(args []*expr) bool {
	if len(args) != 2 || args[0].op != "name" {
		return false
	}
	e := args[1]
	if e.op == "==" && e.args[1].value == true {
		e = e.args[0]
	}
	return e.op == "name" && e.text == args[0].text
}

// anyOfHas reads has(self.a) || has(self.b).
func anyOfHas(e *expr) ([]string, bool) {
	if e.op != "||" {
		name, ok := hasOf(e)
		return []string{name}, ok
	}
	left, ok := anyOfHas(e.args[0])
	right, ok2 := anyOfHas(e.args[1])
	return append(left, right...), ok && ok2
}

// selection reads that a value of type calls for a member. It is strict where the rule fails without a type.
func (f *Field) selection(e *expr) (s selection, strict, ok bool) {
	if e.op == "||" && e.args[0].op == "!" {
		if name, isHas := hasOf(e.args[0].args[0]); isHas && name == "type" {
			s, _, ok = f.selection(e.args[1])
			return s, false, ok
		}
	}
	if e.op != "?" || e.args[0].op != "==" || e.args[2].value != true {
		return s, false, false
	}
	path, isPath := e.args[0].args[0].path("self")
	value, isText := e.args[0].args[1].value.(string)
	member, isHas := hasOf(e.args[1])
	kind := f.Properties["type"]
	if !isPath || !isText || !isHas || len(path) != 1 || path[0] != "type" || kind == nil || kind.Nullable || f.Properties[member] == nil {
		return s, false, false
	}
	return selection{value, member}, kind.Default == nil, true
}

// unique reads self.all(a, self.exists_one(b, a.name == b.name)).
func (f *Field) unique(e *expr) ([]string, bool) {
	a, inner, ok := e.over("all")
	if !ok || f.Items == nil {
		return nil, false
	}
	b, same, ok := inner.over("exists_one")
	if !ok {
		return nil, false
	}
	var keys []string
	for e := same; ; e = e.args[0] {
		last := e
		if e.op == "&&" {
			last = e.args[1]
		}
		if last.op != "==" {
			return nil, false
		}
		left, ok1 := last.args[0].path(a)
		right, ok2 := last.args[1].path(b)
		if !ok1 || !ok2 || len(left) != 1 || !slices.Equal(left, right) || f.Items.Properties[left[0]] == nil {
			return nil, false
		}
		keys = append(keys, left[0])
		if e.op != "&&" {
			slices.Reverse(keys)
			return keys, true
		}
	}
}

// over reads self.function(variable, predicate).
func (e *expr) over(function string) (variable string, predicate *expr, ok bool) {
	if e.op != "call" || e.text != function || len(e.args) != 3 || e.args[1].op != "name" {
		return "", nil, false
	}
	path, ok := e.args[0].path("self")
	return e.args[1].text, e.args[2], ok && len(path) == 0
}

// A truth says of which values an expression is true, and of which it is false. Of others it is neither: it fails, as a field
// that is not set does, and then the rule fails.
type truth struct{ yes, no Object }

// A scope is the variable of an expression and what it stands for.
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

// truth returns when a boolean expression is true.
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

// isConst holds for one value.
func isConst(v any) truth {
	is := one("const", v)
	return truth{is, not(is)}
}

// relation reads comparisons: of a field with a literal, of a size with a number, of the number of true items of a list.
func (s *scope) relation(e *expr) (truth, bool) {
	if len(e.args) != 2 {
		return truth{}, false
	}
	if items, op, n, ok := countedItems(e); ok {
		return s.number(items, op, n)
	}
	left, right := e.args[0], e.args[1]
	if e.op == "in" && right.op == "list" {
		return s.oneOf(left, right.args)
	}
	if right.op != "literal" {
		return s.sameTruth(e)
	}
	if subject, ok := sizeOf(left); ok {
		n, isNumber := right.value.(int64)
		return s.size(subject, e.op, n, isNumber)
	}
	return s.compare(left, e.op, right.value)
}

// sameTruth reads has(self.a) == has(self.b).
func (s *scope) sameTruth(e *expr) (truth, bool) {
	a, ok1 := s.truth(e.args[0])
	b, ok2 := s.truth(e.args[1])
	t := truth{either(both(a.yes, b.yes), both(a.no, b.no)), either(both(a.yes, b.no), both(a.no, b.yes))}
	if e.op == "!=" {
		t.yes, t.no = t.no, t.yes
	}
	return t, ok1 && ok2 && (e.op == "==" || e.op == "!=")
}

func (s *scope) compare(left *expr, op string, value any) (truth, bool) {
	if op == "==" || op == "!=" {
		t, ok := s.leaf(left, func(*Field) (truth, bool) { return isConst(value), true }, func(v any) (bool, bool) { return sameValue(v, value), true })
		if op == "!=" {
			t.yes, t.no = t.no, t.yes
		}
		return t, ok
	}
	n, ok := value.(int64)
	keyword, opposite, known := bound(op)
	if !ok || !known {
		return truth{}, false
	}
	return s.leaf(left, func(f *Field) (truth, bool) {
		return truth{one(keyword, n), one(opposite, n)}, f.Type == "integer" || f.Type == "number"
	}, func(any) (bool, bool) { return false, false })
}

// bound returns the keyword of a comparison and that of its opposite.
func bound(op string) (keyword, opposite string, ok bool) {
	switch op {
	case "<=":
		return "maximum", "exclusiveMinimum", true
	case "<":
		return "exclusiveMaximum", "minimum", true
	case ">=":
		return "minimum", "exclusiveMaximum", true
	case ">":
		return "exclusiveMinimum", "maximum", true
	}
	return "", "", false
}

func sameValue(v, literal any) bool {
	if n, ok := v.(json.Number); ok {
		return fmt.Sprint(n) == fmt.Sprint(literal)
	}
	return v == literal
}

// oneOf reads self.field in ['a', 'b'].
func (s *scope) oneOf(left *expr, items []*expr) (truth, bool) {
	out := constant(false)
	for _, item := range items {
		if item.op != "literal" {
			return truth{}, false
		}
		t, ok := s.compare(left, "==", item.value)
		if !ok {
			return truth{}, false
		}
		out = truth{either(out.yes, t.yes), both(out.no, t.no)}
	}
	return out, len(items) > 0
}

// mostCounted is how many items of a list are counted by trying each combination.
const mostCounted = 12

// number reads how many of a list of conditions may be true: none, one, at most one, at least one.
func (s *scope) number(items []*expr, op string, n int64) (truth, bool) {
	var yes, no []Object
	for _, item := range items {
		t, ok := s.truth(item)
		if !ok {
			return truth{}, false
		}
		yes, no = append(yes, t.yes), append(no, t.no)
	}
	none := both(no...)
	judged := make([]Object, len(yes)) // no item fails
	for i := range yes {
		judged[i] = either(yes[i], no[i])
	}
	one := one("oneOf", asList(yes))
	var is, isNot Object
	switch {
	case len(yes) == 0 || len(yes) > mostCounted:
		return truth{}, false
	case op == "==" && n == 1:
		is, isNot = one, not(one)
	case op == "<=" && n == 1:
		is, isNot = either(one, none), not(either(one, none))
	case op == ">=" && n == 1, op == ">" && n == 0, op == "!=" && n == 0:
		is, isNot = not(none), none
	case op == "==" && n == 0:
		is, isNot = none, not(none)
	default:
		return truth{}, false
	}
	all := both(judged...)
	return truth{both(all, is), both(all, isNot)}, true
}

// sizeOf returns what size(x) or x.size() is about.
func sizeOf(e *expr) (*expr, bool) {
	if e.op != "call" || e.text != "size" {
		return nil, false
	}
	if e.args[0].op != none && len(e.args) == 1 {
		return e.args[0], true
	}
	if e.args[0].op == none && len(e.args) == 2 {
		return e.args[1], true
	}
	return nil, false
}

func (s *scope) size(of *expr, op string, n int64, ok bool) (truth, bool) {
	return s.leaf(of, func(f *Field) (truth, bool) {
		suffix, known := map[string]string{"string": "Length", "array": "Items"}[f.Type]
		least := func(n int64) Object { return one("min"+suffix, n) }
		most := func(n int64) Object {
			if n < 0 {
				return never
			}
			return one("max"+suffix, n)
		}
		switch op {
		case ">":
			return truth{least(n + 1), most(n)}, ok && known
		case ">=":
			return truth{least(n), most(n - 1)}, ok && known
		case "<":
			return truth{most(n - 1), least(n)}, ok && known
		case "<=":
			return truth{most(n), least(n + 1)}, ok && known
		case "==":
			return truth{both(least(n), most(n)), not(both(least(n), most(n)))}, ok && known
		case "!=":
			return truth{not(both(least(n), most(n))), both(least(n), most(n))}, ok && known
		}
		return truth{}, false
	}, func(v any) (bool, bool) {
		text, isText := v.(string)
		return sizeHolds(int64(len([]rune(text))), op, n), isText
	})
}

func sizeHolds(size int64, op string, n int64) bool {
	switch op {
	case ">":
		return size > n
	case ">=":
		return size >= n
	case "<":
		return size < n
	case "<=":
		return size <= n
	case "==":
		return size == n
	}
	return size != n
}

// call reads has(…), all and exists over a list, and what is asked of a text.
func (s *scope) call(e *expr) (truth, bool) {
	switch {
	case e.text == "has" && e.args[0].op == none && len(e.args) == 2:
		path, ok := e.args[1].path(s.variable)
		if !ok || len(path) == 0 {
			return truth{}, false
		}
		return s.field.has(path)
	case (e.text == "all" || e.text == "exists") && len(e.args) == 3 && e.args[1].op == "name":
		return s.quantifier(e)
	case len(e.args) == 2 && e.args[0].op != none:
		return s.textual(e)
	}
	return truth{}, false
}

func (s *scope) quantifier(e *expr) (truth, bool) {
	if e.args[2].mentions(s.variable) || e.args[1].text == s.variable {
		return truth{}, false
	}
	return s.leaf(e.args[0], func(f *Field) (truth, bool) {
		if f.Items == nil || f.Items.Default != nil {
			return truth{}, false
		}
		t, ok := (&scope{e.args[1].text, f.Items}).truth(e.args[2])
		each := func(o Object) Object { return one("items", o) }
		some := func(o Object) Object { return one("contains", o) }
		if e.text == "all" {
			return truth{each(t.yes), some(t.no)}, ok
		}
		return truth{some(t.yes), each(t.no)}, ok
	}, func(any) (bool, bool) { return false, false })
}

// textual reads self.field.startsWith('x') and the like.
func (s *scope) textual(e *expr) (truth, bool) {
	text, ok := e.args[1].value.(string)
	pattern := ""
	switch e.text {
	case "startsWith":
		pattern = "^" + regexp.QuoteMeta(text)
	case "endsWith":
		pattern = regexp.QuoteMeta(text) + "$"
	case "contains":
		pattern = regexp.QuoteMeta(text)
	case "matches":
		pattern = text
	default:
		return truth{}, false
	}
	if _, err := syntax.Parse(pattern, syntax.Perl); err != nil || !ok {
		return truth{}, false
	}
	is := one("pattern", pattern)
	return s.leaf(e.args[0], func(f *Field) (truth, bool) { return truth{is, not(is)}, f.Type == "string" }, func(v any) (bool, bool) {
		value, isText := v.(string)
		matched, err := regexp.MatchString(pattern, value)
		return matched, isText && err == nil
	})
}

// leaf applies a condition to the value that a path leads to. The second function answers for a value that a default has.
func (s *scope) leaf(e *expr, is func(*Field) (truth, bool), of func(any) (holds, ok bool)) (truth, bool) {
	path, ok := e.path(s.variable)
	if !ok {
		return truth{}, false
	}
	return s.field.through(path, is, of)
}

// through applies a condition to the value at a path below the field. Where a field on the way is not set, the expression fails.
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
		return t, true // it fails where the default has no such field
	}
	holds, ok := of(value)
	if holds {
		t.yes = either(t.yes, not(set))
	} else {
		t.no = either(t.no, not(set))
	}
	return t, ok
}

// has returns when the last field of a path is set.
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

// valueAt returns what a path leads to in a value.
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

// ruled returns the rules without a form of their own, and the combinations that the CRD has.
func (f *Field) ruled(nullable bool) []any {
	rules := f.says.others
	for i, o := range f.combinations() {
		rules = append(slices.Clip(rules), ruled{"a combination of constraints in the CRD (" + strconv.Itoa(i+1) + ")", o})
	}
	var out []any
	for _, r := range rules {
		schema := r.schema
		if nullable {
			schema = either(null, schema)
		}
		out = append(out, append(one("x-rule", r.message), schema...))
	}
	return out
}
