package cli

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
)

// checkNarrowing returns a usage error if flags that leave findings out of reports cannot be combined with the other flags.
func (o *checkOptions) checkNarrowing() error {
	narrowed := "--since"
	if len(o.sel) > 0 {
		narrowed = "--select"
	}
	switch {
	case o.baseline.write != "" && (len(o.sel) > 0 || o.since.revision != ""):
		return usagef("--write-baseline and %s cannot be combined: a baseline must contain all findings", narrowed)
	case o.statistics && o.format.Name != "text" && o.format.Name != "json":
		return usagef("--statistics supports the formats text and json, not %s", o.format.Name)
	}
	return nil
}

// narrows reports whether the flags leave some findings out of reports.
func (o *checkOptions) narrows() bool { return len(o.sel) > 0 || o.since.revision != "" }

// A reporting states whether a finding is reported and, if not, why.
type reporting int

const (
	reported   reporting = iota
	unchanged            // the rule is selected, but the document is unchanged since the revision of --since
	unselected           // the document is changed, but --select excludes the rule
	neither              // the rule is not selected, and the document is unchanged
)

// classifier marks the unchanged documents of a result. It returns a function that classifies the findings of the result.
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

// narrow removes the findings of a result that must not be reported, and counts them.
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

// keepFixes keeps only the fixes of findings that are reported. The other findings stay in the result without their fixes, so that a fix
// that causes a new finding is still reverted.
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
