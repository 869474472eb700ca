package cli

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
)

// checkNarrowing refuses combinations that cannot be meant.
func (o *checkOptions) checkNarrowing() error {
	narrowed := "--since"
	if len(o.sel) > 0 {
		narrowed = "--select"
	}
	switch {
	case o.baseline.write != "" && (len(o.sel) > 0 || o.since.revision != ""):
		return usagef("--write-baseline writes all findings, and %s reports some of them: use one or the other", narrowed)
	case o.statistics && o.format.Name != "text" && o.format.Name != "json":
		return usagef("--statistics has the formats text and json, not %s", o.format.Name)
	}
	return nil
}

// narrows reports whether some findings may not be reported.
func (o *checkOptions) narrows() bool { return len(o.sel) > 0 || o.since.revision != "" }

// A reporting says whether a finding is reported, and if not, why.
type reporting int

const (
	reported   reporting = iota
	unchanged            // selected, in a document that is as it was in the revision of --since
	unselected           // of a rule that --select leaves out, in a document that has changed
	neither              // neither selected nor in a document that has changed
)

// classifier marks the unchanged documents of a result and returns a function that classifies its findings.
func (o *checkOptions) classifier(r *diag.Result) (func(d diag.Diagnostic) reporting, error) {
	isUnchanged, err := o.since.mark(r)
	if err != nil {
		return nil, err
	}
	return func(d diag.Diagnostic) reporting {
		switch selected := o.selects(d.Rule); {
		case selected && isUnchanged(d):
			return unchanged
		case selected:
			return reported
		case isUnchanged(d):
			return neither
		}
		return unselected
	}, nil
}

// narrow leaves out of a result what is not to be reported, and counts it.
func (o *checkOptions) narrow(r *diag.Result) error {
	if !o.narrows() {
		return nil
	}
	classify, err := o.classifier(r)
	if err != nil {
		return err
	}
	r.Withheld = diag.Withheld{}
	r.Diagnostics = slices.DeleteFunc(r.Diagnostics, func(d diag.Diagnostic) bool {
		class := classify(d)
		switch {
		case d.Suppressed != nil:
		case class == unchanged:
			r.Withheld.Unchanged++
		case class == unselected && d.Severity == diag.Error:
			r.Withheld.Unselected++
		}
		return class != reported
	})
	return nil
}

// keepFixes takes the fixes from findings that are not to be reported. The findings stay, so that a fix that causes one is
// taken back.
func (o *checkOptions) keepFixes(r *diag.Result) error {
	if !o.narrows() {
		return nil
	}
	classify, err := o.classifier(r)
	if err != nil {
		return err
	}
	for i := range r.Diagnostics {
		if classify(r.Diagnostics[i]) != reported {
			r.Diagnostics[i].Fixes = nil
		}
	}
	return nil
}
