// Package relevance decides whether a text may contain an object that a command checks, without parsing the text. A file without such an
// object is not parsed, even if it is invalid.
//
// The tests of a whole file ([Backend], [Related]) are conservative: they are true for each text in which the parser finds such an object,
// and false for most files of a repository. The tests of a document that cannot be decoded ([BrokenBackend], [BrokenReference],
// [BrokenSource]) decide whether the error is reported. They treat keys at the start of a line as the object's own.
package relevance

import (
	"path"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/source"
)

// Backend reports whether f may contain a Backend, a near miss of one, or a JSON patch of one.
func Backend(f *source.File) bool { return mayContain(f.Text(), backendKinds, nil) }

// Related reports whether f may contain a Backend, an object that refers to one, or an object that lint rules or a conversion read.
func Related(f *source.File) bool { return IsKustomization(f.Name()) || RelatedText(f.Text()) }

// Namespace reports whether f may contain a Namespace. Listeners of Gateways allow the routes of Namespaces that they select by labels.
func Namespace(f *source.File) bool { return mayContain(f.Text(), namespaceKinds, nil) }

// RelatedText is [Related] for the text of one document instead of a file. It does not recognize a Kustomization without a kind.
func RelatedText(text string) bool {
	return mayContain(text, relatedKinds, nil) || hasTargets(text) || strings.Contains(text, settings)
}

// settings is the prefix of the names of the controller's settings. Rules look for some of them in any object: the setting that makes
// ReferenceGrants unnecessary, and the setting that turns on Istio's automatic mTLS.
const settings = "KGW_"

// Operation reports whether f may contain an operation of a JSON patch (RFC 6902). Such a patch does not contain the kind that it changes;
// the Kustomization that lists the file may contain it.
func Operation(f *source.File) bool {
	text := withoutNULs(f.Text())
	return hidesNames(text) || pathKey.next(text, &occurrence{}) && operationKey.next(text, &occurrence{})
}

// KustomizationNames are the file names of a Kustomization, in Kustomize's order of precedence.
var KustomizationNames = []string{"kustomization.yaml", "kustomization.yml", "Kustomization"}

// IsKustomization reports whether Kustomize reads a file of this name as a Kustomization, which needs neither apiVersion nor kind.
func IsKustomization(name string) bool { return slices.Contains(KustomizationNames, path.Base(name)) }

// hasTargets reports whether a text has the key targetRefs, by which policies of any group select objects.
func hasTargets(text string) bool {
	targets := key{word: "targetRefs", tail: "Refs"}
	return targets.next(text, &occurrence{})
}

// mayContain reports whether a text may contain an object of kgateway's group, of one of the given kinds, or with a Backend's body. If it
// returns false, seen has all kinds of referents in the text.
func mayContain(text string, kinds class, seen *referentKinds) bool {
	text = withoutNULs(text)
	if hidesNames(text) || patchesBackend(text) {
		return true
	}
	mayBeTemplate := hasTemplate(text)
	isTemplate := false
	var v value
	for _, name := range [...]struct {
		key   key
		class class
	}{{kindKey, kinds}, {versionKey, backendGroups}} {
		for at := (occurrence{}); name.key.next(text, &at); {
			if v.read(text, at.value); v.hidden || v.is(name.class) {
				return true
			}
			if name.class == kinds {
				seen.add(&v)
			}
			isTemplate = isTemplate || mayBeTemplate && isTemplateAt(text, at.value)
		}
	}
	return isTemplate && hasMember(text)
}

// withoutNULs returns a text without NUL bytes, so that words in UTF-16 and UTF-32 without a byte order mark are found. The parser rejects
// such files, and the error must be reported.
func withoutNULs(text string) string { return strings.ReplaceAll(text, "\x00", "") }

// members are the members of a Backend's spec.
var members = []key{
	{word: "static"}, {word: "aws"}, {word: "gcp"}, {word: "dynamicForwardProxy"}, {word: "priorityGroups"}, {word: "ai"}, {word: "mcp"},
}

// Members returns the members of spec that identify a Backend.
func Members() []string {
	var out []string
	for _, m := range members {
		out = append(out, m.word)
	}
	return out
}

// specKey is the field that contains the members.
var specKey = key{word: "spec", tail: "pec"}

// hasMember reports whether spec, and a member of a Backend's spec, are keys anywhere in a text.
func hasMember(text string) bool {
	if !specKey.next(text, &occurrence{}) {
		return false
	}
	for _, m := range members {
		if m.next(text, &occurrence{}) {
			return true
		}
	}
	return false
}

// patchesBackend reports whether a text may contain a JSON patch (RFC 6902) of a Backend's spec. Such a patch does not contain the kind.
func patchesBackend(text string) bool {
	const spec = "/spec/"
	for at := 0; ; {
		i := strings.Index(text[at:], spec)
		if i < 0 {
			return false
		}
		start := at + i
		at = start + len(spec) - 1 // the last slash may begin another match
		isWhole := start == 0 || !isWordByte(text[start-1])
		if isWhole && startsWithMember(text[at+1:]) {
			return true
		}
	}
}

// startsWithMember reports whether a text starts with a member of a Backend's spec as a whole word.
func startsWithMember(text string) bool {
	for _, m := range members {
		if after, ok := strings.CutPrefix(text, m.word); ok && (after == "" || after[0] == '/' || !isWordByte(after[0])) {
			return true
		}
	}
	return false
}
