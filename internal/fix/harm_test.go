package fix_test

import (
	"context"
	"fmt"
	"hash/crc32"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/fix"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/testenv"
)

// slipsEnv is the environment variable with the number of variants of each manifest, each with other random mistakes.
const slipsEnv = "BACKENDCTL_SLIPS"

// TestFixesDoNoHarm fixes manifests with mistakes. Neither a single fix nor a run of fixes may add an error, or change a value that has
// no finding. The fixes of two findings must not overlap. Each manifest is checked with auto and with one of the targets.
func TestFixesDoNoHarm(t *testing.T) {
	t.Parallel()
	const fewest = 50 // the minimum number of fixes for each target, if all cases run
	texts, counts := slipped(t), map[string]int{"auto": 0}
	for _, each := range target.All() {
		counts[each.ID] = 0
	}
	for _, m := range texts {
		next := target.All()[crc32.ChecksumIEEE([]byte(m.name))%uint32(len(target.All()))]
		for name, check := range map[string]fix.Check{"auto": judge(), next.ID: judge(next)} {
			h := &harm{t: t, name: m.name + " by " + name, check: check}
			h.run(m.text)
			counts[name] += h.fixes
		}
	}
	t.Logf("%d manifests; fixes by target: %v", len(texts), counts)
	total := 0
	for name, n := range counts {
		total += n
		if testenv.Full() && n < fewest {
			t.Errorf("%d fixes were checked for %s, want at least %d", n, name, fewest)
		}
	}
	// The minimum for a sample is for all targets together, because a sample may have few fixes for one target, such as a new one.
	if total < testenv.Sized(fewest)*len(counts) {
		t.Errorf("%d fixes were checked, want at least %d", total, testenv.Sized(fewest)*len(counts))
	}
}

// slipped returns the results of manifests and generated: unchanged manifests, and manifests with random mistakes.
func slipped(t *testing.T) []sample {
	t.Helper()
	size := 1
	if text := os.Getenv(slipsEnv); text != "" {
		var err error
		if size, err = strconv.Atoi(text); err != nil {
			t.Fatalf("%s must be a number: %v", slipsEnv, err)
		}
	}
	var out []sample
	for _, m := range sampled(slices.Concat(manifests(t), generated(t)), 24) {
		seed := crc32.ChecksumIEEE([]byte(m.name)) // adding or removing a manifest does not change the seeds of the other manifests
		if seed%2 == 0 || !testenv.Full() {
			out = append(out, m)
		}
		for n := range size {
			text, what := slip(uint64(seed), uint64(n), m.text)
			out = append(out, sample{m.name + " with " + what, text, m.target})
		}
	}
	return out
}

// A harm checks the fixes of one manifest for one target. It reports new errors, and changes of values without a finding.
type harm struct {
	t     *testing.T
	name  string
	check fix.Check
	fixes int // the number of examined fixes

	texts []string       // the examined texts
	named map[place]bool // the places of the findings with fixes, in all rounds
}

// A place is a document and the path of a field in it.
type place struct {
	document int
	path     string
}

func (h *harm) run(text string) {
	h.named = map[place]bool{}
	f := source.New("x.yaml", []byte(text))
	before, err := h.examined(h.t.Context(), []*source.File{f})
	if err != nil {
		h.t.Fatal(err)
	}
	if h.fixes == 0 {
		return
	}
	for _, upTo := range []diag.Safety{diag.Safe, diag.Unsafe} {
		outcome, err := fix.Run(h.t.Context(), []*source.File{f}, upTo, h.examined)
		if err != nil {
			h.t.Fatal(err)
		}
		if len(outcome.Changes) > 0 {
			h.compare(before, outcome)
		}
	}
}

// examined checks the files, and examines the report and each of its fixes.
func (h *harm) examined(ctx context.Context, files []*source.File) (*diag.Result, error) {
	r, err := h.check(ctx, files)
	if err != nil || slices.Contains(h.texts, files[0].Text()) {
		return r, err
	}
	h.texts = append(h.texts, files[0].Text())
	h.disjoint(r)
	for _, d := range r.Diagnostics {
		for _, fix := range d.Fixes {
			h.fixes++
			h.named[place{d.Document, d.Path}] = true
			h.alone(d, fix)
		}
	}
	return r, nil
}

// disjoint reports fixes of two findings that change the same bytes in different ways.
func (h *harm) disjoint(r *diag.Result) {
	for i, a := range r.Diagnostics {
		for _, b := range r.Diagnostics[i+1:] {
			for _, one := range a.Fixes {
				for _, other := range b.Fixes {
					if _, err := edit.Merge(one.Edits, other.Edits); err != nil && a.File == b.File {
						h.fault(a.File.Text(), "%s (%s) and %s (%s) overlap: %v", a.Rule, one.Title, b.Rule, other.Title, err)
					}
				}
			}
		}
	}
}

// alone applies one fix, and reports each value that it changes and that is not near the finding.
func (h *harm) alone(d diag.Diagnostic, fix diag.Fix) {
	text := d.File.Text()
	edits, err := edit.Merge(fix.Edits)
	if err != nil {
		h.fault(text, "%s (%s): %v", d.Rule, fix.Title, err)
		return
	}
	after, err := edit.Apply(text, edits)
	if err != nil {
		h.fault(text, "%s (%s): %v", d.Rule, fix.Title, err)
		return
	}
	for _, c := range changes(text, after) {
		isRead := c.was == nil && touches(edits, d.Span) // the fix splits a key, such as host:a into host: a, and so adds a field
		isNamed := c.isNear(d.Path) && (c.isTouched(edits) || isRead) || c.isBelow(d.Path) && touches(edits, d.Span) || c.isMoved(d.Path, edits)
		if c.document != d.Document || !isNamed {
			h.fault(text, "%s at %s (%s) changes %s of document %d:\n%s", d.Rule, orRoot(d.Path), fix.Title, orRoot(c.path), c.document, edit.Unified("x.yaml", text, after))
		}
	}
}

// compare reports new errors after a run, and changes that are not near a finding of any round.
func (h *harm) compare(before *diag.Result, o *fix.Outcome) {
	from, to := o.Changes[0].Before.Text(), o.Changes[0].After.Text()
	show := edit.Unified("x.yaml", from, to)
	had, has := errorsOf(before), errorsOf(o.Result)
	changed := changes(from, to)
	for document := range o.Result.Documents {
		if was, is := total(had, document), total(has, document); is > was && !wasUndecodable(had, document) {
			h.fault(from, "document %d has %d errors after the run, and %d before:\n%s", document, is, was, show)
		}
	}
	for e := range has {
		if !wasUndecodable(had, e.document) && !isKnown(had, e) && !slices.ContainsFunc(changed, func(c change) bool { return c.reveals(e.place, had) }) {
			h.fault(from, "the run adds the error %s at %s:\n%s", e.rule, orRoot(e.path), show)
		}
	}
	for _, c := range changed {
		isNamed := func(p place) bool { return p.document == c.document && (c.isNear(p.path) || c.isMoved(p.path, nil)) }
		if !slices.ContainsFunc(slices.Collect(maps.Keys(h.named)), isNamed) {
			h.fault(from, "the run changes %s of document %d, and no finding is near it:\n%s", orRoot(c.path), c.document, show)
		}
	}
}

// wasUndecodable reports whether a document had a syntax error, which hid its other errors.
func wasUndecodable(before map[mistake]int, document int) bool {
	for e := range before {
		if e.document == document && e.rule == "yaml-syntax" {
			return true
		}
	}
	return false
}

// isKnown reports whether there was an error of any rule at the place of a mistake, or an error of the same rule at the object that
// contains it, where a missing field is reported.
func isKnown(before map[mistake]int, m mistake) bool {
	for e := range before {
		if e.place == m.place || e.rule == m.rule && e.place == (place{m.document, parentOf(m.path)}) {
			return true
		}
	}
	return false
}

// A mistake is an error of a document, by its rule and place. The path has no indexes, because removing an item moves the items after it.
type mistake struct {
	place
	rule string
}

func errorsOf(r *diag.Result) map[mistake]int {
	out := map[mistake]int{}
	for _, d := range r.Diagnostics {
		if d.Severity == diag.Error && d.Suppressed == nil {
			out[mistake{place{d.Document, indexless(d.Path)}, d.Rule}]++
		}
	}
	return out
}

func indexless(path string) string {
	tokens := diag.Tokens(path)
	for i, token := range tokens {
		if _, err := strconv.Atoi(token); err == nil {
			tokens[i] = "-"
		}
	}
	return diag.Pointer(tokens...)
}

func total(all map[mistake]int, document int) int {
	n := 0
	for e, count := range all {
		if e.document == document {
			n += count
		}
	}
	return n
}

func (h *harm) fault(text, format string, args ...any) {
	h.t.Errorf("%s: %s\nin\n%s", h.name, fmt.Sprintf(format, args...), text)
}

func orRoot(path string) string {
	if path == "" {
		return "the document"
	}
	return path
}

// parentOf returns the path without its last token.
func parentOf(path string) string { return path[:max(0, strings.LastIndex(path, "/"))] }
