package scaffold

import (
	"fmt"
	"strings"

	"github.com/backendctl/backendctl/internal/explain"
	"github.com/backendctl/backendctl/internal/target"
)

// renamed returns the fields of a CRD, with [] for items, that may replace the field of a release at a path without indexes. Such a field
// is at a place where no release has a field, in the same member of spec unless the CRD does not have that member. It has the same name,
// type and number of lists around it. Of several fields, those are returned whose paths have most names at the end in common with path.
func renamed(of target.Target, path string) []string {
	release, ok := newestWith(path)
	if !of.Custom() || !ok || exists(of, path) {
		return nil
	}
	old, _, err := explain.FieldOf(release, path)
	paths, pathsErr := explain.Paths(of)
	if err != nil || pathsErr != nil {
		return nil
	}
	names := strings.Split(path, ".")
	member := strings.Join(names[:min(len(names), 2)], ".")
	isMovedAway := !exists(of, member)
	lists := strings.Count(withLists(release, path), "[]")
	var out []string
	most := 0
	for _, candidate := range paths {
		at := strings.ReplaceAll(candidate, "[]", "")
		common := commonEnd(names, strings.Split(at, "."))
		isNear := isMovedAway || strings.HasPrefix(at, member+".")
		if common < max(most, 1) || !isNear || strings.Count(candidate, "[]") != lists {
			continue
		}
		if field, _, err := explain.FieldOf(of, at); err != nil || field.Type != old.Type {
			continue
		}
		if _, isKnown := newestWith(at); isKnown {
			continue
		}
		if common > most {
			out, most = nil, common
		}
		out = append(out, candidate)
	}
	return out
}

// newestWith returns the newest release that has a field at exactly this path.
func newestWith(path string) (target.Target, bool) {
	releases := target.Releases()
	for i := len(releases) - 1; i >= 0; i-- {
		if exists(releases[i], path) {
			return releases[i], true
		}
	}
	return target.Target{}, false
}

// commonEnd returns the number of equal names at the ends of two paths.
func commonEnd(a, b []string) int {
	n := 0
	for n < min(len(a), len(b)) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return n
}

// missingField returns the error for a field that a CRD does not have at this path, nor at another path that is certain. It states how to
// set the field that replaces it.
func missingField(of target.Target, path string) error {
	instead := "PATH=VALUE for the field that replaces it"
	if to := renamed(of, path); len(to) > 0 {
		instead = strings.Join(to, "=VALUE or ") + "=VALUE instead"
	}
	return fmt.Errorf("%s has no field %s: use --set %s", of.ID, inRelease(path), instead)
}

// inRelease returns the path of a field of a release with [] for items.
func inRelease(path string) string {
	release, ok := newestWith(path)
	if !ok {
		return path
	}
	return specPrefix + withLists(release, path)
}
