package source

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf16"
)

// CI pipelines execute some lines of a log as commands: GitHub executes lines that begin with :: after blanks. GitHub, Azure Pipelines and
// TeamCity execute texts such as ##[error], ##vso[…] and ##teamcity[…] anywhere.
var (
	commandLine = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^((?:\x1b\[[0-9;]*m|[\pZ\t])*)::`) })
	commandWord = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`#(#[A-Za-z]*\[)`) })
)

// Inert returns a text without commands of CI pipelines, whatever names and values the text contains: it inserts a backslash where a
// command would begin.
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

// InertWords returns a text without anything like ##[error]. mark replaces the second #: it is an escape of # in the format of the text.
func InertWords(text, mark string) string {
	if !strings.Contains(text, "##") {
		return text
	}
	return commandWord().ReplaceAllStringFunc(text, func(word string) string { return "#" + mark + word[2:] })
}

// InertJSON returns equivalent JSON that can be printed to a log: sequences that a terminal or a pipeline executes are escaped.
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

// isHiddenInJSON reports whether a rune must be escaped although JSON encoders do not escape it.
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
