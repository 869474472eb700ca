package explain

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/target"
)

// A tableRow is one property of a field in several targets. It has one cell for each target: a list of lines, or nil if the field does not
// have the property in the target.
type tableRow struct {
	label string
	cells [][]string
	code  bool
}

// tableRows returns the facts about a field in several targets as rows: facts with the same label are in one row.
func tableRows(fields []*Field) []tableRow {
	var out []tableRow
	for i, f := range fields {
		at := 0
		for _, fact := range f.facts() {
			j := slices.IndexFunc(out, func(r tableRow) bool { return r.label == fact.label && r.cells[i] == nil })
			if j < 0 {
				j = at
				out = slices.Insert(out, j, tableRow{fact.label, make([][]string, len(fields)), fact.code})
			}
			out[j].cells[i] = fact.lines
			at = j + 1
		}
	}
	return out
}

func (r tableRow) same() bool {
	return !slices.ContainsFunc(r.cells, func(cell []string) bool { return !slices.Equal(cell, r.cells[0]) })
}

// presence returns a row that states for each target whether it has the field.
func presence(fields []*Field) tableRow {
	r := tableRow{label: "exists"}
	for _, f := range fields {
		r.cells = append(r.cells, []string{map[bool]string{true: "yes", false: "no"}[f.Exists]})
	}
	return r
}

// split returns the properties that are equal in all targets with the field, and the rows of the properties that differ. If a target does
// not have the field, the first of these rows states which targets have it.
func split(fields []*Field) (shared []fact, differ []tableRow) {
	there := slices.DeleteFunc(slices.Clone(fields), func(f *Field) bool { return !f.Exists })
	if len(there) < len(fields) {
		differ = append(differ, presence(fields))
	}
	all := tableRows(fields)
	for i, r := range tableRows(there) {
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

// A difference is a text about one or more targets, such as how a field in them differs from the shown one.
type difference struct {
	targets string
	text    string
}

// differences returns how the field in the other releases differs from the field in the shown release. Releases with equal differences are
// one item.
func (p *Page) differences() []difference {
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

// deviation returns how the field f differs from the shown field, as a text with a clause for each property. It omits values, which are
// listed with their own releases, and changes of a union, which are on the page of the parent field.
func deviation(f, shown *Field) string {
	var out []string
	for _, r := range tableRows([]*Field{f, shown}) {
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

// others returns the lines of the parameter other that are not in the parameter here. If all lines of other are also in here, it returns
// other.
func others(other, here []string) []string {
	alone := slices.DeleteFunc(slices.Clone(other), func(line string) bool { return slices.Contains(here, line) })
	if len(alone) == 0 {
		return other
	}
	return alone
}

// grouped returns the cells of a row, one item for each group of targets with equal cells.
func grouped(fields []*Field, r tableRow) []difference {
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
func groupWidth(fields []*Field) int {
	if len(fields) < 2 {
		return labelWidth
	}
	return len("  kgateway-2.0..2.1") + 1
}
