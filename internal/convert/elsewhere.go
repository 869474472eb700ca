package convert

import (
	"fmt"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
)

// reportElsewhere reports the outcomes of the settings in other documents, such as a DestinationRule, that concern an object. They are in
// the entries of these documents; losses are also findings.
func (a *accounts) reportElsewhere(o *outcome) {
	for _, settings := range o.object.OutcomesElsewhere() {
		a.reportSettings(o, settings.Document, settings.Fates)
	}
}

// reportSettings reports the fates of the leaves of another document. Several objects can have the settings of one document, so a loss that
// is already reported is skipped.
func (a *accounts) reportSettings(o *outcome, d *manifest.Document, fates []rewrite.Fate) {
	row := a.log.row(d)
	if row.Conversion == nil {
		row.Conversion = &diag.Conversion{From: string(o.object.Origin), To: o.object.Named(o.object.To()), IsCompanion: true, Outcome: outcomeUnchanged, Resource: references.NameOf(d)}
	}
	for _, f := range rewrite.Losses(fates) {
		if f.Loss == rewrite.Forgotten {
			a.unaccounted++
		}
		a.log.link(link{o.object.Document.File, d.File, fmt.Sprintf("a setting of %s in %s would be lost; use --allow-loss to convert it", references.NameOf(d), d.File.Name())})
		if at := fmt.Sprintf("%s\n%d\n%s\n%s", d.File.Name(), d.Index, f.Whole, f.Loss.Why); !a.elsewhere[at] {
			a.elsewhere[at] = true
			a.log.lost(d, o.object.To(), f)
		}
		a.addLosses(row.Conversion, []string{f.Whole}, nil)
	}
	a.addFields(row.Conversion, fieldOutcomes(fates))
}
