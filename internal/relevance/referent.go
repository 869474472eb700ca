package relevance

import (
	"strings"
	"unicode/utf8"

	"github.com/backendctl/backendctl/internal/source"
)

// Referents are the objects of a file that rules read only if another object refers to them: Secrets, ConfigMaps and Services.
type Referents struct {
	Kinds []string // the kinds that these objects may have
	Names []string // the names that these objects may have
	// Hidden is set if one of these objects may have a name that only the parser can read.
	Hidden bool
	// Template is set if the name of one of these objects may be unknown until a template is rendered.
	Template bool
}

// ReferentsOf returns the Referents of a file for which [Related] is true. It returns false for a file that may also contain other relevant
// objects.
func ReferentsOf(f *source.File) (Referents, bool) {
	var kinds referentKinds
	text := f.Text()
	if IsKustomization(f.Name()) || strings.IndexByte(text, 0) >= 0 || mayContain(text, readKinds, &kinds) || hasTargets(text) || strings.Contains(text, settings) {
		return Referents{}, false
	}
	r := Referents{Kinds: kinds.names()}
	if len(r.Kinds) > 0 {
		r.findNames(text)
	}
	return r, true
}

// A referent is a kind of objects that rules look up by name.
type referent struct {
	kind  string
	class class
}

var referents = [...]referent{{"Secret", secrets}, {"ConfigMap", configMaps}, {"Service", services}}

// IsReferent reports whether rules read objects of a kind only if another object refers to them.
func IsReferent(kind string) bool { return isReferent([]byte(kind)) }

// referentKinds records which referents a text may contain: element i belongs to referents[i].
type referentKinds [len(referents)]bool

func (k *referentKinds) add(v *value) {
	if k == nil {
		return
	}
	for i := range referents {
		k[i] = k[i] || v.is(referents[i].class)
	}
}

func (k *referentKinds) names() []string {
	var out []string
	for i, is := range k {
		if is {
			out = append(out, referents[i].kind)
		}
	}
	return out
}

var (
	metadataKey = key{word: "metadata"}
	nameKey     = key{word: "name"}
)

// findNames adds to r.Names the value of each key "name" inside the value of a key "metadata".
func (r *Referents) findNames(text string) {
	isChart := strings.Contains(text, "{{")
	mayBeTemplate := hasTemplate(text)
	var v value
	for at := (occurrence{}); metadataKey.next(text, &at); {
		start, end, known := metadataAt(text, at, isChart)
		r.Hidden = r.Hidden || !known
		inside := text[start:end]
		for name := (occurrence{}); nameKey.next(inside, &name); {
			v.read(inside, name.value)
			r.Template = r.Template || mayBeTemplate && isTemplateAt(inside, name.value)
			isText := utf8.Valid(v.bytes[:v.n]) // JSON decoding replaces invalid bytes
			r.Hidden = r.Hidden || v.hidden || v.n == mostBytes || !isText
			r.Names = v.appendTexts(r.Names)
		}
		if end == len(text) {
			return // the value may extend to the end of the text, so all other keys are inside
		}
	}
}

// metadataAt returns the span of the value of a key "metadata", or a larger span. known is false if some fields of the value may be
// elsewhere.
func metadataAt(text string, at occurrence, isChart bool) (start, end int, known bool) {
	start, value := at.value, at.value
	if start != tooFar {
		value = skipProperties(text, start)
	}
	switch {
	case value == tooFar:
		return at.start, len(text), false
	case value == len(text):
		return value, value, true
	}
	end = len(text)
	if first := text[value]; !isChart && first != '{' { // in a chart or in braces, the lines of the value may have any indentation
		end = blockEnd(text, start)
	}
	inside := text[start:end]
	return start, end, text[value] != '*' && !strings.Contains(inside, "<<") && strings.IndexByte(inside, '!') < 0
}

// blockEnd returns the end of the block below the key on the line of an offset: the start of the next line that is not indented more than
// the key's line, or the end of the text.
func blockEnd(text string, at int) int {
	line := at
	for line > 0 && !endsLine(text, line) {
		line--
	}
	indent := indentOf(text[line:])
	for end := lineEnd(text, at); end < len(text); end = lineEnd(text, end) {
		if !isSimpleLine(text[line:end]) {
			return len(text) // quotes or brackets may continue on the next line, at any indentation
		}
		line = end + breakLen(text, end)
		if end = line; line == len(text) {
			break
		}
		content := text[line+indentOf(text[line:]):]
		if content != "" && breakLen(content, 0) == 0 && content[0] != '#' && indentOf(text[line:]) <= indent {
			return line
		}
	}
	return len(text)
}

// endsLine reports whether a line break ends at an offset.
func endsLine(text string, at int) bool {
	for n := 1; n <= len("\u2028") && n <= at; n++ {
		if breakLen(text, at-n) == n {
			return true
		}
	}
	return false
}

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// isSimpleLine reports whether no quotes or brackets of a line continue on the next line: there are none, quotes enclose the whole value,
// or each bracket is closed.
func isSimpleLine(line string) bool {
	first := strings.IndexAny(line, `"'`)
	if strings.ContainsAny(line, "{[") {
		return first < 0 && strings.IndexByte(line, '#') < 0 && isBalanced(line) // a bracket in a comment does not count
	}
	if first < 0 {
		return true
	}
	before, value := line[:first], strings.TrimRight(line[first:], " \t")
	isValue := strings.HasSuffix(before, ": ") || strings.HasSuffix(before, "- ")
	return isValue && len(value) > 1 && value[len(value)-1] == value[0] && !strings.ContainsAny(value[1:len(value)-1], `"'\`)
}

// isBalanced reports whether each bracket of a line is closed after it was opened. A bracket in a plain scalar has no meaning in YAML, but
// it may make the line unbalanced here. That is safe: the block is then read to the end of the text.
func isBalanced(line string) bool {
	depth := 0
	for i := range len(line) {
		switch line[i] {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		if depth < 0 {
			return false
		}
	}
	return depth == 0
}
