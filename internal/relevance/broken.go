package relevance

import "strings"

// BrokenBackend reports whether the text of a document that cannot be decoded could be a Backend.
func BrokenBackend(text string) bool {
	text = withoutNULs(text)
	kind, group := claimOf(text, kindKey, backendKinds), claimOf(text, versionKey, backendGroups)
	switch {
	case kind.wanted:
		return group.wanted || group.unknown || !group.any || hasMember(text)
	case group.wanted: // an unknown kind with a Backend's body is most likely a misspelt Backend
		return kind.unknown || !kind.any || !claimOf(text, kindKey, referrers).wanted && hasMember(text)
	case kind.any || group.any:
		return (kind.unknown || !kind.any) && (group.unknown || !group.any) && hasMember(text)
	}
	return hidesNames(text) && hasMember(text)
}

// BrokenReference reports whether the text of a document that cannot be decoded could be a Backend or an object that refers to one: its
// kind can refer to Backends, and the text contains the kind or group of Backends.
func BrokenReference(text string) bool {
	text = withoutNULs(text)
	if BrokenBackend(text) {
		return true
	}
	kind := claimOf(text, kindKey, referrers)
	return (kind.wanted || kind.unknown) && namesBackend(text)
}

// BrokenSource reports whether the text of a document that cannot be decoded could be an input of a conversion: a Backend, an object that
// refers to one, or a backend of another product.
func BrokenSource(text string) bool {
	text = withoutNULs(text)
	if BrokenReference(text) || claimOf(text, kindKey, sources).wanted {
		return true
	}
	return claimOf(text, kindKey, services).wanted && strings.Contains(text, "ExternalName") ||
		claimOf(text, kindKey, backendKinds).wanted && claimOf(text, versionKey, envoyGateways).wanted
}

// namesBackend reports whether a text contains the kind Backend, or the group of Backends, as a value anywhere.
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

// A claim describes the values of one key in a document.
type claim struct {
	any     bool // the key has a value
	wanted  bool // one of the values has the wanted class
	unknown bool // one of the values cannot be read without parsing
}

// claimOf returns a claim about the values of a key. If the key is at the start of a line, only such occurrences count, because other
// occurrences belong to nested objects; in a List all occurrences count. If no line starts with the key, only a wanted value counts,
// because the line may be indented by mistake. Other values most likely belong to nested objects, such as an owner.
func claimOf(text string, k key, wanted class) claim {
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

// isQuotedText reports whether a word starts a quoted text, as in "kind: Backend", and is not a key.
func isQuotedText(text string, start, end int) bool {
	if start == 0 || text[start-1] != '"' && text[start-1] != '\'' {
		return false
	}
	return end == len(text) || text[end] != text[start-1]
}

// isSlashComment reports whether the line of an offset starts with two slashes, which begin a comment in JSON with comments.
func isSlashComment(text string, at int) bool {
	line := text[strings.LastIndexAny(text[:at], "\r\n")+1 : at]
	return strings.HasPrefix(strings.TrimLeft(line, " \t"), "//")
}

func (c *claim) add(other claim) {
	c.any, c.wanted, c.unknown = c.any || other.any, c.wanted || other.wanted, c.unknown || other.unknown
}

// startsList reports whether the kind of a document is a List.
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

// isTop reports whether a key starts its line. A single blank before it is most likely a mistake.
func isTop(text string, at int) bool {
	const most = len("\n\uFEFF--- '")
	before := strings.TrimRight(text[max(0, at-most):at], `"'`)
	before = strings.TrimSuffix(before, " ")
	before = strings.TrimSuffix(strings.TrimSuffix(before, "---"), "\uFEFF")
	return before == "" || strings.HasSuffix(before, "\n") || strings.HasSuffix(before, "\r")
}
