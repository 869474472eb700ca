package config

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/stable"
)

// A FileError has all problems of a configuration file, in the order of the file.
type FileError struct {
	File     string
	Source   *source.File // the content of the file
	Problems []Problem
}

// A Problem is one mistake in a configuration file. Line and column are counted from 1, the column in code points.
type Problem struct {
	Line, Column int
	Message      string
}

// mostProblems is the maximum number of problems in a message.
const mostProblems = 20

// Error returns a line for each problem, in the format that terminals and editors convert to links.
func (e *FileError) Error() string {
	var lines []string
	for i, p := range e.Problems {
		if i == mostProblems {
			lines = append(lines, fmt.Sprintf("%s: and %d more", e.File, len(e.Problems)-i))
			break
		}
		lines = append(lines, fmt.Sprintf("%s:%d:%d: %s", e.File, p.Line, p.Column, p.Message))
	}
	return strings.Join(lines, "\n")
}

func (e *FileError) sort() {
	stable.Sort(e.Problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}
