package convert

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/stable"
)

// fieldOutcomes returns fates as the type that reports use.
func fieldOutcomes(fates []rewrite.Fate) []diag.FieldOutcome {
	out := make([]diag.FieldOutcome, len(fates))
	for i, f := range fates {
		out[i] = diag.FieldOutcome{Path: f.Path, Outcome: f.Outcome.String(), Reason: f.Loss.Why}
		for _, place := range f.To {
			out[i].To = append(out[i].To, place.Object+" "+place.Path)
		}
	}
	return out
}

// addLosses adds the losses of another object of a document to the document's result.
func (a *accounts) addLosses(c *diag.Conversion, lost, beside []string) {
	c.Lost, c.LostBeside = union(c.Lost, lost), union(c.LostBeside, beside)
}

// union appends to a list the texts of another list that the first one does not have, and returns the result.
func union(list, other []string) []string {
	for _, text := range other {
		if !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	return list
}

// addFields adds the outcomes of a document's fields in another object to the document's result.
func (a *accounts) addFields(c *diag.Conversion, fields []diag.FieldOutcome) {
	at := a.fieldsOf[c]
	if at == nil {
		at = map[string]int{}
		for i, f := range c.Fields {
			at[f.Path] = i
		}
		a.fieldsOf[c] = at
	}
	for _, f := range fields {
		if i, known := at[f.Path]; known {
			combine(&c.Fields[i], f)
		} else {
			at[f.Path] = len(c.Fields)
			c.Fields = append(c.Fields, f)
		}
	}
}

// combine adds the outcome that a field has in another object of the same document. The outcome mapped takes precedence. An
// outcome that only means that another Backend has the value is replaced by the other outcome.
func combine(field *diag.FieldOutcome, other diag.FieldOutcome) {
	switch isLeft := field.Reason == rewrite.SaidByOthers; {
	case field.Outcome == other.Outcome && !isLeft:
		field.To = append(field.To, other.To...)
	case other.Outcome == rewrite.Mapped.String(), isLeft:
		*field = other
	}
}

// sortPaths sorts the paths in the result of a document. Several objects can have added paths, in any order. Paths in the input are sorted
// by their position in the document, and placeholders by the object that has them.
func sortPaths(d *manifest.Document, c *diag.Conversion) {
	byPosition := func(a, b string) int {
		return cmp.Or(cmp.Compare(positionOf(d, a), positionOf(d, b)), comparePaths(a, b))
	}
	stable.Sort(c.Changed, byPosition)
	stable.Sort(c.Lost, byPosition)
	objects := append([]string{c.Resource}, c.Companions...)
	stable.Sort(c.Placeholders, func(a, b string) int {
		objectA, pathA, _ := strings.Cut(a, " ")
		objectB, pathB, _ := strings.Cut(b, " ")
		return cmp.Or(cmp.Compare(slices.Index(objects, objectA), slices.Index(objects, objectB)), comparePaths(pathA, pathB))
	})
}

// positionOf returns the offset of the value at a path of a document or, if there is none, of the object that would contain it.
func positionOf(d *manifest.Document, path string) int {
	n, _ := d.Root.Lookup(diag.Tokens(strings.TrimPrefix(path, d.Path)))
	return n.Span.Start
}

// comparePaths orders JSON Pointers by their tokens, and indexes by their number: hosts[2] comes before hosts[10].
func comparePaths(a, b string) int {
	return slices.CompareFunc(diag.Tokens(a), diag.Tokens(b), func(x, y string) int {
		numberX, errX := strconv.Atoi(x)
		numberY, errY := strconv.Atoi(y)
		if errX == nil && errY == nil {
			return cmp.Compare(numberX, numberY)
		}
		return strings.Compare(x, y)
	})
}
