// Package edit changes the tables of this project: text files and Go files that people also edit.
package edit

import (
	"fmt"
	"go/format"
	"os"
	"regexp"
	"strings"
)

// ToWrite marks a place in a table where a person must write a text. A test fails while a table contains it.
const ToWrite = "TODO"

// Change replaces the content of a file by the result of the function change, and formats a Go file. If there is an error, the file is not
// changed.
func Change(name string, change func(text string) (string, error)) error {
	old, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	text, err := change(string(old))
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if text == string(old) {
		return nil
	}
	if strings.HasSuffix(name, ".go") {
		formatted, err := format.Source([]byte(text))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		text = string(formatted)
	}
	return os.WriteFile(name, []byte(text), 0o644)
}

// Append adds a text to the end of a file.
func Append(name, text string) error {
	return Change(name, func(old string) (string, error) { return old + text, nil })
}

// Insert adds lines to the end of a variable's value in a Go file: before the closing brace, which is at the beginning of a line or, if the
// value is empty, on the variable's own line.
func Insert(name, variable string, lines ...string) error {
	if len(lines) == 0 {
		return nil
	}
	return Change(name, func(text string) (string, error) {
		start := regexp.MustCompile(`(?m)^var ` + variable + `\b.*\{`).FindStringIndex(text)
		if start == nil {
			return "", fmt.Errorf("no variable %s", variable)
		}
		end := start[1]
		if text[end] != '}' {
			i := strings.Index(text[end:], "\n}")
			if i < 0 {
				return "", fmt.Errorf("no end of the variable %s", variable)
			}
			end += i
		}
		return text[:end] + "\n" + strings.Join(lines, "\n") + "\n" + strings.TrimPrefix(text[end:], "\n"), nil
	})
}

// Place returns the name of a file with the number of the first line that contains a text, such as internal/crd/rules.go:38. If there is no
// such line, it returns only the name.
func Place(name, text string) string {
	content, err := os.ReadFile(name)
	before, _, found := strings.Cut(string(content), text)
	if err != nil || !found {
		return name
	}
	return fmt.Sprintf("%s:%d", name, strings.Count(before, "\n")+1)
}
