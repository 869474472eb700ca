package config

import (
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/backendctl/backendctl/internal/source"
)

// parse returns the root of the only document of a configuration file, or nil if the file has no document.
func parse(text string) (root *yaml.Node, problem *Problem) {
	defer func() {
		// The library's parser can panic on hostile input, which must not end a language server.
		if recover() != nil {
			root, problem = nil, &Problem{1, 1, "not valid YAML: the parser cannot handle this file"}
		}
	}()
	decoder := yaml.NewDecoder(strings.NewReader(text))
	var document, second yaml.Node
	if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, syntaxProblem(err)
	}
	err := decoder.Decode(&second)
	switch {
	case errors.Is(err, io.EOF):
		return document.Content[0], nil
	case err != nil:
		return nil, syntaxProblem(err)
	}
	first := second.Content[0]
	return nil, &Problem{first.Line, first.Column, "a configuration file must have only one document"}
}

// text returns the text of a file for the YAML parser, without the byte order mark, because the parser would count the mark as a column.
func text(f *source.File) string { return strings.TrimPrefix(f.Text(), "\uFEFF") }

var yamlError = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)`)

// syntaxProblem returns the parser's error as a problem with its line.
func syntaxProblem(err error) *Problem {
	p := &Problem{Line: 1, Column: 1, Message: "not valid YAML: " + err.Error()}
	if m := yamlError.FindStringSubmatch(err.Error()); m != nil {
		if line, err := strconv.Atoi(m[1]); err == nil {
			p.Line = line
		}
		p.Message = "not valid YAML: " + m[2]
	}
	if looksLikeAlias.MatchString(p.Message) {
		p.Message += ": put a pattern that begins with * in quotes"
	}
	return p
}

// looksLikeAlias matches the parser's errors for patterns such as **/x and *x, which it parses as aliases.
var looksLikeAlias = regexp.MustCompile(`unknown anchor|did not find expected alphabetic or numeric character`)
