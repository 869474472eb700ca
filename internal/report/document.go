package report

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
)

// severalTargets reports whether each finding must state its targets, because the user selected several.
func severalTargets(r *diag.Result) bool { return len(r.Targets) > 1 && !r.Auto }

const releases = "kgateway-"

// ranges joins the names of targets, in the order of the parameter all. Consecutive releases become a range: kgateway-2.0..2.2, catalog.
func ranges(targets, all []string) string {
	var out []string
	first := ""
	for i, id := range all {
		if !slices.Contains(targets, id) {
			first = ""
			continue
		}
		if first != "" && isRelease(id) && isRelease(all[i-1]) {
			out[len(out)-1] = first + ".." + strings.TrimPrefix(id, releases)
			continue
		}
		first, out = id, append(out, id)
	}
	for _, id := range targets {
		if !slices.Contains(all, id) {
			out = append(out, id)
		}
	}
	return strings.Join(out, ", ")
}

func isRelease(id string) bool { return strings.HasPrefix(id, releases) }
