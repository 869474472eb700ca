package main

import (
	"errors"
	"fmt"
	"html"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/backendctl/backendctl/internal/cli"
)

// pictured is the command that the picture of the README shows.
var pictured = []string{"lint", "--target", "latest", "--color", "always", "testdata/examples/broken.yaml"}

// The picture's measures, in pixels. A character's width is a part of its height in every fixed font.
const (
	glyph, lineHeight, margin = 8.4, 19, 18
	columns                   = 84
	screenColumns             = 100
)

// palette are the sixteen colours as many terminals have them on a dark background, by their numbers in escapes.
var palette = map[int]string{31: "#f14c4c", 32: "#23d18b", 33: "#e5c07b", 34: "#3b8eea", 36: "#29b8db", 91: "#f14c4c", 92: "#23d18b", 93: "#f5f543", 94: "#3b8eea", 96: "#29b8db"}

// picture draws what a terminal shows of the command, as SVG.
func picture() (string, error) {
	root, err := moduleRoot()
	if err != nil {
		return "", err
	}
	var out, said strings.Builder
	env := &cli.Env{
		Stdin: strings.NewReader(""), Stdout: &out, Stderr: &said, Dir: root, StdinTerminal: true,
		LookupEnv: func(name string) (string, bool) {
			value, ok := map[string]string{"LANG": "C.UTF-8", "COLUMNS": strconv.Itoa(columns)}[name]
			return value, ok
		},
	}
	if status := cli.Main(env, pictured); status != cli.ExitFindings {
		return "", fmt.Errorf("the command of the picture exits with %d: %s", status, said.String())
	}
	prompt := "\x1b[1m$\x1b[m backendctl lint --target latest broken.yaml\n"
	text := prompt + strings.ReplaceAll(out.String(), "testdata/examples/", "") + "\n" + said.String()
	return draw(strings.Split(strings.TrimRight(text, "\n"), "\n"), columns, "go run ./internal/tools/gendocs", "backendctl lint in a terminal"), nil
}

// drawScreen prints standard input as SVG.
func drawScreen(label string) error {
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	lines := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	_, err = fmt.Print(draw(lines, screenColumns, ".ci/editor-picture", label))
	return err
}

// moduleRoot returns the folder of the module, whichever of its folders this runs in.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("this is no checkout of the module: there is no go.mod")
		}
	}
}

// draw draws lines that have so many columns. made is the command that makes the picture, and label says what it shows.
func draw(lines []string, columns int, made, label string) string {
	var b strings.Builder
	width, height := int(math.Ceil(float64(columns)*glyph))+2*margin, len(lines)*lineHeight+2*margin
	fmt.Fprintf(&b, "<!-- Made by `%s`; change the code instead. -->\n", made)
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img" aria-label="%s">`+"\n", width, height, width, height, html.EscapeString(label))
	fmt.Fprintf(&b, `<rect width="%d" height="%d" rx="8" fill="#1e1e1e"/>`+"\n", width, height)
	b.WriteString(`<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#d4d4d4" xml:space="preserve">` + "\n")
	for i, line := range lines {
		if line != "" {
			fmt.Fprintf(&b, `<text y="%d">%s</text>`+"\n", margin+(i+1)*lineHeight-5, spans(line))
		}
	}
	b.WriteString("</g>\n</svg>\n")
	return b.String()
}

// spans writes a line with its colours. Each piece has its own place, because fonts differ in how wide they draw lines and arrows.
func spans(line string) string {
	var b strings.Builder
	column, style := 0, ""
	for line != "" {
		text, rest, escaped := strings.Cut(line, "\x1b[")
		if text != "" {
			fmt.Fprintf(&b, `<tspan x="%s"%s>%s</tspan>`, strconv.FormatFloat(margin+float64(column)*glyph, 'f', -1, 64), style, html.EscapeString(text))
			column += utf8.RuneCountInString(text)
		}
		if !escaped {
			break
		}
		var codes string
		codes, line, _ = strings.Cut(rest, "m")
		style = styleOf(codes)
	}
	return b.String()
}

// styleOf turns the numbers of an escape into attributes; none of them, or 0, is plain.
func styleOf(codes string) string {
	out := ""
	for word := range strings.SplitSeq(codes, ";") {
		switch n, _ := strconv.Atoi(word); {
		case n == 1:
			out += ` font-weight="bold"`
		case n == 2:
			out += ` opacity="0.6"`
		case palette[n] != "":
			out += ` fill="` + palette[n] + `"`
		}
	}
	return out
}
