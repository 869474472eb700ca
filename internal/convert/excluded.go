package convert

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/backendctl/backendctl/internal/convert/products"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
)

// An exclusion has the resources of a product that are not converted, because the user names another source.
type exclusion struct {
	product *products.Product
	first   *manifest.Document
	count   int
}

// noteExcluded reports, once for each product, the resources that are not converted because the user names another source.
func noteExcluded(in *input, log *journal, all conversions) {
	var found []exclusion
	for _, is := range all.excluded {
		i := slices.IndexFunc(found, func(e exclusion) bool { return e.product == is.excluded })
		if i < 0 {
			i = len(found)
			found = append(found, exclusion{product: is.excluded, first: is.document})
		}
		found[i].count++
	}
	for _, e := range found {
		log.add(in.excludedNote(e))
	}
}

// excludedNote returns the note about the resources of a product that are not converted.
func (in *input) excludedNote(e exclusion) diag.Diagnostic {
	which := "1 resource of the product %s is"
	if e.count > 1 {
		which = strconv.Itoa(e.count) + " resources of the product %s are"
	}
	d := e.first
	return diag.Diagnostic{
		Rule: ruleNote, Severity: diag.Info, File: d.File, Document: d.Index, Path: d.Path, Span: startOf(d), Targets: []string{in.Target.ID},
		Message: fmt.Sprintf(which+" not converted, because --from is %s", e.product.Shape(), in.fromName()),
		Help:    fmt.Sprintf("omit --from to convert all resources, or run the command again with --from %s", e.product.Shape()),
	}
}

// fromName returns the value of --from, for messages.
func (in *input) fromName() string { return cmp.Or(in.options.FromCRD.ID, string(in.options.From)) }
