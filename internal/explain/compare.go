package explain

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/target"
)

// A row is one property of a field in several targets. It has one cell of lines for each target. The cell is nil if the target does not
// have the property.
type row struct {
	label string
	cells [][]string
	code  bool
}

// rows returns the facts of several targets as rows: facts with the same label are in one row.
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

// presence returns a row that states for each target whether it has the field.
func presence(fields []Field) row {
	r := row{label: "exists"}
	for _, f := range fields {
		r.cells = append(r.cells, []string{map[bool]string{true: "yes", false: "no"}[f.Exists]})
	}
	return r
}

// split returns the rows that are equal in all targets, and those that differ. A target without the field appears only in a row that states
// whether the field exists.
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

// cell returns the lines of a cell as one line.
func cell(lines []string) string {
	if len(lines) == 0 {
		return "-"
	}
	return strings.Join(lines, "; ")
}

// A difference describes how one or more targets differ from the shown one.
type difference struct {
	targets string
	text    string
}

// differences returns how the other releases that have the field differ from the shown one. Releases with equal differences are one item.
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

// deviation returns how a field differs from the shown one, as a text with a clause for each property. It omits values, which have their
// own releases, and unions, which are on the page of the parent field.
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

// others returns the lines of other that are not in here. If there are none, it returns all lines of other, which has fewer than here.
func others(other, here []string) []string {
	alone := slices.DeleteFunc(slices.Clone(other), func(line string) bool { return slices.Contains(here, line) })
	if len(alone) == 0 {
		return other
	}
	return alone
}

// grouped returns the cells of a row, one item for each group of targets with equal cells.
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

// groupWidth returns the width in columns of the names of targets.
func groupWidth(fields []Field) int {
	if len(fields) < 2 {
		return labelWidth
	}
	return len("  kgateway-2.0..2.1") + 1
}
