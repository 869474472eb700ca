// Command words reports words to avoid in the repository's texts, with the words to use instead. The words are in words.txt.
//
//	go run ./internal/tools/words
//
// With -sample it prints random comments and messages for a review, of all Go files or of those whose names begin with an argument.
//
//	go run ./internal/tools/words -sample 50 -seed 1 internal/check internal/config
package main

import (
	_ "embed"
	"errors"
	"flag"
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
	n := flag.Int("sample", 0, "print this number of random comments and messages")
	seed := flag.Uint64("seed", 1, "the seed of the selection")
	flag.Parse()
	if *n > 0 {
		if err := sample(os.Stdout, ".", *n, *seed, flag.Args()); err != nil {
			fmt.Fprintln(os.Stderr, "error:", err)
			os.Exit(3)
		}
		return
	}
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

// A word is a pattern of text to avoid, with advice.
type word struct {
	pattern *regexp.Regexp
	advice  string
}

// words parses the list of words.
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

// checked contains the extensions of the files to check.
var checked = []string{".go", ".md", ".txt", ".yaml", ".yml"}

// files returns the names of the files in the Git repository in dir.
func files(dir string) ([]string, error) {
	ls := exec.Command("git", "ls-files", "-z")
	ls.Dir = dir
	names, err := ls.Output()
	if err != nil {
		return nil, errors.Join(errors.New("git ls-files"), err)
	}
	return strings.Split(strings.TrimSuffix(string(names), "\x00"), "\x00"), nil
}

// check returns a line for each word to avoid in the files of the Git repository in dir.
func check(dir string) ([]string, error) {
	all, err := words(list)
	if err != nil {
		return nil, err
	}
	names, err := files(dir)
	if err != nil {
		return nil, err
	}
	var found []string
	for _, name := range names {
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

// wordsIn returns a line for each word to avoid in a text.
func wordsIn(name, text string, all []word) []string {
	var out []string
	number := 0
	for line := range strings.Lines(text) {
		number++
		for _, w := range all {
			if match := w.pattern.FindString(line); match != "" {
				out = append(out, fmt.Sprintf("%s:%d: %q: %s", name, number, match, w.advice))
			}
		}
	}
	return out
}
