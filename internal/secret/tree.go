package secret

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/placeholder"
	"github.com/backendctl/backendctl/internal/source"
)

// A finder collects the secrets of a text.
type finder struct {
	text   string
	part   source.Span // the part of the text to search
	spans  []source.Span
	values map[string]bool
	depth  int // the number of texts that contain this text
	seen   map[visit]bool
	names  map[string]class // a cache of classOf without parents, because a file usually has few different keys
}

// A visit is a step that was done with a node. It prevents repeated steps for nodes that aliases repeat.
type visit struct {
	span  source.Span
	whole bool   // the step treats all of the node as secret
	in    string // the key of the node, or "" if the step does not depend on it
}

func newFinder(text string, depth int) *finder {
	return &finder{text: text, part: source.Span{End: len(text)}, values: map[string]bool{}, depth: depth, seen: map[visit]bool{}, names: map[string]class{}}
}

// document finds the secrets of a YAML document by its nodes. Words outside the nodes are secret, except those in comments and YAML
// directives. If the document cannot be parsed, its text is searched word by word.
func (x *finder) document(d *manifest.Document) {
	if d.Top == nil || d.Top.Kind == manifest.Scalar && strings.ContainsAny(d.Top.Text, "{:=") {
		x.unparsed(d.Whole)
		return
	}
	if strings.ContainsAny(x.text[d.Whole.Start:d.Whole.End], otherBreaks) {
		x.unparsed(d.Whole) // parsers disagree whether a line ends there
	}
	x.gap(source.Span{Start: d.Whole.Start, End: d.Top.Span.Start}, judged)
	x.gap(source.Span{Start: d.Top.Span.End, End: d.Whole.End}, judged)
	x.walk(d.Top, "")
}

// otherBreaks are the line breaks of YAML 1.1 that editors do not recognize.
const otherBreaks = "\u0085\u2028\u2029"

// placeOf returns the span where a node is written: for an alias, the span of its anchor.
func placeOf(n *manifest.Node) source.Span {
	if n.Defined != nil {
		return *n.Defined
	}
	return n.Span
}

// isFirstVisit records a step with a node, and reports whether it is the first one.
func (x *finder) isFirstVisit(n *manifest.Node, v visit) bool {
	v.span = placeOf(n)
	again := x.seen[v]
	x.seen[v] = true
	return !again || v.span.Len() == 0
}

// walk finds the secrets below a node. The parameter in is the node's key; the items of a list have the key of the list.
func (x *finder) walk(n *manifest.Node, in string) {
	if !x.isFirstVisit(n, visit{in: in}) {
		return
	}
	switch n.Kind {
	case manifest.Mapping:
		x.gaps(n)
		x.mapping(n, in)
	case manifest.Sequence:
		x.gaps(n)
		for _, item := range n.Items {
			x.walk(item, in)
		}
	default:
		x.scalar(n)
	}
}

// mapping finds the secrets of a mapping by its keys, and by values such as the kind.
func (x *finder) mapping(n *manifest.Node, in string) {
	switch {
	case isSecret(n):
		x.secretObject(n)
		return
	case isSecretList(n):
		for _, f := range n.Fields {
			x.secretItems(f)
		}
		return
	}
	is := x.judge(n, in)
	for _, f := range n.Fields {
		if name, rest := slipped(f.Key); rest != "" && is(name, &manifest.Node{}) {
			x.hideParts(f.KeySpan, map[string]bool{rest: true})
		}
		x.name(f)
		switch {
		case is(f.Key, f.Value):
			x.all(f.Value)
		case plainName(f.Key) == "data" && n.Get("kind") == nil && n.Get("apiVersion") == nil:
			x.data(f.Value) // a patch without a kind, which may be a patch of a Secret
		default:
			x.walk(f.Value, f.Key)
		}
	}
}

// judge returns a predicate that reports whether the whole value of a key of the mapping is secret. The result depends on the key, on the
// parameter in, which is the key of the mapping itself, and on other values in the mapping.
func (x *finder) judge(n *manifest.Node, in string) func(key string, v *manifest.Node) bool {
	isToken, isHeader, operation := hasText(n, "kind", isInline), hasText(n, "name", isHeader), pathOf(n)
	return func(key string, v *manifest.Node) bool {
		switch plain := plainName(key); {
		case isToken && !slices.Contains([]string{"kind", "type", "secretref"}, plain), isHeader && (plain == "value" || plain == "values"):
			return true
		case plain == "value" && operation != nil && (operation.data || x.classOf(operation.parent, operation.key) >= scalar):
			return true
		case plain == "literals" && in == "secretGenerator":
			return true
		}
		c := x.classOf(in, key)
		return c == all || c == value && !isReference(v) || c == scalar && (v.Kind == manifest.Scalar || isList(v))
	}
}

// slipped splits a key that a mistake joined with its value, such as inline:x, which lacks the space. rest is "" if there is nothing to
// split.
func slipped(key string) (name, rest string) {
	i := strings.IndexAny(key, " :=")
	if i <= 0 {
		return "", ""
	}
	return strings.Trim(key[:i], `"'`), strings.TrimLeft(key[i:], " :=\"'")
}

func (x *finder) classOf(parent, key string) class {
	if hasOwnKeys(parent) {
		return classOf(parent, key)
	}
	c, ok := x.names[key]
	if !ok {
		c = classOf("", key)
		x.names[key] = c
	}
	return c
}

func isInline(text string) bool { return isNear(strings.ToLower(text), "inline") }

// hasText reports whether the value of a key is a text for which the function matches returns true. If the key is a duplicate, it is
// enough that one of its values is such a text.
func hasText(n *manifest.Node, key string, matches func(string) bool) bool {
	return slices.ContainsFunc(n.Fields, func(f manifest.Field) bool {
		return f.Key == key && f.Value.Kind == manifest.Scalar && len(f.Value.Text) <= longestName && matches(strings.TrimSpace(f.Value.Text))
	})
}

// isSecret reports whether a mapping is a Secret or a patch of a Secret.
func isSecret(n *manifest.Node) bool {
	return hasText(n, "kind", func(kind string) bool { return isNear(strings.ToLower(kind), "secret") }) && !isReference(n) || n.Get("stringData") != nil
}

func isSecretList(n *manifest.Node) bool {
	return hasText(n, "kind", func(kind string) bool { return isNear(strings.ToLower(kind), "secretlist") })
}

// secretItems finds the secrets of the items of a SecretList, which may omit their kind.
func (x *finder) secretItems(f manifest.Field) {
	if f.Key != "items" || f.Value.Kind != manifest.Sequence {
		x.walk(f.Value, f.Key)
		return
	}
	x.gaps(f.Value)
	for _, item := range f.Value.Items {
		if item.Kind != manifest.Mapping {
			x.all(item)
			continue
		}
		x.gaps(item)
		x.secretObject(item)
	}
}

// envelope are the fields of a Secret that are not secret.
var envelope = []string{"apiVersion", "kind", "metadata", "type", "immutable", "$patch"}

// secretObject finds the secrets of a Secret: all fields except the envelope.
func (x *finder) secretObject(n *manifest.Node) {
	for _, f := range n.Fields {
		switch {
		case slices.Contains(envelope, f.Key):
			x.walk(f.Value, f.Key)
		default:
			x.data(f.Value)
		}
	}
}

// data treats all values of a mapping, and the text between them, as secret, and does not hide its keys. A node that is not a mapping is
// secret as a whole.
func (x *finder) data(n *manifest.Node) {
	if n.Kind != manifest.Mapping {
		x.all(n)
		return
	}
	x.between(n, hidden)
	for _, f := range n.Fields {
		if strings.ContainsFunc(f.Key, isNoDataKey) { // a mistake joined a key and its value
			x.hideParts(f.KeySpan, map[string]bool{f.Key: true})
		}
		x.all(f.Value)
	}
}

func isNoDataKey(r rune) bool { return !isWord(r) && !strings.ContainsRune("-_.", r) }

// all treats a value and everything below it as secret.
func (x *finder) all(n *manifest.Node) {
	if !x.isFirstVisit(n, visit{whole: true}) {
		return
	}
	if n.Kind == manifest.Scalar {
		if placeholder.IsText(n.Text) {
			return // a placeholder is not a secret
		}
		x.hide(x.content(n))
		x.record(n.Text)
		x.record(n.String())
		return
	}
	x.hide(placeOf(n))
	for _, f := range n.Fields {
		if isDistinctive(f.Key) {
			x.record(f.Key)
		}
		x.all(f.Value)
	}
	for _, item := range n.Items {
		x.all(item)
	}
}

// content returns the span of the text of a scalar, without its tag and the header of a block.
func (x *finder) content(n *manifest.Node) source.Span {
	s := placeOf(n)
	if strings.HasPrefix(x.text[s.Start:s.End], "!") && n.Tag != "" {
		written := x.text[s.Start:s.End]
		s.Start += min(len(written), max(strings.IndexAny(written, " \t\r\n"), 0))
	}
	switch written := x.text[s.Start:s.End]; n.Style {
	case manifest.Literal, manifest.Folded:
		s.Start += max(strings.IndexAny(written, "\r\n"+otherBreaks), 0)
	case manifest.SingleQuoted, manifest.DoubleQuoted:
		if inside := strings.TrimLeft(written, " \t\r\n"); len(inside) > 1 && inside[0] == inside[len(inside)-1] {
			s.Start, s.End = s.End-len(inside)+1, s.End-1
		}
	}
	return s
}

// hide adds a span of the text to the secrets, unless it contains only punctuation of YAML and JSON.
func (x *finder) hide(s source.Span) {
	const blanks = " \t\r\n"
	if s.Start >= s.End || strings.Trim(x.text[s.Start:s.End], blanks+"{}[],:?-|>\"'+") == "" {
		return
	}
	written := x.text[s.Start:s.End]
	s.Start += len(written) - len(strings.TrimLeft(written, blanks))
	s.End = s.Start + len(strings.Trim(written, blanks))
	x.spans = append(x.spans, s)
}
