package main

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/tools/internal/edit"
)

// list matches the line with the list of releases in listFile.
var list = regexp.MustCompile(`(?m)^var lines = \[\]string\{(.*)\}$`)

// addToList adds a release to the list of releases, unless the list already has it.
func addToList(release string) error {
	if target.Latest().Release == release {
		return nil
	}
	return edit.Change(listFile, func(text string) (string, error) {
		match := list.FindStringSubmatch(text)
		if match == nil {
			return "", errors.New("no list of releases")
		}
		if slices.Contains(strings.Split(match[1], ", "), fmt.Sprintf("%q", release)) {
			return text, nil
		}
		return strings.Replace(text, match[0], fmt.Sprintf("var lines = []string{%s, %q}", match[1], release), 1), nil
	})
}
