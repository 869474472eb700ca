package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/tools/internal/edit"
)

// report prints what a person has to write, and what to check.
func (o options) report(out io.Writer, d difference, defaults []string, from, to target.Target) error {
	fmt.Fprintf(out, "What a person has to write, in at most three files (no list here: nothing is left):\n\n")
	for _, name := range []string{fieldWordsFile, wordsFile} {
		lines, err := toWrite(name)
		if err != nil {
			return err
		}
		printList(out, fmt.Sprintf("%s: replace each %s", name, edit.ToWrite), lines)
	}
	printList(out, rowsFile+": if a field moved, join its two rows, so that a conversion moves its value", d.moves(from, to))
	printList(out, "a new type of Backend needs code", d.placesForTypes())
	fmt.Fprintf(out, "Then run this command again, and go test ./...\n\nWhat to check:\n\n")
	changes, err := target.Between(from, to)
	if err != nil {
		return err
	}
	var tighter []string
	for _, c := range changes {
		if c.Kind != target.Added && c.Kind != target.Loosened && c.Kind != target.Optional {
			tighter = append(tighter, fmt.Sprintf("%s (%s)", c, c.Kind))
		}
	}
	printList(out, "values that a conversion from "+from.Release+" may lose, because they are not valid any more", tighter)
	printList(out, impactsFile+": the impact of new fields is behavioural, unless a rule there says more", d.leaves(d.fresh))
	printList(out, "defaults that changed: replace the value where internal/change/defaults.go or defaults_of_kinds.go has the field", defaults)
	others, err := unread(o.crds, to)
	if err != nil {
		return err
	}
	printList(out, "kinds whose fields are in no table: if one of them is new and is about Backends, add it", others)
	ending, beginning, err := rulesAt(from.Release)
	if err != nil {
		return err
	}
	printList(out, "rules that end with "+from.Release+": if one holds for "+to.Release+", raise or remove the Until of its descriptor", ending)
	printList(out, fmt.Sprintf("rules that begin with %s, and now hold for %s: if one does not, add Until: %q to its descriptor", from.Release, to.Release, from.Release), beginning)
	return nil
}

// printList prints a title and its entries. It prints nothing if there are no entries.
func printList(out io.Writer, title string, entries []string) {
	if len(entries) == 0 {
		return
	}
	fmt.Fprintf(out, "  %s\n    %s\n\n", title, strings.Join(entries, "\n    "))
}

// toWrite returns the names of the entries of a file that a person has to complete.
func toWrite(name string) ([]string, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var out []string
	path := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if rest, ok := strings.CutPrefix(line, "- path: "); ok {
			path = rest
		}
		if key, ok := strings.CutSuffix(line, ": "+edit.ToWrite); ok {
			if key == "text" {
				key = path
			}
			out = append(out, key)
		}
	}
	return out, nil
}

// moves returns, as texts, the pairs of a removed field and a new field that may be one field that moved. The two fields have the same
// type and are in the same member, and no row has both paths.
func (d difference) moves(from, to target.Target) []string {
	var out []string
	for _, old := range d.leaves(d.gone) {
		for _, fresh := range d.leaves(d.fresh) {
			a, b := d.fields[old], d.fields[fresh]
			if a.Type == b.Type && member(old) == member(fresh) && !isJoined(below(old), below(fresh), from, to) {
				out = append(out, fmt.Sprintf("from %s to %s? {In: []string{\"…-%s\", %q, %q, %q}}", old, fresh, from.Release, below(old), to.Release+"+", below(fresh)))
			}
		}
	}
	return out
}

// isJoined reports whether the mapping between the two releases maps the field old to the field fresh.
func isJoined(old, fresh string, from, to target.Target) bool {
	path, _ := mapping.Between(mapping.Of(from), mapping.Of(to)).Destination(old)
	return path == fresh
}

// member returns the member of spec that a field is in.
func member(path string) string {
	name, _, _ := strings.Cut(below(path), ".")
	return name
}

// rulesAt returns the lint rules that end with a release or with a patch of it, and the lint rules that begin with this release. Each
// rule has the file and the line of its descriptor. To change the releases of a rule, a person edits only Since and Until there.
func rulesAt(release string) (ending, beginning []string, err error) {
	files, err := filepath.Glob(filepath.Join("internal", "rules", "*", "*.go"))
	if err != nil {
		return nil, nil, err
	}
	for _, r := range rules.All() {
		switch {
		case line(r.Until) == release:
			ending = append(ending, fmt.Sprintf("%s (until %s): %s", r.ID, r.Until, descriptorOf(r.ID, files)))
		case r.Since == release:
			beginning = append(beginning, fmt.Sprintf("%s: %s", r.ID, descriptorOf(r.ID, files)))
		}
	}
	return ending, beginning, nil
}

// descriptorOf returns the place of the descriptor of a rule in one of the files. It returns internal/rules if no file is named after the
// rule.
func descriptorOf(id string, files []string) string {
	for _, name := range files {
		if place := edit.Place(name, strconv.Quote(id)); place != name && strings.TrimSuffix(filepath.Base(name), ".go") == strings.ReplaceAll(id, "-", "_") {
			return place
		}
	}
	return "internal/rules"
}

// line returns the release line of a release line or a patch release.
func line(release string) string {
	parts := strings.Split(release, ".")
	return strings.Join(parts[:min(len(parts), 2)], ".")
}
