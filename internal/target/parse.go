package target

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/fuzzy"
)

// Names that stand for other targets.
const (
	latest      = "latest" // the newest release
	allReleases = "all"    // every release, in a list
)

// Parse returns the target of an id. A release line is known by its number alone, too, with or without a patch: 2.4, v2.4 and
// v2.4.3 are kgateway-2.4. "auto" is no target: whoever offers it handles it.
func Parse(id string) (Target, error) {
	if id == latest {
		return Latest(), nil
	}
	line := releaseLine(id)
	for _, t := range all {
		if t.ID == id || t.Release != "" && t.Release == line {
			return t, nil
		}
	}
	return Target{}, unknown(id)
}

// releaseLine returns 2.4 for 2.4, v2.4, v2.4.3, kgateway-2.4.0-rc.1 and the like, and nothing for what is no release.
func releaseLine(id string) string {
	version := strings.TrimPrefix(strings.TrimPrefix(id, idPrefix), "v")
	version, _, _ = strings.Cut(version, "-")
	parts := strings.Split(version, ".")
	if len(parts) < 2 || len(parts) > 3 || slices.ContainsFunc(parts, notNumber) {
		return ""
	}
	return parts[0] + "." + parts[1]
}

func notNumber(s string) bool { return s == "" || strings.Trim(s, "0123456789") != "" }

// unknown says which words would have been right.
func unknown(id string) error {
	if id == allReleases {
		return fmt.Errorf("%q stands for several targets, expected one, such as %s", id, Latest().ID)
	}
	known := []string{latest}
	for _, t := range all {
		known = append(known, t.ID)
	}
	hint := ""
	if word, near := fuzzy.Nearest(id, known); near && releaseLine(id) == "" {
		hint = fmt.Sprintf(", did you mean %q?", word)
	}
	return fmt.Errorf("unknown target %q%s (expected one of %s, or a version such as v%s.0)",
		id, hint, strings.Join(known, ", "), Latest().Release)
}

// ParseList returns the targets of a comma-separated list, each once, in the order of [All]. "all" stands for every release;
// the catalog is named by itself.
func ParseList(list string) ([]Target, error) {
	var targets []Target
	for id := range strings.SplitSeq(list, ",") {
		id = strings.TrimSpace(id)
		if id == allReleases {
			targets = append(targets, Releases()...)
			continue
		}
		t, err := Parse(id)
		if err != nil {
			return nil, err
		}
		targets = append(targets, t)
	}
	slices.SortFunc(targets, Compare)
	return slices.Compact(targets), nil
}
