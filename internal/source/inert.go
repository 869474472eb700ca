package source

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf16"
)

// Pipelines take some lines of a log for commands: GitHub those that begin with :: after blanks, and GitHub, Azure Pipelines and
// TeamCity what looks like ##[error], ##vso[…] and ##teamcity[…] anywhere.
var (
	commandLine = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^((?:\x1b\[[0-9;]*m|[\pZ\t])*)::`) })
	commandWord = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`#(#[A-Za-z]*\[)`) })
)

// Inert returns a text for people in which no line is a command of a pipeline, whatever names and values it has: a backslash stands
// where one would begin.
func Inert(text string) string {
	if strings.Contains(text, "::") {
		lines := strings.SplitAfter(text, "\n")
		for i := range lines {
			lines[i] = commandLine().ReplaceAllString(lines[i], `$1\::`)
		}
		text = strings.Join(lines, "")
	}
	return InertWords(text, `\#`)
}

// InertWords returns a text in which nothing looks like ##[error]. mark is how the format of the text spells the second #.
func InertWords(text, mark string) string {
	if !strings.Contains(text, "##") {
		return text
	}
	return commandWord().ReplaceAllStringFunc(text, func(word string) string { return "#" + mark + word[2:] })
}

// InertJSON returns JSON that says the same and that can be printed to a log: what a terminal or a pipeline obeys is escaped.
func InertJSON(text string) string {
	text = InertWords(text, `\u0023`)
	if !strings.ContainsFunc(text, isHiddenInJSON) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if isHiddenInJSON(r) {
			b.WriteString(escapeJSON(r))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// isHiddenInJSON reports whether a rune is to be escaped that an encoder of JSON leaves as it is.
func isHiddenInJSON(r rune) bool {
	return r > ' ' && r != unicode.ReplacementChar && IsHidden(r)
}

func escapeJSON(r rune) string {
	if r < 0x10000 {
		return fmt.Sprintf(`\u%04x`, r)
	}
	high, low := utf16.EncodeRune(r)
	return fmt.Sprintf(`\u%04x\u%04x`, high, low)
}
