package main

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/tools/internal/edit"
)

// The pages that have the range of all releases in a sentence. releasesPage also describes how to add the next release.
var (
	readmePage   = "README.md"
	releasesPage = filepath.Join("docs", "releases.md")
)

// span returns the range from the oldest release to the release last as text, such as "2.0 to 2.4".
func span(last target.Target) string {
	return fmt.Sprintf("%s to %s", target.Releases()[0].Release, last.Release)
}

// next returns the next minor release line, such as 2.5 for 2.4.
func next(release string) string {
	major, minor, _ := strings.Cut(release, ".")
	n, _ := strconv.Atoi(minor) // a release line has two numbers
	return fmt.Sprintf("%s.%d", major, n+1)
}

// writePages replaces the release from by the newest release to in the pages.
func writePages(from, to target.Target) error {
	err := edit.Change(readmePage, func(text string) (string, error) {
		return strings.ReplaceAll(text, span(from), span(to)), nil
	})
	if err != nil {
		return err
	}
	return edit.Change(releasesPage, func(text string) (string, error) {
		if !strings.Contains(text, span(from)) {
			return text, nil
		}
		return strings.NewReplacer(next(from.Release), next(to.Release), from.Release, to.Release).Replace(text), nil
	})
}
