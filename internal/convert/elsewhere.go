package convert

import (
	"fmt"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
)

// reportElsewhere reports what an object has of the settings of other documents, such as a DestinationRule: in their entries, and their
// losses as findings.
func (a *accounts) reportElsewhere(o *outcome) {
	fates := map[*manifest.Document][]rewrite.Fate{}
	var documents []*manifest.Document
	for _, apart := range o.object.OutcomesElsewhere() {
		if apart.Fate.Loss == rewrite.Forgotten {
			a.unaccounted++
		}
		if fates[apart.Document] == nil {
			documents = append(documents, apart.Document)
		}
		fates[apart.Document] = append(fates[apart.Document], apart.Fate)
	}
	for _, d := range documents {
		a.reportFates(o, d, fates[d])
	}
}

// reportFates reports the fates of the leaves of another document. Several objects can have the settings of one document, so a loss that is
// already reported is skipped.
func (a *accounts) reportFates(o *outcome, d *manifest.Document, fates []rewrite.Fate) {
	row := a.log.row(d)
	if row.Conversion == nil {
		row.Conversion = &diag.Conversion{From: string(o.object.Origin), To: o.object.Named(o.object.To()), IsCompanion: true, Outcome: outcomeUnchanged, Resource: references.NameOf(d)}
	}
	for _, f := range rewrite.Losses(fates) {
		a.log.link(link{o.object.Document.File, d.File, fmt.Sprintf("a setting of %s in %s would be lost; use --allow-loss to convert it", references.NameOf(d), d.File.Name())})
		if at := (lossAt{d, f.Whole, f.Loss}); !a.elsewhere[at] {
			a.elsewhere[at] = true
			a.log.lost(d, o.object.To(), f)
		}
		a.addLosses(row.Conversion, []string{f.Whole}, nil)
	}
	a.addFields(row.Conversion, fieldOutcomes(fates))
}

// A lossAt is a loss with the document and the path of the lost value.
type lossAt struct {
	document *manifest.Document
	path     string
	loss     mapping.Loss
}
