package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/tools/internal/edit"
)

// rowsFile has the rows of conversions.
var rowsFile = filepath.Join("internal", "mapping", "rows.go")

// writeRows ends the rows of fields that the newest release does not have, and adds rows for its new fields.
func writeRows(d difference, from, to target.Target) error {
	for _, path := range d.gone {
		if err := endRow(below(path), from, to); err != nil {
			return err
		}
	}
	table := mapping.Between(mapping.Of(to), mapping.Of(to))
	for _, path := range d.leaves(d.fresh) {
		if _, has := table.Row(below(path)); has {
			continue
		}
		row := fmt.Sprintf("\t{In: []string{%q, %q}, Loss: Loss{NoField, \"there is no such field there\", \"\"}},", to.Release+"+", below(path))
		if err := edit.Insert(rowsFile, variableFor(path), row); err != nil {
			return err
		}
	}
	return nil
}

// variableFor returns the name of the variable with the rows of a field.
func variableFor(path string) string {
	member, _, nested := strings.Cut(below(path), ".")
	switch {
	case !nested:
		return "members"
	case member == "static" || member == "aws":
		return member
	}
	return "others"
}

// endRow replaces the open span of a path's row by one that ends with a release.
func endRow(path string, from, to target.Target) error {
	pair := regexp.MustCompile(`"([^"]*?)([0-9.]+)\+([^"]*)", "` + regexp.QuoteMeta(path) + `"`)
	return edit.Change(rowsFile, func(text string) (string, error) {
		return pair.ReplaceAllStringFunc(text, func(was string) string {
			m := pair.FindStringSubmatch(was)
			span := m[2] + "-" + from.Release
			switch {
			case m[2] == to.Release:
				return was // a row of the new release
			case m[2] == from.Release:
				span = from.Release
			}
			return fmt.Sprintf("%q, %q", m[1]+span+m[3], path)
		}), nil
	})
}
