package check

import (
	"slices"
	"sort"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
)

// problemsOf distributes the problems of decoding. The result has the problems of each object at the object's index in objects; it is nil
// if there are no problems.
func problemsOf(problems []diag.Diagnostic, objects []*manifest.Document) [][]diag.Diagnostic {
	if len(objects) == 0 || len(problems) == 0 {
		return nil
	}
	out := make([][]diag.Diagnostic, len(objects))
	for first := 0; first < len(objects); {
		end := first + 1
		for end < len(objects) && objects[end].Index == objects[first].Index {
			end++
		}
		var of []diag.Diagnostic
		for _, p := range problems {
			if p.Document == objects[first].Index {
				of = append(of, p)
			}
		}
		share(of, objects[first:end], out[first:end])
		first = end
	}
	return out
}

// share assigns the problems of one document to its objects. A problem inside an item of a List belongs to that item. A problem outside all
// items belongs to the first item. An error outside all items prevents decoding every item, so each other item gets the first such error,
// too.
func share(problems []diag.Diagnostic, objects []*manifest.Document, out [][]diag.Diagnostic) {
	var common []diag.Diagnostic
	for _, p := range problems {
		after := sort.Search(len(objects), func(i int) bool { return objects[i].Span.Start > p.Span.Start })
		switch i := after - 1; {
		case objects[0].Path == "":
			out[0] = append(out[0], p)
		case i >= 0 && objects[i].Span.Contains(p.Span.Start):
			out[i] = append(out[i], p)
		default:
			common = append(common, p)
		}
	}
	out[0] = append(out[0], common...)
	if i := slices.IndexFunc(common, func(p diag.Diagnostic) bool { return p.Severity == diag.Error }); i >= 0 {
		for o := range out[1:] {
			out[o+1] = append(out[o+1], common[i])
		}
	}
}
