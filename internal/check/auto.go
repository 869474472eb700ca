package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/schema"
	"github.com/backendctl/backendctl/internal/target"
)

// auto judges by the newest target that accepts the document, and otherwise by the one that comes closest.
func (j *judge) auto(misnamed []diag.Diagnostic) error {
	targets := target.All()
	slices.SortStableFunc(targets, preference)
	newest, err := j.ask(targets[0], misnamed)
	if err != nil {
		return err
	}
	if newest.valid && !j.options.AllVerdicts {
		j.row.Verdicts = []diag.Verdict{{Target: newest.target.ID, Valid: true}}
		j.take(newest)
		return nil
	}
	opinions := []opinion{newest}
	for _, t := range targets[1:] {
		o, err := j.ask(t, misnamed)
		if err != nil {
			return err
		}
		opinions = append(opinions, o)
	}
	j.verdicts(opinions)
	j.conclude(opinions)
	return nil
}

// preference puts the newest release first and the catalog last.
func preference(a, b target.Target) int {
	if a.Catalog() != b.Catalog() {
		return cmp.Compare(rank(a), rank(b))
	}
	return cmp.Compare(b.Order, a.Order)
}

func rank(t target.Target) int {
	if t.Catalog() {
		return 1
	}
	return 0
}

// verdicts fills the document's row, in the order of the result's columns.
func (j *judge) verdicts(opinions []opinion) {
	for _, t := range target.All() {
		i := slices.IndexFunc(opinions, func(o opinion) bool { return o.target.ID == t.ID })
		j.row.Verdicts = append(j.row.Verdicts, diag.Verdict{Target: t.ID, Valid: opinions[i].valid})
	}
}

// conclude says what auto found, from the opinions of all targets in order of preference.
func (j *judge) conclude(opinions []opinion) {
	newest := opinions[0]
	accepting := slices.IndexFunc(opinions, func(o opinion) bool { return o.valid })
	switch accepting {
	case 0:
		j.take(newest)
	case -1:
		j.closest(opinions)
	default:
		j.take(opinions[accepting])
		j.outdated(newest, opinions)
	}
}

// take makes an opinion the document's own.
func (j *judge) take(o opinion) {
	j.found = append(j.found, o.found...)
	j.by = []target.Target{o.target}
}

// closest gives the findings of the target that the document comes closest to. The published schema has no unions and is
// open to unknown fields, so it has less to say of any manifest; it counts only for one that is written in its own terms.
func (j *judge) closest(opinions []opinion) {
	candidates := opinions
	if last := opinions[len(opinions)-1]; last.target.Catalog() && !j.speaksOf(last.target, opinions[0]) {
		candidates = opinions[:len(opinions)-1]
	}
	closest := slices.MinFunc(candidates, func(a, b opinion) int { return cmp.Compare(errorCount(a), errorCount(b)) })
	j.take(closest)
	if j.document.Root == nil {
		return // it is rejected for what it is, whoever judges
	}
	d := j.note(ruleClosest, j.start(), fmt.Sprintf("no target accepts this document; the findings are those of %s, which comes closest", closest.target.ID))
	d.Targets = []string{closest.target.ID}
}

// speaksOf says whether the document has a field that the newest release does not know and a target does.
func (j *judge) speaksOf(t target.Target, newest opinion) bool {
	v, err := schema.For(t)
	return err == nil && slices.ContainsFunc(newest.found, func(d diag.Diagnostic) bool {
		return v.Knows(strings.TrimPrefix(d.Path, j.document.Path)) && !newest.knows(d.Path, j.document.Path)
	})
}

func (o opinion) knows(path, document string) bool {
	v, err := schema.For(o.target)
	return err == nil && v.Knows(strings.TrimPrefix(path, document))
}

func errorCount(o opinion) int {
	n := 0
	for _, d := range o.found {
		if d.Severity == diag.Error {
			n++
		}
	}
	return n
}

// outdated warns that the newest release rejects what an older target accepts, at the first place that it would name.
func (j *judge) outdated(newest opinion, opinions []opinion) {
	var accept []string
	for _, t := range target.All() {
		if slices.ContainsFunc(opinions, func(o opinion) bool { return o.valid && o.target.ID == t.ID }) {
			accept = append(accept, t.ID)
		}
	}
	first := firstError(newest)
	d := j.note(ruleOutdated, first.Span, fmt.Sprintf("accepted by %s only; %s rejects it: %s", strings.Join(target.Ranges(accept), ", "), newest.target.ID, first.Message))
	d.Path, d.Label, d.Help, d.Related, d.Fixes = first.Path, first.Label, first.Help, first.Related, first.Fixes
	d.Targets = []string{newest.target.ID}
}

func firstError(o opinion) diag.Diagnostic {
	failed := slices.DeleteFunc(slices.Clone(o.found), func(d diag.Diagnostic) bool { return d.Severity != diag.Error })
	return slices.MinFunc(failed, diag.Compare)
}
