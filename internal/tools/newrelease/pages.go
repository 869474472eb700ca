package main

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/tools/internal/edit"
)

// The pages that name all releases in a sentence. The second one is also about the release after the newest one.
var (
	readmePage   = "README.md"
	releasesPage = filepath.Join("docs", "releases.md")
)

// span returns the releases up to one, as pages name them.
func span(last target.Target) string {
	return fmt.Sprintf("%s to %s", target.Releases()[0].Release, last.Release)
}

// next returns the line after a release.
func next(release string) string {
	major, minor, _ := strings.Cut(release, ".")
	n, _ := strconv.Atoi(minor) // a release line has two numbers
	return fmt.Sprintf("%s.%d", major, n+1)
}

// writePages writes the newest release into the pages that name the one before as the last.
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
