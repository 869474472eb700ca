package schema

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// A checker converts the failures of one document to findings.
type checker struct {
	*Validator
	manifest *manifest.Document
	patched  map[string][]string // in a JSON patch: the path of the field that each operation changes, by the operation's index; else nil
	findings []finding
	more     bool // findings were dropped because of the limit
}

// A finding is a diagnostic with the data to decide whether another finding is its cause.
type finding struct {
	diag.Diagnostic
	at []string // the path of the object or value with the error, as the tokens of a JSON Pointer
	// unknown is the unknown field of a finding of the rule unknown-field, or ""; suggests is the field that was most likely meant, or "".
	unknown, suggests string
	// needs are fields that are not set, although at least one of them must be.
	needs []string
	// missing is the missing field of a finding of the rule missing-field, or "".
	missing string
	// fills is an empty field of the object if the unknown fields belong below this field, or "". leaves are the unknown fields if they
	// belong to the parent object, or nil.
	fills  string
	leaves []string
	// follows is set if a finding about the type of the same object reports the same error.
	follows bool
}

// collect converts a failure and its causes to findings. The failures in the branches of a union become one finding. A failure in the
// "then" or "else" of a condition becomes a finding about the condition.
func (c *checker) collect(e *failure) {
	if c.conditional(e) {
		return
	}
	switch k := e.kind.(type) {
	case all, reference:
		for i := range e.causes {
			c.collect(&e.causes[i])
		}
	case exactlyOne:
		c.union(e)
	case some:
		c.atLeastOne(e)
	case negation:
		c.atMostOne(e)
	case missingFields:
		c.missing(e, k)
	case unknownFields:
		c.unknown(e, k)
	default:
		c.value(e)
	}
}

// add records a finding, unless it depends on an unrendered template. After mostFailures findings, it only sets more.
func (c *checker) add(f finding) {
	if node, _ := c.manifest.Root.Lookup(f.at); c.manifest.Template && isOpen(node) {
		return
	}
	if len(c.findings) == mostFailures {
		c.more = true
		return
	}
	f.File, f.Document, f.Severity = c.manifest.File, c.manifest.Index, diag.Error
	f.Path = c.manifest.Path + diag.Pointer(f.at...)
	if field := cmp.Or(f.unknown, f.missing); field != "" {
		f.Path += diag.Pointer(field)
	}
	f.Related = append(f.Related, c.aliasNote(f)...)
	f.Targets = []string{c.target.ID}
	c.findings = append(c.findings, f)
}

// isOpen reports whether a node, or one of its keys, is an unrendered template.
func isOpen(n *manifest.Node) bool {
	return n.Template || slices.ContainsFunc(n.Fields, func(f manifest.Field) bool { return f.Template })
}

// aliasNote returns a note about the alias that repeats the value with the finding, or nil if there is no alias.
func (c *checker) aliasNote(f finding) []diag.Related {
	node := c.manifest.Root
	var alias *manifest.Node
	for i := 0; ; i++ {
		if node.Defined != nil {
			alias = node
		}
		next, depth := node.Lookup(f.at[i:min(i+1, len(f.at))])
		if depth == 0 {
			break
		}
		node = next
	}
	switch {
	case alias == nil:
		return nil
	case alias.Span == f.Span:
		return []diag.Related{{Message: "the value is defined here", File: c.manifest.File, Span: *alias.Defined}}
	}
	return []diag.Related{{Message: "repeated by this alias", File: c.manifest.File, Span: alias.Span}}
}

// report returns the findings that no other finding explains. If findings were dropped because of the limit, the help of the last finding
// states this.
func (c *checker) report() []diag.Diagnostic {
	// Only findings about indentation explain findings of other objects. There may be a thousand findings, so each is compared only with the
	// findings about indentation and with the findings of the same object.
	var indents []finding
	peers := map[string][]finding{}
	for _, f := range c.findings {
		at := diag.Pointer(f.at...)
		peers[at] = append(peers[at], f)
		if f.fills != "" || f.leaves != nil {
			indents = append(indents, f)
		}
	}
	var out []diag.Diagnostic
	for _, f := range c.findings {
		if !explained(f, indents) && (!f.mayFollow() || !explained(f, peers[diag.Pointer(f.at...)])) {
			out = append(out, f.Diagnostic)
		}
	}
	if len(out) > 0 && c.more {
		out[len(out)-1].Help = fmt.Sprintf("fix these first: only the first %d errors of a document are shown", mostFailures)
	}
	return out
}

// mayFollow reports whether f is of a kind that another finding of the same object can explain.
func (f finding) mayFollow() bool { return f.follows || f.missing != "" || len(f.needs) > 0 }

// explained reports whether a finding in the list by is the cause of f. The cause is a field that f reports as missing, but that has a
// misspelt name or the wrong indentation; an unknown field instead of a member of a union; or a finding about the type that reports the
// same error.
func explained(f finding, by []finding) bool {
	return slices.ContainsFunc(by, func(other finding) bool {
		switch {
		case other.fills != "" && isBelow(f.at, append(slices.Clone(other.at), other.fills)):
			return true
		case other.leaves != nil && slices.Equal(f.at, other.at[:len(other.at)-1]) && f.lacks(other.leaves...):
			return true
		case !slices.Equal(other.at, f.at):
			return false
		case other.fills != "" && f.lacks(other.fills):
			return true
		case other.unknown != "":
			return slices.Contains(f.needs, other.suggests) || other.suggests == "" && len(f.needs) > 1
		}
		return other.Rule == ruleUnionType && !other.follows && (f.follows || f.Rule == ruleUnion && len(f.needs) > 0)
	})
}

// isBelow reports whether the path at is equal to the path other, or below it.
func isBelow(at, other []string) bool {
	return len(at) >= len(other) && slices.Equal(at[:len(other)], other)
}

// lacks reports whether f is about at least one of the given fields not being set.
func (f finding) lacks(fields ...string) bool {
	return slices.ContainsFunc(append(slices.Clip(f.needs), f.missing), func(need string) bool {
		field, _, _ := strings.Cut(need, ".")
		return field != "" && slices.Contains(fields, field)
	})
}

// node returns the node at the path of a failure. Such a node always exists.
func (c *checker) node(at []string) *manifest.Node {
	n, _ := c.manifest.Root.Lookup(at)
	return n
}

// keySpan returns the span of an object's key. An item of a list and the document have no key: the result is then the span of the first key
// in the object, or of the whole object if it is empty or comes from an alias.
func (c *checker) keySpan(at []string) source.Span {
	if f := c.manifest.Root.FieldAt(at); f != nil {
		return f.KeySpan
	}
	node := c.node(at)
	if len(node.Fields) > 0 && node.Defined == nil {
		return node.Fields[0].KeySpan
	}
	return node.Span
}

// fieldSpan returns the span of a key in the object at a path. If the object does not have the key, it returns the object's keySpan.
func (c *checker) fieldSpan(at []string, key string) source.Span {
	if f := c.node(at).Field(key); f != nil {
		return f.KeySpan
	}
	return c.keySpan(at)
}

// related returns a related location with a message at the key of a field.
func (c *checker) related(at []string, key, message string) diag.Related {
	return diag.Related{Message: message, File: c.manifest.File, Span: c.fieldSpan(at, key)}
}

// schemaAt returns the schema object at a location of the schema document.
func (c *checker) schemaAt(location string) map[string]any {
	m, _ := c.doc.at(location).(map[string]any)
	return m
}

// and joins words: "a, b and c".
func and(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
