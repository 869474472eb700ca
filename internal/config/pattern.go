package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// patterns are compiled globs.
type patterns []string

// compile converts globs to patterns for whole paths. As in a .gitignore file, a glob without a slash matches at any depth. A glob that
// matches a directory also matches everything in the directory.
func compile(globs []string) patterns {
	var ps patterns
	for _, g := range globs {
		g = strings.TrimSuffix(g, "/")
		if !strings.Contains(g, "/") {
			g = "**/" + g
		}
		g = strings.TrimPrefix(strings.TrimPrefix(g, "./"), "/")
		if !strings.HasSuffix(g, "/**") {
			g += "/**"
		}
		ps = append(ps, g)
	}
	return ps
}

// match returns the index of the first pattern that matches a path, or -1 if none does.
func (ps patterns) match(path string) int {
	return slices.IndexFunc(ps, func(p string) bool { return doublestar.MatchUnvalidated(p, path) })
}

// The limits of a pattern. Matching tries every combination of the choices in braces, and the number of combinations grows exponentially.
const (
	mostBraces  = 5
	mostChoices = 20
)

// checkGlob returns an error if a glob is not valid, or exceeds the limits.
func checkGlob(glob string) error {
	switch {
	case strings.Trim(glob, "/.") == "":
		return errors.New("a pattern must not be empty")
	case strings.HasPrefix(glob, "!"):
		return errors.New(`a pattern must not begin with "!": exclusions cannot be negated`)
	case !doublestar.ValidatePattern(glob):
		return errors.New("not a valid pattern: [ and { must be closed")
	case strings.Count(glob, "{") > mostBraces || strings.Count(glob, ",") > mostChoices:
		return fmt.Errorf("a pattern must have at most %d braces and %d commas: write several patterns", mostBraces, mostChoices)
	}
	return nil
}
