// Package mapping has the tables that map the fields of one shape of a Backend to those of another. A row is about one field: it has the
// field's path in each shape, the change of its value, and the loss in shapes without the field. The conversion, its reports and its
// documentation use these tables. The package does not read documents.
package mapping

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/target"
)

// A Shape is the set of fields that a backend has in a target or a product. Its value is the id of a target, [Agentgateway], or the name of
// a product's shape.
type Shape string

// The shapes that are not a release of kgateway's Backend.
const (
	Catalog      Shape = "catalog"
	Agentgateway Shape = "agentgateway-2.2" // AgentgatewayBackend of kgateway 2.2
)

// Of returns the shape of a target. For a CRD it is the shape of the CRD's base release.
func Of(t target.Target) Shape { return Shape(t.Base().ID) }

// Release returns the shape of a release line.
func Release(line string) Shape { return Shape("kgateway-" + line) }

// Shapes returns all shapes of Backends, in the order of the columns of the documentation.
func Shapes() []Shape {
	var all []Shape
	for _, t := range target.All() {
		all = append(all, Of(t))
	}
	return append(all, Agentgateway)
}

// Line returns the release line of a shape, or "" if the shape is not a release.
func (s Shape) Line() string {
	line, ok := strings.CutPrefix(string(s), "kgateway-")
	if !ok {
		return ""
	}
	return line
}

// Before reports whether a shape is a release that is older than a release line.
func (s Shape) Before(line string) bool {
	return s.Line() != "" && target.CompareReleases(s.Line(), line) < 0
}

// AtLeast reports whether a shape is a release line or a newer release.
func (s Shape) AtLeast(line string) bool { return s.Line() != "" && !s.Before(line) }

// parsePlaces returns the paths of a row by shape. Each pair has ranges such as "2.1-2.3", "2.0+", "catalog" or "agw", separated by spaces,
// and then a path below spec.
func parsePlaces(pairs []string) map[Shape]string {
	places := map[Shape]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		for _, shape := range within(pairs[i]) {
			places[shape] = pairs[i+1]
		}
	}
	return places
}

// within returns the shapes in ranges, which have the notation of [parsePlaces].
func within(ranges string) []Shape {
	var out []Shape
	for word := range strings.FieldsSeq(ranges) {
		switch word {
		case "catalog":
			out = append(out, Catalog)
			continue
		case "agw":
			out = append(out, Agentgateway)
			continue
		}
		for _, t := range target.Releases() {
			if target.InSpan(t.Release, word) {
				out = append(out, Of(t))
			}
		}
	}
	return slices.Compact(out)
}
