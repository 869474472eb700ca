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
	// Targets are the ids of the checked targets, in the order in which reports list them. Auto reports that the user selected no target.
	Targets []string
	Auto    bool
	// Custom are the ids in Targets that are CRDs of the user (crd:FILE), and not releases.
	Custom []string
	// Unchecked are the rules of CRDs that are not supported and were therefore not checked, in the order of Targets.
	Unchecked []Unchecked
	// Unlisted counts documents and findings that were left out of Documents and Diagnostics to save memory.
	Unlisted Tally
	// Baselined reports that the findings were compared with a baseline.
	Baselined bool
	// Since is the git revision that the documents were compared with, or "" without a comparison.
	Since string
	// Withheld counts the findings that are not in Diagnostics because they were not requested.
	Withheld Withheld
	// Unread describes the input that belongs to the paths of the run but was not read, or is "" if everything was read.
	Unread string
}

// Withheld counts findings that are not reported because the user did not request them.
type Withheld struct {
	Unchanged  int // findings in documents that have not changed since Result.Since
	Unselected int // errors of rules that were not selected
}

// Releases returns the ids in Targets that are not in Custom. Reports write consecutive releases as a range.
func (r *Result) Releases() []string {
	return slices.DeleteFunc(slices.Clone(r.Targets), func(id string) bool { return slices.Contains(r.Custom, id) })
}

// A Document is one non-empty document of a file, or one item of a List.
type Document struct {
	File                              *source.File
	Index                             int    // the index among the file's non-empty documents, from 0
	Line                              int    // the first line of the document, counted from 1
	Path                              string // JSON Pointer in its YAML document: empty, or /items/2 in a List
	APIVersion, Kind, Namespace, Name string
	Origin                            string // the file from which a renderer created the document, or "" if unknown
	Skipped                           bool
	SkipReason                        string // the reason for Skipped; "" if the document is only of another kind
	Unchanged                         bool   // the text is the same in the revision Result.Since, so the document's findings are not reported
	// Closest is the release whose findings are shown for a document that no release accepts, if the user selected no target; otherwise "".
	Closest string
	// Parts is the number of parts of Backends in the document, such as Kustomize patches. The parts are checked, but the document has no
	// verdict and is Skipped.
	Parts      int
	Verdicts   []Verdict
	Conversion *Conversion // the result of converting the document; nil if the command did not convert it
}

// A Verdict states whether a target's schema accepts a document.
type Verdict struct {
	Target string
	Valid  bool
	// Partial reports that Valid is not certain: the target's CRD has rules for fields of this document that are not supported and were not
	// checked.
	Partial bool
}

// An Unchecked is a rule of a target's CRD that is not supported. No document was checked against this rule.
type Unchecked struct{ Target, Field, Rule, Message string }

// A Conversion is the result of converting a document.
type Conversion struct {
	From, To string
	// IsCompanion reports whether the document is a policy, an extension, a route or a Gateway beside a Backend.
	IsCompanion bool
	// Outcome is "unchanged", "converted", "removed" if other documents contain all of the document, "unfit" if the target cannot represent
	// it, or "invalid" if the schema that it was written for rejects it or if it is a near miss. Unfit and invalid documents are not changed.
	Outcome string
	// Resource is the object that the document became, as kind/name.
	Resource string
	Fields   []FieldOutcome // one for each field with a value and no fields below it, in order
	// Companions are the resources that were written together with Resource, each as kind/name.
	Companions []string
	// Placeholders are the fields with a placeholder, because the input has no value for them: each as kind/name and JSON Pointer, separated
	// by a space.
	Placeholders []string
	// Added are the fields of the resource that the document does not set, as JSON Pointers in the resource. Fields with a placeholder are
	// not included.
	Added []string
	// Changed are the fields that keep their path but get another value, as JSON Pointers in the YAML document.
	Changed []string
	// Lost are the fields that were lost, each once, as JSON Pointers in the YAML document. LostBeside describes the losses that do not
	// belong to a field of the document, such as a default.
	Lost, LostBeside []string
}

// A FieldOutcome states what a conversion did with one field of the input.
type FieldOutcome struct {
	Path    string   // JSON Pointer in its YAML document
	Outcome string   // mapped, dropped or lost
	To      []string // the fields of the result that contain the value: each as kind/name and JSON Pointer, separated by a space
	Reason  string   // why the field was dropped or lost
}

// A Summary counts a Result. Suppressed findings are not counted in Errors, Warnings and Infos. Findings in the baseline are counted in
// Baselined, and not in Suppressed.
type Summary struct {
	Files, Documents, Backends, Skipped, Errors, Warnings, Infos, Fixable, Suppressed, Baselined int

	Partial              int // Backends with a verdict that is not certain, see Verdict.Partial
	Unchanged            int // documents with the same text in Result.Since; not counted in Backends or Skipped
	Parts, PartDocuments int // parts of Backends, and the documents that contain parts; Skipped counts these documents, too
}

// A Tally counts documents and findings without keeping them.
type Tally struct {
	Summary
	// FixSafe and FixUnsafe are the numbers of counted findings with a safe fix, and with unsafe fixes only.
	FixSafe, FixUnsafe int
	Worst              Severity // the highest severity of the findings that are not suppressed
	// Closest counts the Backends that no release accepts, by the release whose findings are shown.
	Closest       map[string]int
	YAMLDocuments int // the number of YAML documents that were read, including those in Result.Documents
}

// Document counts a document. The document counts as a Backend unless it is unchanged, skipped or a companion in a conversion.
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
		t.Closest = maps.Clone(t.Closest) // copies of the Tally must not share the map
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

// Tally counts the documents and findings of the result, including those in Unlisted.
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

// Summary counts the documents and findings of the result, including those in Unlisted.
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

// Rule returns the descriptor of a rule, and false if the result has no rule with this id.
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
		return Compare(a, b) == 0 && slices.Equal(a.Targets, b.Targets) // a missing --- between two documents is reported for both
	})
}
