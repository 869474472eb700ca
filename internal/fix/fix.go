// Package fix makes the texts that the fixes of findings ask for. It knows neither rules nor files on disk: it is given
// texts and how to judge them.
package fix

import (
	"context"
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/source"
)

// rounds limits how often texts are judged again: a fix may make room for another one, and that seldom goes on for long.
const rounds = 10

// A Check judges texts. It is called several times, with the same files in the same order but for those that changed.
type Check func(ctx context.Context, files []*source.File) (*diag.Result, error)

// A Change is what became of a file.
type Change struct {
	Before, After *source.File
	Fixed         int // how many findings were mended
}

// An Outcome is what became of all files.
type Outcome struct {
	Result  *diag.Result // of the texts as they are now
	Changes []Change     // of the files that changed, in their order
}

// Fixed counts the findings that were mended.
func (o *Outcome) Fixed() int {
	n := 0
	for _, c := range o.Changes {
		n += c.Fixed
	}
	return n
}

// TakeBack puts a file back as it was, because its new text could not be written. The Result's findings are not made anew.
func (o *Outcome) TakeBack(i int, before *source.File) {
	o.Result.Files[i] = before
	o.Changes = slices.DeleteFunc(o.Changes, func(c Change) bool { return c.Before == before })
}

// Run applies one fix a finding and judges again, until nothing is left to fix. Fixes that touch the same text wait for the
// next round. A fix behind which a file has an error that it did not have before, and that no other fix would mend, is taken
// back and not tried again; and so is one that leads to a text that was there before. Unsafe lets unsafe fixes through, too.
// An error is that of check.
func Run(ctx context.Context, files []*source.File, unsafe bool, check Check) (*Outcome, error) {
	r := &run{check: check, unsafe: unsafe, files: slices.Clone(files), states: make([]state, len(files))}
	for i, f := range files {
		r.states[i] = state{before: f, refused: map[key]bool{}, seen: map[string]bool{f.Text(): true}}
	}
	var err error
	if r.result, err = check(ctx, r.files); err != nil {
		return nil, err
	}
	for range rounds {
		changed, err := r.round(ctx)
		if err != nil {
			return nil, err
		}
		if !changed {
			break
		}
	}
	return r.outcome(), nil
}

// A run is the texts as they are now and what is known of each.
type run struct {
	check  Check
	unsafe bool
	files  []*source.File
	states []state
	result *diag.Result // of files
}

type state struct {
	before  *source.File
	fixed   int
	refused map[key]bool
	seen    map[string]bool
}

// A key names a finding across rounds, in which its place may move.
type key struct{ rule, path, message string }

func keyOf(d diag.Diagnostic) key { return key{d.Rule, d.Path, d.Message} }

// A repair is a finding with the fix that is to mend it.
type repair struct {
	key   key
	edits []edit.Edit
}

// round applies what can be applied together, and says whether anything changed.
func (r *run) round(ctx context.Context) (bool, error) {
	next, applied := r.plan()
	if len(applied) == 0 {
		return false, nil
	}
	result, err := r.check(ctx, next)
	if err != nil {
		return false, err
	}
	worse := r.worse(result, next)
	for _, i := range worse {
		if err := r.sift(ctx, i, next, applied); err != nil {
			return false, err
		}
	}
	if len(worse) > 0 {
		if result, err = r.check(ctx, next); err != nil {
			return false, err
		}
		for _, i := range r.worse(result, next) {
			next[i] = r.files[i] // fixes that are harmless one by one, and not together
			r.refuse(i, applied[i])
		}
		if result, err = r.check(ctx, next); err != nil {
			return false, err
		}
	}
	return r.take(next, applied, result), nil
}

// take makes the next texts the ones of now.
func (r *run) take(next []*source.File, applied map[int][]repair, result *diag.Result) bool {
	changed := false
	for i := range next {
		if next[i] == r.files[i] {
			continue
		}
		changed = true
		r.states[i].fixed += len(applied[i])
		r.states[i].seen[next[i].Text()] = true
	}
	r.files, r.result = next, result
	return changed
}

func (r *run) refuse(i int, repairs []repair) {
	for _, p := range repairs {
		r.states[i].refused[p.key] = true
	}
}

// plan returns the texts with all fixes that go together, and the fixes by the index of the file.
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

// apply returns a file with fixes made; false where that is no change, or leads back to a text that was there.
func (r *run) apply(i int, repairs []repair) (*source.File, bool) {
	f := r.files[i]
	var all [][]edit.Edit
	for _, p := range repairs {
		all = append(all, p.edits)
	}
	edits, err := edit.Merge(all...)
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

// repairs returns the fixes that may be applied, by file, in the order of the findings.
func (r *run) repairs() map[*source.File][]repair {
	index := map[*source.File]int{}
	for i, f := range r.files {
		index[f] = i
	}
	out := map[*source.File][]repair{}
	for _, d := range r.result.Diagnostics {
		fix, ok := r.choose(d)
		if !ok || r.states[index[d.File]].refused[keyOf(d)] {
			continue
		}
		out[d.File] = append(out[d.File], repair{keyOf(d), fix.Edits})
	}
	return out
}

// choose returns the first fix of a finding that is allowed. The others are alternatives.
func (r *run) choose(d diag.Diagnostic) (diag.Fix, bool) {
	if d.Suppressed != nil {
		return diag.Fix{}, false
	}
	for _, fix := range d.Fixes {
		if fix.Safety == diag.Safe || r.unsafe {
			return fix, len(fix.Edits) > 0
		}
	}
	return diag.Fix{}, false
}

// compatible returns the fixes that can be made together: all of them where that goes, and otherwise each that fits to those
// before it.
func compatible(repairs []repair) []repair {
	var all [][]edit.Edit
	for _, p := range repairs {
		all = append(all, p.edits)
	}
	if _, err := edit.Merge(all...); err == nil {
		return repairs
	}
	var chosen []repair
	var merged []edit.Edit
	for _, p := range repairs {
		if both, err := edit.Merge(merged, p.edits); err == nil {
			chosen, merged = append(chosen, p), both
		}
	}
	return chosen
}

// worse returns the files that have an error in a result that they do not have now.
func (r *run) worse(result *diag.Result, next []*source.File) []int {
	before, after := r.errorsOf(r.result), r.errorsOf(result)
	var out []int
	for i, f := range next {
		if f == r.files[i] {
			continue
		}
		for k, n := range after[f] {
			if n > before[r.files[i]][k] {
				out = append(out, i)
				break
			}
		}
	}
	return out
}

// errorsOf counts the errors of each file by rule and message, but for those that the next round mends: a misspelt key with
// a wrong value has an error behind each step. Paths do not count, because they move when something above them changes.
func (r *run) errorsOf(result *diag.Result) map[*source.File]map[key]int {
	out := map[*source.File]map[key]int{}
	for _, d := range result.Diagnostics {
		if _, mended := r.choose(d); mended || d.Severity != diag.Error || d.Suppressed != nil {
			continue
		}
		if out[d.File] == nil {
			out[d.File] = map[key]int{}
		}
		out[d.File][key{rule: d.Rule, message: d.Message}]++
	}
	return out
}

// sift tries the fixes of a file one by one and keeps those that do no harm.
func (r *run) sift(ctx context.Context, i int, next []*source.File, applied map[int][]repair) error {
	var kept []repair
	for _, p := range applied[i] {
		alone, ok := r.apply(i, []repair{p})
		if !ok {
			continue
		}
		trial := slices.Clone(r.files)
		trial[i] = alone
		result, err := r.check(ctx, trial)
		if err != nil {
			return err
		}
		if len(r.worse(result, trial)) > 0 {
			r.refuse(i, []repair{p})
			continue
		}
		kept = append(kept, p)
	}
	next[i], applied[i] = r.files[i], kept
	if after, ok := r.apply(i, kept); ok {
		next[i] = after
	}
	return nil
}

func (r *run) outcome() *Outcome {
	o := &Outcome{Result: r.result}
	for i, f := range r.files {
		if before := r.states[i].before; before != f {
			o.Changes = append(o.Changes, Change{Before: before, After: f, Fixed: r.states[i].fixed})
		}
	}
	return o
}
