// Command words reports words in the repository's texts that readers have to decode, with what to write instead. The words are in words.txt.
//
//	go run ./internal/tools/words
package main

import (
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

//go:embed words.txt
var list string

func main() {
	found, err := check(".")
	for _, f := range found {
		fmt.Println(f)
	}
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(3)
	case len(found) > 0:
		os.Exit(1)
	}
}

// A word is a pattern with the advice for it.
type word struct {
	pattern *regexp.Regexp
	advice  string
}

// words parses the list.
func words(text string) ([]word, error) {
	var out []word
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		pattern, advice, ok := strings.Cut(line, " -> ")
		if !ok {
			return nil, fmt.Errorf("no advice in %q", line)
		}
		compiled, err := regexp.Compile(`(?i)\b` + pattern + `\b`)
		if err != nil {
			return nil, err
		}
		out = append(out, word{compiled, advice})
	}
	return out, nil
}

// checked are the kinds of files whose texts people read.
var checked = []string{".go", ".md", ".yaml", ".yml"}

// check returns a line for each word that a file of the repository in dir has.
func check(dir string) ([]string, error) {
	all, err := words(list)
	if err != nil {
		return nil, err
	}
	ls := exec.Command("git", "ls-files", "-z")
	ls.Dir = dir
	names, err := ls.Output()
	if err != nil {
		return nil, errors.Join(errors.New("git ls-files"), err)
	}
	var found []string
	for name := range strings.SplitSeq(strings.TrimSuffix(string(names), "\x00"), "\x00") {
		if !slices.Contains(checked, filepath.Ext(name)) || strings.Contains(name, "testdata/") || strings.HasPrefix(name, "internal/tools/words/") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		found = append(found, wordsIn(name, string(text), all)...)
	}
	return found, nil
}

// wordsIn returns a line for each word in a text.
func wordsIn(name, text string, all []word) []string {
	var out []string
	number := 0
	for line := range strings.Lines(text) {
		number++
		for _, w := range all {
			if at := w.pattern.FindString(line); at != "" {
				out = append(out, fmt.Sprintf("%s:%d: %q: %s", name, number, at, w.advice))
			}
		}
	}
	return out
}
