// Package fix applies the fixes of findings to texts. The caller provides the texts and a function that checks them, so that the package
// does not depend on rules, and reads and writes no files.
package fix

import (
	"context"
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/source"
)

// rounds is the maximum number of rounds of fixes. A second round is needed because a fix may enable another fix.
const rounds = 10

// A Check checks texts. It is called several times, each time with a version of each file, in the same order.
type Check func(ctx context.Context, files []*source.File) (*diag.Result, error)

// A Change is a file that fixes have changed.
type Change struct {
	Before, After *source.File
	Fixed         int // the number of fixed findings
}

// An Outcome is the result for all files.
type Outcome struct {
	Result  *diag.Result // the findings in the current texts
	Changes []Change     // the changed files, in order
}

// Fixed returns the number of fixed findings.
func (o *Outcome) Fixed() int {
	n := 0
	for _, c := range o.Changes {
		n += c.Fixed
	}
	return n
}

// TakeBack replaces the file with index i by its original version before, because its new text could not be written. The findings of Result
// are not updated.
func (o *Outcome) TakeBack(i int, before *source.File) {
	o.Result.Files[i] = before
	o.Changes = slices.DeleteFunc(o.Changes, func(c Change) bool { return c.Before == before })
}

// Run applies one fix per finding and checks again, until nothing is left to fix. If several fixes change the same text, one of them is
// applied, and the others wait for the next round. If upTo is diag.Unsafe, unsafe fixes are applied, too. The error is the one that check
// returns.
//
// Run reverts a fix that adds an error to an object, unless another fix would remove the error. It also reverts a fix that leads back to an
// earlier text, and fixes after which a file finally has more errors than before.
func Run(ctx context.Context, files []*source.File, upTo diag.Safety, check Check) (*Outcome, error) {
	r, err := repeat(ctx, files, upTo, check)
	if err != nil {
		return nil, err
	}
	return r.outcome(), nil
}

// repeat applies fixes until nothing is left to fix, or until the maximum number of rounds.
func repeat(ctx context.Context, files []*source.File, upTo diag.Safety, check Check) (*run, error) {
	r := &run{check: check, upTo: upTo, files: slices.Clone(files), states: make([]state, len(files))}
	for i, f := range files {
		r.states[i] = state{before: f, refused: map[key]bool{}, blamed: map[key]bool{}, seen: map[string]bool{f.Text(): true}}
	}
	var err error
	if r.result, err = check(ctx, r.files); err != nil {
		return nil, err
	}
	for range rounds {
		changed, err := r.round(ctx)
		if err == nil && !changed {
			changed, err = r.retreat(ctx)
		}
		if err != nil {
			return nil, err
		}
		if !changed {
			return r, nil
		}
	}
	_, err = r.retreat(ctx)
	return r, err
}

// A run contains the current texts, and the earlier texts and failed fixes of each file.
type run struct {
	check  Check
	upTo   diag.Safety // Unsafe if unsafe fixes are applied, too
	files  []*source.File
	states []state
	result *diag.Result // the result of checking files
}

// A state records the versions of one file in a run, and the fixes of the file that failed.
type state struct {
	before  *source.File    // the original file
	steps   []step          // the earlier versions of the file, the first one first
	refused map[key]bool    // the findings with fixes that are not tried again until the file changes
	blamed  map[key]bool    // the findings with fixes that are never tried again
	seen    map[string]bool // the texts of all versions of the file
}

// A step is an earlier version of a file, with the fixes that led to the next version.
type step struct {
	file    *source.File
	errors  int // the number of errors in the version
	applied []repair
}

// A key identifies a finding of a file in all rounds. It has no line, because fixes move lines.
type key struct{ rule, path, message string }

func keyOf(d diag.Diagnostic) key { return key{d.Rule, d.Path, d.Message} }

// A repair is the fix that was chosen for a finding: the key and the document of the finding, and the edits of the fix.
type repair struct {
	key      key
	document int
	edits    []edit.Edit
}

// round applies the fixes that can be applied together, and reports whether anything changed.
func (r *run) round(ctx context.Context) (bool, error) {
	next, applied := r.plan()
	if len(applied) == 0 {
		return false, nil
	}
	result, err := r.check(ctx, next)
	if err != nil {
		return false, err
	}
	if len(r.worse(result, next)) > 0 {
		if result, err = r.harmless(ctx, next, applied); err != nil {
			return false, err
		}
	}
	return r.take(next, applied, result), nil
}

// harmless removes harmful fixes from the texts in next and from the lists in applied, and returns the result of checking next.
func (r *run) harmless(ctx context.Context, next []*source.File, applied map[int][]repair) (*diag.Result, error) {
	if err := r.sift(ctx, next, applied); err != nil {
		return nil, err
	}
	result, err := r.check(ctx, next)
	if err != nil {
		return nil, err
	}
	worse := r.worse(result, next)
	if len(worse) == 0 {
		return result, nil
	}
	for o := range worse {
		next[o.file] = r.files[o.file] // the remaining fixes of the file are harmless only together with a fix that was reverted
		r.refuse(o.file, applied[o.file])
	}
	return r.check(ctx, next)
}

// take makes next the current texts, and reports whether any file changed.
func (r *run) take(next []*source.File, applied map[int][]repair, result *diag.Result) bool {
	changed := false
	errors := errorCounts(r.result)
	for i := range next {
		if next[i] == r.files[i] {
			continue
		}
		changed = true
		s := &r.states[i]
		s.steps = append(s.steps, step{r.files[i], errors[r.files[i]], applied[i]})
		s.seen[next[i].Text()] = true
		clear(s.refused) // refused fixes may be harmless in the new text
	}
	r.files, r.result = next, result
	return changed
}

// retreat restores the version with the fewest errors of each file whose current version has more errors, and reports whether there are
// such files. The fixes that were applied to that version are never tried again.
func (r *run) retreat(ctx context.Context) (bool, error) {
	errors := errorCounts(r.result)
	changed := false
	next := slices.Clone(r.files)
	for i := range r.states {
		s := &r.states[i]
		best, fewest := -1, errors[r.files[i]]
		for at, step := range s.steps {
			if step.errors < fewest {
				best, fewest = at, step.errors
			}
		}
		if best < 0 {
			continue
		}
		changed = true
		for _, p := range s.steps[best].applied {
			s.blamed[p.key] = true
		}
		next[i], s.steps = s.steps[best].file, s.steps[:best]
	}
	if !changed {
		return false, nil
	}
	result, err := r.check(ctx, next)
	if err != nil {
		return false, err
	}
	r.files, r.result = next, result
	return true, nil
}

// hidden is the number that a syntax error counts for. It is greater than the number of errors that the syntax error may hide.
const hidden = 1 << 20

// errorCounts counts the errors of each file. Suppressed errors do not count.
func errorCounts(result *diag.Result) map[*source.File]int {
	out := map[*source.File]int{}
	for i := range result.Diagnostics {
		switch d := &result.Diagnostics[i]; {
		case isSyntaxError(result, d):
			out[d.File] += hidden
		case d.Severity == diag.Error && d.Suppressed == nil:
			out[d.File]++
		}
	}
	return out
}

// refuse records that the fixes of the file with index i are not tried again until the file changes.
func (r *run) refuse(i int, repairs []repair) {
	for _, p := range repairs {
		r.states[i].refused[p.key] = true
	}
}

// plan returns the files with all compatible fixes applied, and these fixes by the index of the file.
func (r *run) plan() ([]*source.File, map[int][]repair) {
	next, applied := slices.Clone(r.files), map[int][]repair{}
	byFile := r.repairs()
	for i, f := range r.files {
		chosen := compatible(byFile[f])
		if after, ok := r.apply(i, chosen); ok {
			next[i], applied[i] = after, chosen
		}
	}
	return next, applied
}

// apply returns the file with index i after fixes. It returns false if the fixes conflict, or if a version of the file already had the
// resulting text.
func (r *run) apply(i int, repairs []repair) (*source.File, bool) {
	f := r.files[i]
	edits, err := merged(repairs)
	if err != nil {
		return nil, false
	}
	text, err := edit.Apply(f.Text(), edits)
	switch {
	case err != nil:
		return nil, false
	case r.states[i].seen[text]:
		r.refuse(i, repairs)
		return nil, false
	}
	return f.WithText(text), true
}

// repairs returns the allowed fixes by file, in the order of the findings.
func (r *run) repairs() map[*source.File][]repair {
	index := map[*source.File]int{}
	for i, f := range r.files {
		index[f] = i
	}
	out := map[*source.File][]repair{}
	for _, d := range r.result.Diagnostics {
		fix, ok := r.choose(d)
		if s := &r.states[index[d.File]]; !ok || s.refused[keyOf(d)] || s.blamed[keyOf(d)] {
			continue
		}
		out[d.File] = append(out[d.File], repair{keyOf(d), d.Document, fix.Edits})
	}
	return out
}

// choose returns the first fix of a finding that may be applied. The other fixes of the finding are alternatives. It returns false if there
// is no such fix, or if the finding is suppressed.
func (r *run) choose(d diag.Diagnostic) (diag.Fix, bool) {
	if d.Suppressed != nil {
		return diag.Fix{}, false
	}
	for _, fix := range d.Fixes {
		if fix.Safety == diag.Safe || r.upTo == diag.Unsafe {
			return fix, len(fix.Edits) > 0
		}
	}
	return diag.Fix{}, false
}

func (r *run) outcome() *Outcome {
	o := &Outcome{Result: r.result}
	for i, f := range r.files {
		if s := &r.states[i]; s.before != f {
			fixed := 0
			for _, step := range s.steps {
				fixed += len(step.applied)
			}
			o.Changes = append(o.Changes, Change{Before: s.before, After: f, Fixed: fixed})
		}
	}
	return o
}
