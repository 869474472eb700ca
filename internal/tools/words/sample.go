package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// A text is a comment or a message, with its location in the repository.
type text struct {
	file  string
	line  int
	words string
}

func (t text) String() string { return fmt.Sprintf("%s:%d: %s", t.file, t.line, t.words) }

// sample writes n random comments and n random messages from Go files in dir. The same seed selects the same texts as long as the files do
// not change.
func sample(out io.Writer, dir string, n int, seed uint64, prefixes []string) error {
	comments, messages, err := texts(dir, prefixes)
	if err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(seed, 0))
	for _, kind := range []struct {
		title string
		texts []text
	}{{"comments", comments}, {"messages", messages}} {
		fmt.Fprintf(out, "%d of %d %s\n", min(n, len(kind.texts)), len(kind.texts), kind.title)
		for _, i := range random.Perm(len(kind.texts))[:min(n, len(kind.texts))] {
			fmt.Fprintln(out, kind.texts[i])
		}
	}
	return nil
}

// texts returns the comments and messages in the Go files in dir whose names begin with one of the prefixes. Without prefixes, it returns
// those of all Go files.
func texts(dir string, prefixes []string) (comments, messages []text, err error) {
	names, err := files(dir)
	if err != nil {
		return nil, nil, err
	}
	for _, name := range names {
		if filepath.Ext(name) != ".go" || !hasPrefix(name, prefixes) {
			continue
		}
		src, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, nil, err
		}
		c, m, err := textsOf(name, src)
		if err != nil {
			return nil, nil, err
		}
		comments, messages = append(comments, c...), append(messages, m...)
	}
	return comments, messages, nil
}

func hasPrefix(name string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return len(prefixes) == 0
}

// textsOf returns the comments and messages of a Go file.
func textsOf(name string, src []byte) (comments, messages []text, err error) {
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, name, src, parser.ParseComments)
	if err != nil {
		return nil, nil, err
	}
	at := func(n ast.Node, words string) text { return text{name, set.Position(n.Pos()).Line, words} }
	for _, group := range f.Comments {
		if words := strings.Join(strings.Fields(group.Text()), " "); strings.Contains(words, " ") {
			comments = append(comments, at(group, words))
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			if words, err := strconv.Unquote(literal.Value); err == nil && isMessage(words) {
				messages = append(messages, at(n, strings.TrimSpace(words)))
			}
		}
		return true
	})
	return comments, messages, nil
}

// isMessage reports whether a string is a text for people: at least four words on one line.
func isMessage(s string) bool {
	if strings.Contains(strings.TrimSpace(s), "\n") || strings.HasPrefix(s, "{") {
		return false
	}
	words := 0
	for word := range strings.FieldsSeq(s) {
		if isWord(word) {
			words++
		}
	}
	return words >= 4
}

func isWord(s string) bool {
	return strings.Trim(strings.ToLower(strings.Trim(s, ".,:;()`\"'")), "abcdefghijklmnopqrstuvwxyz-'") == "" && len(s) > 1
}
