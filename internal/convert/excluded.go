package convert

import (
	"cmp"
	"fmt"
	"strconv"

	"github.com/backendctl/backendctl/internal/convert/products"
	"github.com/backendctl/backendctl/internal/diag"
)

// noteExcluded reports, once for each product, the resources that are not converted because the user names another source.
func noteExcluded(in *input, log *journal, all conversions) {
	first, count := map[*products.Product]detection{}, map[*products.Product]int{}
	var found []*products.Product
	for _, is := range all.excluded {
		if count[is.excluded]++; count[is.excluded] == 1 {
			first[is.excluded] = is
			found = append(found, is.excluded)
		}
	}
	for _, p := range found {
		log.add(in.excludedNote(p, first[p], count[p]))
	}
}

// excludedNote returns the note about the resources of a product that are not converted.
func (in *input) excludedNote(p *products.Product, first detection, count int) diag.Diagnostic {
	which := "1 resource of the product %s is"
	if count > 1 {
		which = strconv.Itoa(count) + " resources of the product %s are"
	}
	d := first.document
	return diag.Diagnostic{
		Rule: ruleNote, Severity: diag.Info, File: d.File, Document: d.Index, Path: d.Path, Span: startOf(d), Targets: []string{in.Target.ID},
		Message: fmt.Sprintf(which+" not converted, because --from is %s", p.Shape(), in.fromName()),
		Help:    fmt.Sprintf("omit --from to convert all resources, or run the command again with --from %s", p.Shape()),
	}
}

// fromName returns the name of the source that the user names.
func (in *input) fromName() string { return cmp.Or(in.options.FromCRD.ID, string(in.options.From)) }
