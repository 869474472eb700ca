package check

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/schema"
	"github.com/backendctl/backendctl/internal/target"
)

// auto checks the document against the newest release that accepts it. If no release accepts it, it reports the findings of the closest
// release, unless the document was written for the catalog.
func (j *judge) auto(misnamed []diag.Diagnostic) error {
	newestFirst := target.Releases()
	slices.Reverse(newestFirst)
	var releases []assessment
	for i, t := range newestFirst {
		v, err := schema.For(t)
		if err != nil {
			return err
		}
		releases = append(releases, j.assess(v, misnamed))
		if i == 0 && releases[0].valid && !j.options.AllVerdicts {
			j.row.Verdicts = []diag.Verdict{{Target: t.ID, Valid: true}}
			j.take(releases[0])
			return nil // this avoids compiling the schemas of the other releases
		}
	}
	v, err := schema.For(target.Published())
	if err != nil {
		return err
	}
	catalog := j.assess(v, misnamed)
	j.verdicts(append(slices.Clone(releases), catalog))
	return j.conclude(releases, catalog)
}

// verdicts adds the verdict of each target to the document's entry in the Result, in the order of [target.All].
func (j *judge) verdicts(assessments []assessment) {
	for _, t := range target.All() {
		i := slices.IndexFunc(assessments, func(o assessment) bool { return o.target == t })
		j.row.Verdicts = append(j.row.Verdicts, diag.Verdict{Target: t.ID, Valid: assessments[i].valid})
	}
}

// conclude chooses the findings that auto reports, from the assessments of the releases, newest first, and of the catalog.
func (j *judge) conclude(releases []assessment, catalog assessment) error {
	switch accepting := slices.IndexFunc(releases, func(o assessment) bool { return o.valid }); {
	case accepting >= 0:
		j.take(releases[accepting])
		if accepting > 0 {
			j.outdated(releases)
		}
		return nil
	case j.document.Root == nil: // the document cannot be decoded: the errors are the same for all releases
		j.take(releases[0])
		return nil
	}
	isPublished, err := j.isPublished(catalog)
	switch {
	case err != nil:
		return err
	case isPublished:
		j.take(catalog)
		j.published(releases[0])
		return nil
	}
	j.closest(releases)
	return nil
}

// take adds the findings of an assessment to the findings of the document.
func (j *judge) take(o assessment) {
	j.found = append(j.found, o.found...)
	j.by = []target.Target{o.target}
}

// isPublished reports whether a document was written for the catalog. Such a document is valid there, uses a field that no release has, and
// uses no field that the catalog lacks. Without a field that no release has, the document is an invalid manifest of a release. The last
// condition excludes documents with misspelt fields, because the catalog accepts unknown fields.
func (j *judge) isPublished(catalog assessment) (bool, error) {
	if !catalog.valid || !catalog.schema.HasAll(j.document) {
		return false, nil
	}
	return catalog.schema.HasOwn(j.document, target.Releases())
}

// closest adds the findings of the release that is closest to the document: the release with the fewest unknown fields in the document,
// then with the fewest errors, then the newest.
func (j *judge) closest(releases []assessment) {
	best, distance := releases[0], 0
	for i, o := range releases {
		d := o.schema.Unfamiliar(j.document)
		if i == 0 || cmp.Or(cmp.Compare(d, distance), cmp.Compare(o.errors, best.errors)) < 0 {
			best, distance = o, d
		}
	}
	j.take(best)
	j.row.Closest = best.target.ID
}

// outdated warns that the newest release rejects a document that an older release accepts, at the newest release's first error.
func (j *judge) outdated(releases []assessment) {
	var accept []string
	for _, o := range releases {
		if o.valid {
			accept = append(accept, o.target.ID)
		}
	}
	j.rejectedByNewest(releases[0], fmt.Sprintf("accepted by kgateway %s only; %s says", target.Lines(accept), releases[0].target.Release))
}

// published warns that only the catalog, and no release, accepts the document.
func (j *judge) published(newest assessment) {
	d := j.rejectedByNewest(newest, fmt.Sprintf("no kgateway release accepts this shape, only the catalog does; %s says", newest.target.Release))
	d.Help = "convert it to the release that you run: `backendctl convert --to " + newest.target.Release + "`"
	if j.isPart() { // convert does not change patches
		d.Help = "write the patch in the fields of the release that you run"
	}
}

// rejectedByNewest adds a warning with the first error of the newest release. The warning has no fix: a fix for another target may break
// the document for the target that accepts it.
func (j *judge) rejectedByNewest(newest assessment, lead string) *diag.Diagnostic {
	first := firstError(newest)
	d := j.note(ruleOutdated, first.Span, lead+": "+first.Message)
	d.Path, d.Label, d.Help, d.Related = first.Path, first.Label, first.Help, first.Related
	d.Targets = []string{newest.target.ID}
	return d
}

func firstError(o assessment) diag.Diagnostic {
	failed := slices.DeleteFunc(slices.Clone(o.found), func(d diag.Diagnostic) bool { return d.Severity != diag.Error })
	return slices.MinFunc(failed, diag.Compare)
}
