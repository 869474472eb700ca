package diag

import (
	"maps"
	"slices"

	"github.com/backendctl/backendctl/internal/source"
)

// A Result is all that a run found. The same input and options give the same Result whatever the number of workers.
type Result struct {
	Files       []*source.File
	Documents   []Document
	Diagnostics []Diagnostic
	// Rules describes every rule that a diagnostic may name.
	Rules []Descriptor
	// Targets are the ids that were judged, in the order of columns; Auto says that the user pinned none.
	Targets []string
	Auto    bool
	// Unlisted counts what is not among the Documents and Diagnostics, because there is too much of it.
	Unlisted Tally
	// Baselined says that the findings were compared with a baseline.
	Baselined bool
	// Since is the revision that documents were compared with, "" where they were not.
	Since string
	// Withheld counts the findings that were made and are not among the Diagnostics, because they were not asked for.
	Withheld Withheld
	// Unread says what was not read that the paths of the run cover, in words; "" where all of it was read.
	Unread string
}

// Withheld counts findings that are not reported.
type Withheld struct {
	Unchanged  int // in documents that are as they were in Result.Since
	Unselected int // errors of rules that were not selected
}

// A Document is one non-empty document of a file, or one item of a List.
type Document struct {
	File                              *source.File
	Index                             int    // among the file's non-empty documents, from 0
	Line                              int    // where it begins, from 1
	Path                              string // JSON Pointer in its YAML document: empty, or /items/2 in a List
	APIVersion, Kind, Namespace, Name string
	Origin                            string // the file that a renderer made it of, where that is known
	Skipped                           bool
	SkipReason                        string // why, when it is not plainly of another kind
	Unchanged                         bool   // its text is that of Result.Since, so findings in it are not reported
	// Closest is the release whose findings a document has that no release accepts, where the user pinned none; else "".
	Closest string
	// Parts is how many parts of Backends it holds. They are judged as parts, without a verdict, and the document is Skipped.
	Parts      int
	Verdicts   []Verdict
	Conversion *Conversion // what became of it in another shape; nil where nothing was converted
}

// A Verdict says whether a target's schema accepts a document.
type Verdict struct {
	Target string
	Valid  bool
}

// A Conversion says what became of a document in another shape.
type Conversion struct {
	From, To string
	// IsCompanion reports whether the document is no backend, but a policy, an extension, a route or a Gateway beside one.
	IsCompanion bool
	// Outcome is "unchanged", "converted", "removed" where others say all that it said, "unfit" where it has no form there, or
	// "invalid" where its own shape rejects it. Unfit and invalid documents stay as they are.
	Outcome string
	// Resource is what it became, as kind/name.
	Resource string
	Fields   []FieldOutcome // every leaf of the document, in its order
	// Companions are the resources that were written beside it, as kind/name.
	Companions []string
	// Placeholders are values that the document does not say: kind/name and JSON Pointer with a blank between.
	Placeholders []string
	// Added are fields of the resource that the document does not say, as JSON Pointers in the resource; placeholders are not among them.
	Added []string
	// Changed are fields that have another value in the same place, as JSON Pointers in the YAML document.
	Changed []string
	// Lost is what was lost, each thing once, as JSON Pointers in the YAML document. LostBeside is what no field of its own says, in words.
	Lost, LostBeside []string
}

// A FieldOutcome says what became of one leaf.
type FieldOutcome struct {
	Path    string   // JSON Pointer in its YAML document
	Outcome string   // mapped, dropped or lost
	To      []string // where it is now, as kind/name and JSON Pointer with a blank between
	Reason  string   // why it was dropped or lost
}

// Count returns how many leaves had an outcome.
func (c *Conversion) Count(outcome string) int {
	n := 0
	for _, f := range c.Fields {
		if f.Outcome == outcome {
			n++
		}
	}
	return n
}

// A Summary counts a Result. Suppressed findings are not counted among errors, warnings and infos; those of the baseline
// are counted as Baselined and not as Suppressed.
type Summary struct {
	Files, Documents, Backends, Skipped, Errors, Warnings, Infos, Fixable, Suppressed, Baselined int

	Unchanged            int // documents that are neither among Backends nor Skipped
	Parts, PartDocuments int // parts of Backends, and the documents that hold them, which Skipped counts too
}

// A Tally counts documents and findings of which nothing else is kept.
type Tally struct {
	Summary
	// FixSafe and FixUnsafe are how many findings that count have a fix, and whether one of their fixes is safe.
	FixSafe, FixUnsafe int
	Worst              Severity // among the findings that count
	// Closest counts the Backends that no release accepts, by the release whose findings they have.
	Closest       map[string]int
	YAMLDocuments int // in all, those of which more is kept as well
}

// Document counts a document. A Backend is one that was judged and is reported on.
func (t *Tally) Document(d *Document) {
	t.Documents++
	if d.Parts > 0 && !d.Unchanged {
		t.Parts += d.Parts
		t.PartDocuments++
	}
	switch {
	case d.Unchanged:
		t.Unchanged++
	case d.Skipped:
		t.Skipped++
	case d.Conversion != nil && d.Conversion.IsCompanion:
	default:
		t.Backends++
	}
	if d.Closest != "" && !d.Unchanged {
		t.Closest = maps.Clone(t.Closest) // a Tally is copied as a value
		if t.Closest == nil {
			t.Closest = map[string]int{}
		}
		t.Closest[d.Closest]++
	}
}

// Diagnostic counts a finding.
func (t *Tally) Diagnostic(d *Diagnostic) {
	t.count(*d)
	if d.Suppressed != nil {
		return
	}
	t.Worst = max(t.Worst, d.Severity)
	switch {
	case slices.ContainsFunc(d.Fixes, func(f Fix) bool { return f.Safety == Safe }):
		t.FixSafe++
	case len(d.Fixes) > 0:
		t.FixUnsafe++
	}
}

// Findings is how many findings were counted, the suppressed ones too.
func (t *Tally) Findings() int {
	return t.Errors + t.Warnings + t.Infos + t.Suppressed + t.Baselined
}

// Tally counts the result.
func (r *Result) Tally() Tally {
	t := r.Unlisted
	for i := range r.Documents {
		t.Document(&r.Documents[i])
	}
	for i := range r.Diagnostics {
		t.Diagnostic(&r.Diagnostics[i])
	}
	t.Files = len(r.Files)
	return t
}

// Summary counts the result.
func (r *Result) Summary() Summary { return r.Tally().Summary }

func (s *Summary) count(d Diagnostic) {
	switch {
	case d.InBaseline():
		s.Baselined++
		return
	case d.Suppressed != nil:
		s.Suppressed++
		return
	}
	switch d.Severity {
	case Error:
		s.Errors++
	case Warning:
		s.Warnings++
	case Info:
		s.Infos++
	}
	if len(d.Fixes) > 0 {
		s.Fixable++
	}
}

// Worst returns the heaviest severity among findings that count, Off when there is none.
func (r *Result) Worst() Severity { return r.Tally().Worst }

// Rule returns the descriptor of a rule.
func (r *Result) Rule(id string) (Descriptor, bool) {
	i := slices.IndexFunc(r.Rules, func(d Descriptor) bool { return d.ID == id })
	if i < 0 {
		return Descriptor{}, false
	}
	return r.Rules[i], true
}

// Sort puts diagnostics in their order and drops the ones that say the same twice.
func (r *Result) Sort() {
	slices.SortStableFunc(r.Diagnostics, Compare)
	r.Diagnostics = slices.CompactFunc(r.Diagnostics, func(a, b Diagnostic) bool {
		return Compare(a, b) == 0 && slices.Equal(a.Targets, b.Targets) // two documents may share a finding: what is missing between them
	})
}
