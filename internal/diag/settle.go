package diag

import (
	"cmp"
	"slices"

	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/stable"
)

// Settle removes fixes until no two findings have fixes that change the same bytes in different ways. Of two conflicting fixes, it keeps
// the one with a finding that is not suppressed, then the safe one, then the one with the more severe finding, then the one with the first
// finding. Identical edits do not conflict. The fixes of one finding do not conflict either, because at most one of them is applied. found
// must be sorted by [Compare].
func Settle(found []Diagnostic) {
	rivals := rivalsOf(fixEditsOf(found))
	if len(rivals) == 0 {
		return
	}
	order := make([]fixID, 0, len(rivals))
	for id := range rivals {
		order = append(order, id)
	}
	stable.Sort(order, func(a, b fixID) int { return compareFixes(found, a, b) })
	kept, lost := map[fixID]bool{}, map[fixID]bool{}
	for _, id := range order {
		if slices.ContainsFunc(rivals[id], func(rival fixID) bool { return kept[rival] }) {
			lost[id] = true
		} else {
			kept[id] = true
		}
	}
	drop(found, lost)
}

// A fixID identifies a fix by the index of its finding and its index in the finding.
type fixID struct{ finding, fix int }

// A fixEdit is an edit, with the file that it changes and the fix that it belongs to.
type fixEdit struct {
	fixID
	file *source.File
	edit edit.Edit
}

// fixEditsOf returns the edits of all fixes, sorted by file and start offset.
func fixEditsOf(found []Diagnostic) []fixEdit {
	var out []fixEdit
	for i := range found {
		for j, fix := range found[i].Fixes {
			for _, e := range fix.Edits {
				out = append(out, fixEdit{fixID{i, j}, found[i].File, e})
			}
		}
	}
	files := map[*source.File]int{}
	for _, c := range out {
		if _, seen := files[c.file]; !seen {
			files[c.file] = len(files)
		}
	}
	stable.Sort(out, func(a, b fixEdit) int {
		return cmp.Or(cmp.Compare(files[a.file], files[b.file]), cmp.Compare(a.edit.Span.Start, b.edit.Span.Start))
	})
	return out
}

// rivalsOf returns for each fix the conflicting fixes of other findings.
func rivalsOf(edits []fixEdit) map[fixID][]fixID {
	out := map[fixID][]fixID{}
	for i, a := range edits {
		for _, b := range edits[i+1:] {
			if b.file != a.file || b.edit.Span.Start > a.edit.Span.End {
				break
			}
			if a.finding != b.finding && edit.Conflict(a.edit, b.edit) {
				out[a.fixID] = append(out[a.fixID], b.fixID)
				out[b.fixID] = append(out[b.fixID], a.fixID)
			}
		}
	}
	return out
}

// compareFixes orders fixes so that of two conflicting fixes, the fix to keep comes first.
func compareFixes(found []Diagnostic, a, b fixID) int {
	return cmp.Or(
		cmp.Compare(dropRank(found, a), dropRank(found, b)),
		cmp.Compare(found[b.finding].Severity, found[a.finding].Severity),
		cmp.Compare(a.finding, b.finding),
		cmp.Compare(a.fix, b.fix),
	)
}

// dropRank returns a number that is larger for a fix that is less likely to be applied.
func dropRank(found []Diagnostic, id fixID) int {
	d := &found[id.finding]
	switch {
	case d.Suppressed != nil:
		return 2
	case d.Fixes[id.fix].Safety != Safe:
		return 1
	}
	return 0
}

// drop removes the lost fixes from the findings. It copies the lists of fixes, because other findings may share them.
func drop(found []Diagnostic, lost map[fixID]bool) {
	for i := range found {
		var kept []Fix
		for j, fix := range found[i].Fixes {
			if !lost[fixID{i, j}] {
				kept = append(kept, fix)
			}
		}
		if len(kept) < len(found[i].Fixes) {
			found[i].Fixes = kept
		}
	}
}
