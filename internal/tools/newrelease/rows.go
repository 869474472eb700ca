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

// rowsFile is the file with the rows of package mapping.
var rowsFile = filepath.Join("internal", "mapping", "rows.go")

// writeRows changes the rows of the fields that the newest release has removed, so that the previous release is the last one in these
// rows. It also adds rows for the new fields.
func writeRows(d difference, from, to target.Target) error {
	err := edit.Change(rowsFile, func(text string) (string, error) {
		for _, path := range d.gone {
			text = endRow(text, below(path), from.Release, to.Release)
		}
		return text, nil
	})
	if err != nil {
		return err
	}
	table := mapping.Between(mapping.Of(to), mapping.Of(to))
	for _, member := range d.newMembers() {
		if _, has := table.Row(member); has {
			continue
		}
		row := fmt.Sprintf("\t{In: []string{%q, %q}, Member: true, Loss: Loss{NoField, %q, \"\"}},", to.Release+"+", member, "the target has no "+member+" Backend")
		if err := edit.Insert(rowsFile, "members", row); err != nil {
			return err
		}
	}
	for _, path := range d.leaves(d.fresh) {
		if _, has := table.Row(below(path)); has {
			continue
		}
		row := fmt.Sprintf("\t{In: []string{%q, %q}, Loss: Loss{NoField, \"the target has no such field\", \"\"}},", to.Release+"+", below(path))
		if err := edit.Insert(rowsFile, variableFor(path), row); err != nil {
			return err
		}
	}
	return nil
}

// variableFor returns the name of the variable in rowsFile that gets the row of a field.
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

// endRow changes the source text of the rows: the open range of releases of a path, such as 2.0+, gets the release last as its end. A
// range that begins with the release fresh does not change.
func endRow(text, path, last, fresh string) string {
	pair := regexp.MustCompile(`"([^"]*?)([0-9.]+)\+([^"]*)", "` + regexp.QuoteMeta(path) + `"`)
	return pair.ReplaceAllStringFunc(text, func(was string) string {
		m := pair.FindStringSubmatch(was)
		span := m[2] + "-" + last
		switch m[2] {
		case fresh:
			return was
		case last:
			span = last
		}
		return fmt.Sprintf("%q, %q", m[1]+span+m[3], path)
	})
}
