package check

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/stable"
)

// The maximum number of ignores in a document, and of rules in an ignore.
const (
	mostIgnores = 1000
	mostNamed   = 100
)

// An ignore is a comment that suppresses findings:
//
//	# backendctl:ignore rule[,rule] reason
//	# backendctl:ignore-file rule[,rule] reason
//
// The first form applies to its own line or, if the comment is alone on its line, to the next line, and to the block that begins there.
type ignore struct {
	document *manifest.Document
	span     source.Span
	file     bool // an ignore-file
	rules    []string
	reason   string
	covers   *source.Span // the lines that an ignore applies to; unused for an ignore-file
	beyond   bool         // the first ignore over the limit, which has no effect
	invalid  bool
	unknown  string          // the word that should be a directive, if it is not one
	used     map[string]bool // the rules with a finding that this ignore suppressed
}

// silence is the state of suppressing the findings of one file, document by document.
type silence struct {
	lookedFor func(rule string) bool // reports whether a rule ran
	top       []*ignore              // the ignores for the whole file
	unjudged  []*ignore              // those for the whole file that are not reported if they are unused
}

// header reads the ignores for the whole file in its first document, which is not checked and may be nil.
func (s *silence) header(d *manifest.Document) {
	if d == nil {
		return
	}
	for _, g := range readIgnores([]*manifest.Document{d}) {
		if g.file && len(g.check()) == 0 {
			s.unjudged = append(s.unjudged, g)
		}
	}
}

// piece marks the findings of a piece of the file that ignores suppress, and adds findings about the ignores in it.
func (s *silence) piece(documents []*manifest.Document, found []diag.Diagnostic) []diag.Diagnostic {
	stable.Sort(found, func(a, b diag.Diagnostic) int { return cmp.Compare(a.Document, b.Document) })
	var own []diag.Diagnostic
	at := 0
	for len(documents) > 0 {
		index := documents[0].Index
		same := 1
		for same < len(documents) && documents[same].Index == index {
			same++
		}
		first := at + sort.Search(len(found)-at, func(i int) bool { return found[at+i].Document >= index })
		s.mark(found[at:first])
		at = first + sort.Search(len(found)-first, func(i int) bool { return found[first+i].Document > index })
		own = append(own, s.document(documents[:same], found[first:at])...)
		documents = documents[same:]
	}
	s.mark(found[at:])
	return append(found, own...)
}

// document marks the findings of one YAML document that ignores suppress, and returns findings about its ignores. The objects of a List are
// in one document, and share its comments.
func (s *silence) document(objects []*manifest.Document, found []diag.Diagnostic) (own []diag.Diagnostic) {
	ignores := readIgnores(objects)
	for _, g := range ignores {
		wrong := g.check()
		g.invalid = len(wrong) > 0
		own = append(own, wrong...)
		if g.file && g.onTop() {
			s.top = append(s.top, g)
		}
	}
	s.mark(found)
	ignores = slices.DeleteFunc(ignores, func(g *ignore) bool { return g.file })
	mark(ignores, found)
	return append(own, s.unused(ignores)...)
}

// mark marks the findings that the ignores for the whole file suppress.
func (s *silence) mark(found []diag.Diagnostic) {
	mark(s.top, found)
	mark(s.unjudged, found)
}

// end returns findings about the ignores for the whole file, after the last piece.
func (s *silence) end() []diag.Diagnostic { return s.unused(s.top) }

func mark(ignores []*ignore, found []diag.Diagnostic) {
	for i := range found {
		for _, g := range ignores {
			if g.silences(&found[i]) {
				g.used[found[i].Rule] = true
				found[i].Suppressed = &diag.Suppression{Kind: "inSource", Reason: g.reason}
			}
		}
	}
}

// silencesAny reports whether a document has an ignore, valid or not.
func silencesAny(d *manifest.Document) bool {
	return slices.ContainsFunc(d.Comments(), func(c source.Span) bool { return readIgnore(d, c) != nil })
}

// readIgnores returns the ignores of one YAML document. objects has one element, or the items of a List.
func readIgnores(objects []*manifest.Document) []*ignore {
	d := objects[0]
	var ignores []*ignore
	for _, comment := range d.Comments() {
		g := readIgnore(d, comment)
		if g == nil {
			continue
		}
		ignores = append(ignores, g)
		if len(ignores) > mostIgnores {
			g.beyond = true
			break
		}
	}
	place(ignores)
	spans := make([]*source.Span, 0, len(ignores))
	for _, g := range ignores {
		spans = append(spans, g.covers)
	}
	stable.Sort(spans, func(a, b *source.Span) int { return cmp.Compare(a.Start, b.Start) })
	spans = slices.Compact(spans)
	for _, o := range objects {
		if o.Root != nil {
			cover(spans, o)
		}
	}
	return ignores
}

// place finds the line that each ignore applies to: its own line, or the next line without a comment if the ignore is alone on its line.
// The ignores are in file order. place processes them from the last to the first, so that the search for a line can stop at the next
// ignore.
func place(ignores []*ignore) {
	below := map[int]*source.Span{} // by line number, the span that the ignore on this line applies to
	for _, g := range slices.Backward(ignores) {
		f := g.document.File
		at := f.Position(g.span.Start).Line
		own := f.Line(at)
		if strings.TrimSpace(f.Slice(source.Span{Start: own.Start, End: max(own.Start, g.span.Start)})) != "" {
			g.covers = &own
			continue
		}
		g.covers = &own // the default, if no line follows
		for n := at + 1; n <= f.Lines(); n++ {
			if below[n] != nil {
				g.covers = below[n]
				break
			}
			line := f.Line(n)
			if text := strings.TrimSpace(f.Slice(line)); text != "" && text[0] != '#' {
				g.covers = &line
				break
			}
		}
		below[at] = g.covers
	}
}

// cover extends each line to the end of the blocks that begin on it. A block is a field, an item of a list, or an object of a List. lines
// must be sorted.
func cover(lines []*source.Span, d *manifest.Document) {
	if len(lines) == 0 {
		return
	}
	// A line is only extended at its end, so a block begins on a line if it starts before the line's original end.
	ends := make([]int, len(lines))
	for i, l := range lines {
		ends[i] = d.File.LineEnd(l.Start)
	}
	begins := func(block source.Span) {
		after := sort.Search(len(lines), func(i int) bool { return lines[i].Start > block.Start })
		for i := after - 1; i >= 0 && block.Start <= ends[i]; i-- {
			lines[i].End = max(lines[i].End, block.End)
		}
	}
	if d.Path != "" {
		begins(d.Root.Span)
	}
	var visit func(n *manifest.Node)
	visit = func(n *manifest.Node) {
		for i := range n.Fields {
			f := &n.Fields[i]
			if f.Merged {
				continue
			}
			begins(source.Span{Start: f.KeySpan.Start, End: max(f.KeySpan.End, f.Value.Span.End)})
			if f.Value.Defined == nil {
				visit(f.Value)
			}
		}
		for _, item := range n.Items {
			begins(item.Span)
			if item.Defined == nil {
				visit(item)
			}
		}
	}
	visit(d.Root)
}

func (g *ignore) silences(d *diag.Diagnostic) bool {
	if g.reason == "" || g.beyond || !slices.Contains(g.rules, d.Rule) {
		return false
	}
	if g.file {
		return g.onTop()
	}
	return g.covers.Contains(d.Span.Start)
}

// onTop reports whether an ignore-file is before the first object of the file.
func (g *ignore) onTop() bool {
	return g.document.Index == 0 && (g.document.Root == nil || g.span.Start < g.document.Root.Span.Start)
}

// check returns the findings about an invalid ignore, or nil if the ignore is valid.
func (g *ignore) check() []diag.Diagnostic {
	switch {
	case g.beyond:
		return g.report(ruleBadIgnore, fmt.Sprintf("too many ignore comments: only the first %d of a document count", mostIgnores))
	case g.unknown != "":
		return g.report(ruleBadIgnore, unknownDirective(g.unknown))
	case len(g.rules) == 0:
		return g.report(ruleBadIgnore, "no rule to ignore: write `# backendctl:ignore rule reason`")
	case len(g.rules) > mostNamed:
		return g.report(ruleBadIgnore, fmt.Sprintf("too many rules to ignore: only the first %d count", mostNamed))
	case g.reason == "":
		return g.report(ruleBadIgnore, "ignored: add a reason after the rule name")
	case g.file && !g.onTop():
		return g.report(ruleBadIgnore, "ignore-file must be at the top of the file")
	}
	var found []diag.Diagnostic
	for _, rule := range g.rules {
		if ids := ruleIDs(); !slices.Contains(ids, rule) {
			found = append(found, g.report(ruleBadIgnore, unknownRule(rule, ids))...)
		}
	}
	return found
}

// unused returns findings about ignored rules that suppressed nothing.
func (s *silence) unused(ignores []*ignore) []diag.Diagnostic {
	var found []diag.Diagnostic
	for _, g := range ignores {
		if g.invalid {
			continue // the method check has reported it
		}
		for _, rule := range g.rules {
			if !g.used[rule] && s.lookedFor(rule) {
				found = append(found, g.report(ruleUnusedIgnore, fmt.Sprintf("unused ignore: no %s finding here", rule))...)
			}
		}
	}
	return found
}

func (g *ignore) report(rule, message string) []diag.Diagnostic {
	return []diag.Diagnostic{{
		Rule: rule, Severity: descriptor(rule).Severity, Message: message,
		File: g.document.File, Span: g.span, Document: g.document.Index, Path: g.document.Path,
	}}
}
