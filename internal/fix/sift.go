package fix

import (
	"context"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/stable"
)

// mostTrials is the maximum number of checks in one round to find harmful fixes. Fixes that are not known to be harmless after these checks
// are refused.
const mostTrials = 50

// An object is a document of a file. Fixes of different objects are usually independent, so one trial can cover all objects.
type object struct{ file, document int }

// A sieve separates harmful fixes from harmless ones.
type sieve struct {
	*run
	pending map[object][][]repair // the groups of fixes that were not tried yet; the last group is tried next
	kept    map[object][]repair   // the fixes that are harmless
	trial   map[object][]repair   // the groups of the current trial
	one     bool                  // try the fixes of one object at a time
}

// sift finds the harmful fixes of each object, by trying smaller and smaller halves of its fixes. It removes the harmful fixes from the
// texts in next and from the lists in applied.
func (r *run) sift(ctx context.Context, next []*source.File, applied map[int][]repair) error {
	s := &sieve{run: r, pending: map[object][][]repair{}, kept: map[object][]repair{}}
	for i, repairs := range applied {
		for _, p := range repairs {
			o := object{i, p.document}
			if s.pending[o] == nil {
				s.pending[o] = [][]repair{nil}
			}
			s.pending[o][0] = append(s.pending[o][0], p)
		}
	}
	for range mostTrials {
		if len(s.pending) == 0 {
			break
		}
		if err := s.try(ctx, next, applied); err != nil {
			return err
		}
	}
	for o, groups := range s.pending {
		for _, group := range groups {
			r.refuse(o.file, group)
		}
	}
	for i := range applied {
		next[i], applied[i] = s.text(i)
	}
	return nil
}

// try applies one group of fixes of each object, or of only one object, and checks the texts. It keeps harmless groups, splits harmful
// groups into halves, and refuses single harmful fixes.
func (s *sieve) try(ctx context.Context, next []*source.File, applied map[int][]repair) error {
	s.trial = map[object][]repair{}
	for _, o := range s.order() {
		groups := s.pending[o]
		s.trial[o] = groups[len(groups)-1]
		if s.pending[o] = groups[:len(groups)-1]; len(groups) == 1 {
			delete(s.pending, o)
		}
		if s.one {
			break
		}
	}
	for i := range applied {
		next[i], _ = s.text(i)
	}
	result, err := s.check(ctx, next)
	if err != nil {
		return err
	}
	worse := s.worse(result, next)
	elsewhere := false
	for o := range worse {
		elsewhere = elsewhere || s.trial[o] == nil
	}
	for o, group := range s.trial {
		switch {
		case elsewhere && len(s.trial) > 1: // an object without tried fixes got worse, and the fixes that caused this are not known
			s.pending[o] = append(s.pending[o], group)
			s.one = true
		case !elsewhere && !worse[o]:
			s.kept[o] = append(s.kept[o], group...)
		case len(group) == 1:
			s.refuse(o.file, group)
		default:
			half := len(group) / 2
			s.pending[o] = append(s.pending[o], group[half:], group[:half])
		}
	}
	s.trial = nil
	return nil
}

// order returns the objects with groups to try, in the order of the files.
func (s *sieve) order() []object {
	out := make([]object, 0, len(s.pending))
	for o := range s.pending {
		out = append(out, o)
	}
	stable.Sort(out, func(a, b object) int {
		if a.file != b.file {
			return a.file - b.file
		}
		return a.document - b.document
	})
	return out
}

// text returns the file with index i after the fixes in kept and trial, and these fixes.
func (s *sieve) text(i int) (*source.File, []repair) {
	var repairs []repair
	for _, of := range []map[object][]repair{s.kept, s.trial} {
		for o, group := range of {
			if o.file == i {
				repairs = append(repairs, group...)
			}
		}
	}
	if after, ok := s.apply(i, repairs); ok {
		return after, repairs
	}
	return s.files[i], nil
}

// worse returns the objects of changed files that have more errors of a kind in a result than they have now. next are the files of the
// result. An object that cannot be decoded now and can be decoded in the result is not worse: its errors existed, but were hidden.
func (r *run) worse(result *diag.Result, next []*source.File) map[object]bool {
	index := map[*source.File]int{}
	for i, f := range r.files {
		if next[i] != f {
			index[f], index[next[i]] = i, i
		}
	}
	before, after := r.errorsOf(r.result, index), r.errorsOf(result, index)
	wasUndecodable, isUndecodable := undecodable(r.result, index), undecodable(result, index)
	out := map[object]bool{}
	for e, n := range after {
		if n > before[e] && (isUndecodable[e.object] || !wasUndecodable[e.object]) {
			out[e.object] = true
		}
	}
	return out
}

// undecodable returns the objects with a syntax error, which hides all other errors.
func undecodable(result *diag.Result, index map[*source.File]int) map[object]bool {
	out := map[object]bool{}
	for i := range result.Diagnostics {
		d := &result.Diagnostics[i]
		if file, ok := index[d.File]; ok && isSyntaxError(result, d) {
			out[object{file, d.Document}] = true
		}
	}
	return out
}

func isSyntaxError(result *diag.Result, d *diag.Diagnostic) bool {
	rule, ok := result.Rule(d.Rule)
	return ok && rule.Category == diag.Syntax && d.Severity == diag.Error && d.Suppressed == nil
}

// An anomaly is an error of an object without its position, because positions move when the text above them changes.
type anomaly struct {
	object
	rule, message string
}

// errorsOf counts the errors of the files in index, except for errors that the next round fixes. For example, a misspelt key with a wrong
// value has a new error after its key is fixed.
func (r *run) errorsOf(result *diag.Result, index map[*source.File]int) map[anomaly]int {
	out := map[anomaly]int{}
	for i := range result.Diagnostics {
		d := &result.Diagnostics[i]
		file, there := index[d.File]
		if !there || d.Severity != diag.Error || d.Suppressed != nil {
			continue
		}
		if _, hasFix := r.choose(*d); hasFix && !r.states[file].blamed[keyOf(*d)] {
			continue
		}
		out[anomaly{object{file, d.Document}, d.Rule, d.Message}]++
	}
	return out
}

// compatible returns the fixes that can be applied together. If they conflict, it leaves out each fix that conflicts with an earlier fix of
// the same document.
func compatible(repairs []repair) []repair {
	if _, err := merged(repairs); err == nil {
		return repairs
	}
	byDocument := map[int][]edit.Edit{}
	var chosen []repair
	for _, p := range repairs {
		if both, err := edit.Merge(byDocument[p.document], p.edits); err == nil {
			chosen, byDocument[p.document] = append(chosen, p), both
		}
	}
	return chosen
}

// merged returns the edits of all repairs, or an error if they conflict.
func merged(repairs []repair) ([]edit.Edit, error) {
	all := make([][]edit.Edit, len(repairs))
	for i, p := range repairs {
		all[i] = p.edits
	}
	return edit.Merge(all...)
}
