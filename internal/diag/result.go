package diag

import (
	"maps"
	"slices"

	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/stable"
)

// A Result is everything that a run found. The same input and options give the same Result for any number of workers.
type Result struct {
	Files       []*source.File
	Documents   []Document
	Diagnostics []Diagnostic
	// Rules are the descriptors of all rules that a diagnostic may name.
	Rules []Descriptor
	// Targets are the ids of the checked targets, in the order of columns; Auto reports that the user pinned none.
	Targets []string
	Auto    bool
	// Custom are those of Targets that are CRDs of the run, and no releases.
	Custom []string
	// Unchecked are the rules of the targets that were not checked, in the order of Targets.
	Unchecked []Unchecked
	// Unlisted counts documents and findings that were left out of Documents and Diagnostics to save memory.
	Unlisted Tally
	// Baselined reports that the findings were compared with a baseline.
	Baselined bool
	// Since is the revision that documents were compared with, or "" if they were not.
	Since string
	// Withheld counts the findings that are not in Diagnostics because they were not requested.
	Withheld Withheld
	// Unread describes what the paths of the run cover but was not read, or is "" if everything was read.
	Unread string
}

// Withheld counts findings that are not reported.
type Withheld struct {
	Unchanged  int // in documents that have not changed since Result.Since
	Unselected int // errors of rules that were not selected
}

// Releases returns the targets that are built in, of which several in a row are a range.
func (r *Result) Releases() []string {
	return slices.DeleteFunc(slices.Clone(r.Targets), func(id string) bool { return slices.Contains(r.Custom, id) })
}

// A Document is one non-empty document of a file, or one item of a List.
type Document struct {
	File                              *source.File
	Index                             int    // among the file's non-empty documents, from 0
	Line                              int    // the first line, from 1
	Path                              string // JSON Pointer in its YAML document: empty, or /items/2 in a List
	APIVersion, Kind, Namespace, Name string
	Origin                            string // the file that a renderer created it from, if known
	Skipped                           bool
	SkipReason                        string // why, if the document is not simply of another kind
	Unchanged                         bool   // same text as in Result.Since, so its findings are not reported
	// Closest is the release whose findings are shown for a document that no release accepts, if the user pinned none; otherwise "".
	Closest string
	// Parts is the number of parts of Backends in the document. They are checked as parts, without a verdict, and the document is Skipped.
	Parts      int
	Verdicts   []Verdict
	Conversion *Conversion // the result of a conversion; nil if nothing was converted
}

// A Verdict is whether a target's schema accepts a document.
type Verdict struct {
	Target string
	Valid  bool
	// Partial reports that Valid is not certain: rules of the target that concern this document are not understood and were not checked.
	Partial bool
}

// An Unchecked is a rule of a target that is not understood, so that no document was checked against it.
type Unchecked struct{ Target, Field, Rule, Message string }

// A Conversion is the result of converting a document.
type Conversion struct {
	From, To string
	// IsCompanion reports whether the document is a policy, an extension, a route or a Gateway beside a Backend.
	IsCompanion bool
	// Outcome is "unchanged", "converted", "removed" if other documents contain all of it, "unfit" if it cannot be represented, or
	// "invalid" if its own schema rejects it. Unfit and invalid documents are not changed.
	Outcome string
	// Resource is the converted object, as kind/name.
	Resource string
	Fields   []FieldOutcome // every leaf of the document, in order
	// Companions are the resources that were written together with it, as kind/name.
	Companions []string
	// Placeholders are the values that were not in the input: kind/name and JSON Pointer, separated by a space.
	Placeholders []string
	// Added are fields of the resource that the document does not say, as JSON Pointers in the resource; placeholders are not among them.
	Added []string
	// Changed are fields that have another value in the same place, as JSON Pointers in the YAML document.
	Changed []string
	// Lost is what was lost, each thing once, as JSON Pointers in the YAML document. LostBeside is what no field of its own says, in words.
	Lost, LostBeside []string
}

// A FieldOutcome is the result for one leaf.
type FieldOutcome struct {
	Path    string   // JSON Pointer in its YAML document
	Outcome string   // mapped, dropped or lost
	To      []string // its new places, as kind/name and JSON Pointer, separated by a space
	Reason  string   // why it was dropped or lost
}

// A Summary counts a Result. Suppressed findings are not counted as errors, warnings and infos; those in the baseline are counted as
// Baselined and not as Suppressed.
type Summary struct {
	Files, Documents, Backends, Skipped, Errors, Warnings, Infos, Fixable, Suppressed, Baselined int

	Partial              int // Backends that are valid as far as known
	Unchanged            int // documents that are neither among Backends nor Skipped
	Parts, PartDocuments int // parts of Backends, and their documents, which are also counted as Skipped
}

// A Tally counts documents and findings without keeping them.
type Tally struct {
	Summary
	// FixSafe and FixUnsafe are the numbers of counted findings with a safe fix, and with unsafe fixes only.
	FixSafe, FixUnsafe int
	Worst              Severity // among the findings that count
	// Closest counts the Backends that no release accepts, by the release whose findings are shown.
	Closest       map[string]int
	YAMLDocuments int // in total, including those that are kept
}

// Document counts a document. A Backend is a document that was checked and is reported.
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
		if slices.ContainsFunc(d.Verdicts, func(v Verdict) bool { return v.Partial }) {
			t.Partial++
		}
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

// Findings returns the number of counted findings, including suppressed ones.
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

// Worst returns the highest severity of the findings that count, or Off if there are none.
func (r *Result) Worst() Severity { return r.Tally().Worst }

// Rule returns the descriptor of a rule.
func (r *Result) Rule(id string) (Descriptor, bool) {
	i := slices.IndexFunc(r.Rules, func(d Descriptor) bool { return d.ID == id })
	if i < 0 {
		return Descriptor{}, false
	}
	return r.Rules[i], true
}

// Sort sorts diagnostics and removes duplicates.
func (r *Result) Sort() {
	stable.Sort(r.Diagnostics, Compare)
	r.Diagnostics = slices.CompactFunc(r.Diagnostics, func(a, b Diagnostic) bool {
		return Compare(a, b) == 0 && slices.Equal(a.Targets, b.Targets) // two documents may share a finding: a missing marker between them
	})
}
