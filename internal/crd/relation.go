package crd

import (
	"encoding/json"
	"fmt"
	"regexp"
	"regexp/syntax"
)

// relation returns the truth of a comparison. It supports comparisons of a field with a literal or a list of literals, of a size with a
// number, of two boolean expressions, and of a number of true conditions with a number. It returns false for any other comparison.
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

// sameTruth returns the truth of a comparison of two boolean expressions with == or !=, such as has(self.a) == has(self.b).
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

// bound returns the keyword that expresses a comparison with a number, and the keyword that expresses its negation.
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

// oneOf returns the truth of a test such as self.field in ['a', 'b']. It returns false if an item is not a literal.
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

// mostCounted is the maximum number of conditions in a rule about the number of true conditions.
const mostCounted = 12

// number returns the truth of "count op n", where count is the number of true items. It supports only comparisons with one of four
// meanings: no item is true, exactly one is true, at most one is true, or at least one is true.
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
	judged := make([]Object, len(yes)) // for each item, the values for which it does not fail
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

// sizeOf returns x for size(x) or x.size().
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

// call returns the truth of a function call. It supports has(…), the functions all and exists of a list, and functions of a string such
// as startsWith.
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

// textual returns the truth of a call that tests a string, such as self.field.startsWith('x').
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
