package crd

import "slices"

// form adds the meaning of a rule to the field if the rule has a form for which there are special messages. It reports whether the rule has
// such a form.
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
	if s, isExclusive, ok := f.guarded(e); ok {
		if isExclusive {
			f.says.exclusive = append(f.says.exclusive, s)
		} else {
			f.says.selects = append(f.says.selects, s)
		}
		return true
	}
	if names, ok := f.within(e); ok && f.says.needsWithin == nil {
		f.says.needsWithin = names
		return true
	}
	if keys, ok := f.unique(e); ok {
		f.addKeys(keys)
		for _, key := range keys {
			if f.Items.Properties[key].Default == nil {
				f.Items.require(key) // the rule fails without a key
			}
		}
		return true
	}
	return false
}

// haveNoDefault reports whether all fields exist and none has a default.
func (f *Field) haveNoDefault(names []string) bool {
	return !slices.ContainsFunc(names, func(name string) bool {
		child := f.Properties[name]
		return child == nil || child.Default != nil
	})
}

// hasOf returns the field in has(self.field).
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

// counted recognizes a comparison of the number of set members with the number n. The number has the form that controller-gen writes,
// [has(self.a), has(self.b)].filter(x, x == true).size(), or it is a sum of terms such as (has(self.a) ? 1 : 0).
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

// summed recognizes a sum of the form (a ? 1 : 0) + (b ? 1 : 0), which is the number of true conditions, and returns the conditions a and
// b.
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

// isTrueFilter reports whether the arguments of a filter call select the items that are true.
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

// anyOfHas recognizes has(self.a) || has(self.b), and returns the names a and b.
func anyOfHas(e *expr) ([]string, bool) {
	if e.op != "||" {
		name, ok := hasOf(e)
		return []string{name}, ok
	}
	left, ok := anyOfHas(e.args[0])
	right, ok2 := anyOfHas(e.args[1])
	return append(left, right...), ok && ok2
}

// selection recognizes a rule such as self.type == 'A' ? has(self.a) : true, which requires a member for a value of the field "type".
// strict reports whether the rule fails if type is not set.
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

// guarded recognizes has(self.type) && self.type == 'A' ? has(self.a) : true. If the rule ends with !has(self.a) instead of true, the
// selection is exclusive. The CRDs that package target writes for releases contain both forms.
func (f *Field) guarded(e *expr) (s selection, isExclusive, ok bool) {
	if e.op != "?" || e.args[0].op != "&&" || e.args[0].args[1].op != "==" {
		return s, false, false
	}
	name, isHas := hasOf(e.args[0].args[0])
	path, isPath := e.args[0].args[1].args[0].path("self")
	value, isText := e.args[0].args[1].args[1].value.(string)
	member, hasMember := hasOf(e.args[1])
	if !isHas || name != "type" || !isPath || !isText || !hasMember || !slices.Equal(path, []string{"type"}) || !f.haveNoDefault([]string{name, member}) {
		return s, false, false
	}
	s = selection{value, member}
	if e.args[2].value == true {
		return s, false, true
	}
	if e.args[2].op != "!" {
		return s, false, false
	}
	other, isHas := hasOf(e.args[2].args[0])
	return s, true, isHas && other == member
}

// within recognizes has(self.a) ? (has(self.b) || has(self.a.b)) : true, and returns the names a and b.
func (f *Field) within(e *expr) ([]string, bool) {
	if e.op != "?" || e.args[1].op != "||" || e.args[2].value != true {
		return nil, false
	}
	a, ok1 := hasOf(e.args[0])
	b, ok2 := hasOf(e.args[1].args[0])
	inner := e.args[1].args[1]
	if !ok1 || !ok2 || inner.op != "call" || inner.text != "has" || len(inner.args) != 2 || !f.haveNoDefault([]string{a, b}) {
		return nil, false
	}
	path, ok := inner.args[1].path("self")
	child := f.Properties[a].Properties[b]
	return []string{a, b}, ok && slices.Equal(path, []string{a, b}) && child != nil && child.Default == nil
}

// unique recognizes self.all(a, self.exists_one(b, a.name == b.name)), and returns the names of the compared fields.
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

// over recognizes self.function(variable, predicate).
func (e *expr) over(function string) (variable string, predicate *expr, ok bool) {
	if e.op != "call" || e.text != function || len(e.args) != 3 || e.args[1].op != "name" {
		return "", nil, false
	}
	path, ok := e.args[0].path("self")
	return e.args[1].text, e.args[2], ok && len(path) == 0
}
