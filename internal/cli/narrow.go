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

// unreported returns whether a finding is left out of the report, and counts those that are.
func (o *checkOptions) unreported(r *diag.Result) (func(d diag.Diagnostic) bool, error) {
	unchanged, err := o.since.mark(r)
	if err != nil {
		return nil, err
	}
	return func(d diag.Diagnostic) bool {
		counts := d.Suppressed == nil
		switch {
		case !o.selects(d.Rule):
			if counts && d.Severity == diag.Error && !unchanged(d) {
				r.Withheld.Unselected++
			}
		case unchanged(d):
			if counts {
				r.Withheld.Unchanged++
			}
		default:
			return false
		}
		return true
	}, nil
}

// narrow leaves out of a result what is not to be reported.
func (o *checkOptions) narrow(r *diag.Result) error {
	if !o.narrows() {
		return nil
	}
	unreported, err := o.unreported(r)
	if err != nil {
		return err
	}
	r.Withheld = diag.Withheld{}
	r.Diagnostics = slices.DeleteFunc(r.Diagnostics, unreported)
	return nil
}

// keepFixes takes the fixes from findings that are not to be reported. The findings stay, so that a fix that causes one is
// taken back.
func (o *checkOptions) keepFixes(r *diag.Result) error {
	if !o.narrows() {
		return nil
	}
	unreported, err := o.unreported(r)
	if err != nil {
		return err
	}
	for i := range r.Diagnostics {
		if unreported(r.Diagnostics[i]) {
			r.Diagnostics[i].Fixes = nil
		}
	}
	return nil
}
