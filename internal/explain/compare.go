package explain

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/target"
)

// A row is one property of a field in several targets: a cell each, nil for what a target does not say.
type row struct {
	label string
	cells [][]string
	code  bool
}

// rows lines the facts of several targets up by their labels.
func rows(fields []Field) []row {
	var out []row
	for i, f := range fields {
		at := 0
		for _, fact := range f.facts() {
			j := slices.IndexFunc(out, func(r row) bool { return r.label == fact.label && r.cells[i] == nil })
			if j < 0 {
				j = at
				out = slices.Insert(out, j, row{fact.label, make([][]string, len(fields)), fact.code})
			}
			out[j].cells[i] = fact.lines
			at = j + 1
		}
	}
	return out
}

func (r row) same() bool {
	return !slices.ContainsFunc(r.cells, func(cell []string) bool { return !slices.Equal(cell, r.cells[0]) })
}

// presence is a row of its own where a target lacks the field.
func presence(fields []Field) row {
	r := row{label: "there"}
	for _, f := range fields {
		r.cells = append(r.cells, []string{map[bool]string{true: "yes", false: "no"}[f.Exists]})
	}
	return r
}

// split returns the rows that all targets share and those that differ. A target without the field differs in being
// without it, and in nothing else.
func split(fields []Field) (shared []fact, differ []row) {
	there := slices.DeleteFunc(slices.Clone(fields), func(f Field) bool { return !f.Exists })
	if len(there) < len(fields) {
		differ = append(differ, presence(fields))
	}
	all := rows(fields)
	for i, r := range rows(there) {
		if r.same() {
			shared = append(shared, fact{r.label, r.cells[0], r.code})
		} else {
			differ = append(differ, all[i])
		}
	}
	return shared, differ
}

// cell writes what a target says in one line.
func cell(lines []string) string {
	if len(lines) == 0 {
		return "-"
	}
	return strings.Join(lines, "; ")
}

// A difference is what some releases say otherwise than the one that is shown.
type difference struct {
	targets string
	text    string
}

// differences returns what the other releases with the field say otherwise, those that say the same together.
func (p Page) differences() []difference {
	shown := p.newest()
	by := map[string][]string{}
	var order []string
	for _, f := range slices.Backward(p.Targets) {
		if !f.Exists || f.Target == shown.Target || f.release == "" {
			continue
		}
		text := deviation(f, shown)
		if text == "" {
			continue
		}
		if by[text] == nil {
			order = append(order, text)
		}
		by[text] = append(by[text], f.Target)
	}
	var out []difference
	for _, text := range order {
		out = append(out, difference{listed(target.Ranges(by[text]), "and"), text})
	}
	return out
}

// deviation says what one target says otherwise than another, row by row. Values that came and went say so themselves,
// and which other members a union has is said on the page of the field around them.
func deviation(f, shown Field) string {
	var out []string
	for _, r := range rows([]Field{f, shown}) {
		other, here := r.cells[0], r.cells[1]
		switch {
		case r.label == "values" || r.label == "union" && other != nil && here != nil || slices.Equal(other, here):
		case other == nil && r.label == "deprecated":
			out = append(out, "not deprecated")
		case other == nil && r.label == "rules":
			out = append(out, "none of these rules")
		case other == nil:
			out = append(out, "no "+strings.TrimSpace(r.label))
		case r.label == "deprecated":
			out = append(out, "deprecated")
		default:
			out = append(out, strings.TrimSpace(r.label)+" "+cell(others(other, here)))
		}
	}
	return strings.Join(out, "; ")
}

// others returns the lines that the other target has alone, or all where it only has less.
func others(other, here []string) []string {
	alone := slices.DeleteFunc(slices.Clone(other), func(line string) bool { return slices.Contains(here, line) })
	if len(alone) == 0 {
		return other
	}
	return alone
}

// grouped returns what each target says in a row, those together that say the same.
func grouped(fields []Field, r row) []difference {
	by := map[string][]string{}
	var order []string
	for i, f := range fields {
		text := cell(r.cells[i])
		if by[text] == nil {
			order = append(order, text)
		}
		by[text] = append(by[text], f.Target)
	}
	var out []difference
	for _, text := range order {
		for _, ids := range target.Ranges(by[text]) {
			out = append(out, difference{ids, text})
		}
	}
	return out
}

// groupWidth is how wide the names of targets are in a list of what they say.
func groupWidth(fields []Field) int {
	if len(fields) < 2 {
		return labelWidth
	}
	return len("  kgateway-2.0..2.1") + 1
}
