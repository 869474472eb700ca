package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// patterns are globs in the form that they are matched in.
type patterns []string

// compile turns globs as people write them into ones that match whole paths. As in a .gitignore, a glob without a slash
// holds at any depth, and one that matches a directory holds for what is in it.
func compile(globs []string) patterns {
	var ps patterns
	for _, g := range globs {
		g = strings.TrimSuffix(g, "/")
		if !strings.Contains(g, "/") {
			g = "**/" + g
		}
		g = strings.TrimPrefix(strings.TrimPrefix(g, "./"), "/")
		// This matches the path itself and all below it.
		if !strings.HasSuffix(g, "/**") {
			g += "/**"
		}
		ps = append(ps, g)
	}
	return ps
}

// match returns the index of the first pattern that matches a path, -1 where none does.
func (ps patterns) match(path string) int {
	return slices.IndexFunc(ps, func(p string) bool { return doublestar.MatchUnvalidated(p, path) })
}

// A pattern is tried with every choice of every brace, so that thirty braces would take for ever.
const (
	mostBraces  = 5
	mostChoices = 20
)

// checkGlob says what is wrong with a glob.
func checkGlob(glob string) error {
	switch {
	case strings.Trim(glob, "/.") == "":
		return errors.New("a pattern has to name something")
	case strings.HasPrefix(glob, "!"):
		return errors.New(`a pattern cannot take back another with "!"`)
	case !doublestar.ValidatePattern(glob):
		return errors.New("not a valid pattern; [ and { have to be closed")
	case strings.Count(glob, "{") > mostBraces || strings.Count(glob, ",") > mostChoices:
		return fmt.Errorf("a pattern may have %d braces and %d commas; write several patterns", mostBraces, mostChoices)
	}
	return nil
}
