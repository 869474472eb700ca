package relevance

import "strings"

// BrokenBackend reports whether the text of a document that cannot be decoded could be a Backend.
func BrokenBackend(text string) bool {
	text = withoutNULs(text)
	kind, group := said(text, kindKey, backendKinds), said(text, versionKey, backendGroups)
	switch {
	case kind.wanted:
		return group.wanted || group.unknown || !group.any || hasMember(text)
	case group.wanted: // an unknown kind is misspelt if the body is a Backend's
		return kind.unknown || !kind.any || !said(text, kindKey, referrers).wanted && hasMember(text)
	case kind.any || group.any:
		return (kind.unknown || !kind.any) && (group.unknown || !group.any) && hasMember(text)
	}
	return hidesNames(text) && hasMember(text)
}

// BrokenReference reports whether the text of a document that cannot be decoded could be a Backend or an object that refers to
// one: by its kind it can, and it names ours.
func BrokenReference(text string) bool {
	text = withoutNULs(text)
	if BrokenBackend(text) {
		return true
	}
	kind := said(text, kindKey, referrers)
	return (kind.wanted || kind.unknown) && namesBackend(text)
}

// BrokenSource reports whether the text of a document that cannot be decoded could be what a conversion reads: a Backend, an
// object that refers to one, or a backend of another product.
func BrokenSource(text string) bool {
	text = withoutNULs(text)
	if BrokenReference(text) || said(text, kindKey, sources).wanted {
		return true
	}
	return said(text, kindKey, services).wanted && strings.Contains(text, "ExternalName") ||
		said(text, kindKey, backendKinds).wanted && said(text, versionKey, envoyGateways).wanted
}

// namesBackend reports whether a text has a group or a kind of ours anywhere.
func namesBackend(text string) bool {
	var v value
	for _, name := range [...]struct {
		key   key
		class class
	}{{kindKey, backendKinds}, {groupKey, backendGroups}, {versionKey, backendGroups}} {
		for at := (occurrence{}); name.key.next(text, &at); {
			if v.read(text, at.value); v.is(name.class) {
				return true
			}
		}
	}
	return false
}

// A claim is what a document says of one of its names.
type claim struct {
	any     bool // it says something
	wanted  bool // one of its values is what was asked for
	unknown bool // one of its values could be anything
}

// said returns what a document says by a key. Where the key stands at the start of a line it is the document's own, and the
// others are of what the document holds. Those count in a List. Where no line starts with the key, a value that is wanted counts,
// because the line may be indented by mistake; any other one is most likely of an object inside, such as an owner.
func said(text string, k key, wanted class) claim {
	var v value
	var own, all claim
	isJSON := strings.HasPrefix(strings.TrimLeft(text, " \t\r\n"), "{")
	for at := (occurrence{}); k.next(text, &at); {
		if isQuotedText(text, at.start, at.start+len(k.word)) || isJSON && isSlashComment(text, at.start) {
			continue
		}
		v.read(text, at.value)
		c := claim{any: true, wanted: v.is(wanted), unknown: v.hidden || isTemplateAt(text, at.value)}
		all.add(c)
		if isTop(text, at.start) {
			own.add(c)
		}
	}
	switch {
	case startsList(text):
		return all
	case own.any:
		return own
	}
	return claim{any: all.wanted, wanted: all.wanted, unknown: all.unknown}
}

// isQuotedText reports whether a word stands at the start of a text in quotes, as in "kind: Backend", and is no key.
func isQuotedText(text string, start, end int) bool {
	if start == 0 || text[start-1] != '"' && text[start-1] != '\'' {
		return false
	}
	return end == len(text) || text[end] != text[start-1]
}

// isSlashComment reports whether two slashes start the line of an offset, which make a comment in JSON for editors.
func isSlashComment(text string, at int) bool {
	line := text[strings.LastIndexAny(text[:at], "\r\n")+1 : at]
	return strings.HasPrefix(strings.TrimLeft(line, " \t"), "//")
}

func (c *claim) add(other claim) {
	c.any, c.wanted, c.unknown = c.any || other.any, c.wanted || other.wanted, c.unknown || other.unknown
}

// startsList reports whether a document says that it is a List.
func startsList(text string) bool {
	var v value
	for at := (occurrence{}); kindKey.next(text, &at); {
		if isTop(text, at.start) {
			if v.read(text, at.value); v.is(lists) {
				return true
			}
		}
	}
	return false
}

// isTop reports whether a key starts its line. One blank before it is most likely a slip.
func isTop(text string, at int) bool {
	const most = len("\n\uFEFF--- '")
	before := strings.TrimRight(text[max(0, at-most):at], `"'`)
	before = strings.TrimSuffix(before, " ")
	before = strings.TrimSuffix(strings.TrimSuffix(before, "---"), "\uFEFF")
	return before == "" || strings.HasSuffix(before, "\n") || strings.HasSuffix(before, "\r")
}
