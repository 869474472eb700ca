package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// An ignore is a comment that silences findings:
//
//	# backendctl:ignore rule[,rule] reason
//	# backendctl:ignore-file rule[,rule] reason
//
// The first holds for its own line or, where it stands alone, for the line below; and for the block that begins there.
type ignore struct {
	document *manifest.Document
	span     source.Span
	file     bool
	rules    []string
	reason   string
	covers   []source.Span
	used     map[string]bool // by rule
}

// suppress marks the findings of one file that its comments silence, and adds one for each comment that is wrong or
// silences nothing. Of a rule that was not looked for nobody knows whether there is something to silence.
func suppress(documents []*manifest.Document, found []diag.Diagnostic, lookedFor func(rule string) bool) []diag.Diagnostic {
	var ignores []*ignore
	for _, d := range documents {
		for _, comment := range d.Comments() {
			// The items of a List share its comments, and each may have a block that begins there.
			same := slices.IndexFunc(ignores, func(g *ignore) bool { return g.document.Index == d.Index && g.span == comment })
			if same >= 0 {
				ignores[same].cover(d)
			} else if g := readIgnore(d, comment); g != nil {
				ignores = append(ignores, g)
			}
		}
	}
	var own []diag.Diagnostic
	for _, g := range ignores {
		own = append(own, g.check()...)
	}
	for i := range found {
		for _, g := range ignores {
			if g.silences(found[i]) {
				g.used[found[i].Rule] = true
				found[i].Suppressed = &diag.Suppression{Kind: "inSource", Reason: g.reason}
			}
		}
	}
	for _, g := range ignores {
		own = append(own, g.unused(lookedFor)...)
	}
	return append(found, own...)
}

// readIgnore reads a comment, and returns nil for any other one.
func readIgnore(d *manifest.Document, comment source.Span) *ignore {
	text, ok := strings.CutPrefix(strings.TrimLeft(d.File.Slice(comment), "# \t"), "backendctl:")
	if !ok {
		return nil
	}
	words := strings.Fields(text)
	if len(words) == 0 || words[0] != "ignore" && words[0] != "ignore-file" {
		return nil
	}
	g := &ignore{document: d, span: comment, file: words[0] == "ignore-file", used: map[string]bool{}}
	if len(words) > 1 {
		g.rules = strings.Split(words[1], ",")
		g.reason = strings.Join(words[2:], " ")
	}
	g.covers = []source.Span{d.File.Line(g.line())}
	g.cover(d)
	return g
}

// cover adds the blocks of a document that begin on the line of the comment.
func (g *ignore) cover(d *manifest.Document) {
	if d.Root == nil {
		return
	}
	if d.Path != "" && d.Line() == g.line() {
		g.covers = append(g.covers, d.Root.Span) // an item of a List is a block like any other
	}
	g.covers = append(g.covers, blocks(d.File, d.Root, g.line())...)
}

// line returns the line that an ignore is about: its own, or the next one that is no comment where it stands alone.
func (g *ignore) line() int {
	f := g.document.File
	at := f.Position(g.span.Start)
	if strings.TrimSpace(f.Slice(source.Span{Start: f.Line(at.Line).Start, End: g.span.Start})) != "" {
		return at.Line
	}
	for n := at.Line + 1; n <= f.Lines(); n++ {
		if text := strings.TrimSpace(f.Slice(f.Line(n))); text != "" && text[0] != '#' {
			return n
		}
	}
	return at.Line
}

// blocks returns the spans of the fields and items that begin on a line.
func blocks(f *source.File, root *manifest.Node, line int) []source.Span {
	var out []source.Span
	var visit func(n *manifest.Node)
	visit = func(n *manifest.Node) {
		for _, field := range n.Fields {
			if !field.Merged && f.Position(field.KeySpan.Start).Line == line {
				out = append(out, source.Span{Start: field.KeySpan.Start, End: max(field.KeySpan.End, field.Value.Span.End)})
			}
			if field.Value.Defined == nil && !field.Merged {
				visit(field.Value)
			}
		}
		for _, item := range n.Items {
			if f.Position(item.Span.Start).Line == line {
				out = append(out, item.Span)
			}
			if item.Defined == nil {
				visit(item)
			}
		}
	}
	visit(root)
	return out
}

func (g *ignore) silences(d diag.Diagnostic) bool {
	if g.reason == "" || !slices.Contains(g.rules, d.Rule) {
		return false
	}
	if g.file {
		return g.onTop()
	}
	return slices.ContainsFunc(g.covers, func(s source.Span) bool { return s.Start <= d.Span.Start && d.Span.Start <= s.End })
}

// onTop says whether an ignore for the file stands before everything else in it.
func (g *ignore) onTop() bool {
	return g.document.Index == 0 && (g.document.Root == nil || g.span.Start < g.document.Root.Span.Start)
}

// check reports what is wrong with the comment itself.
func (g *ignore) check() []diag.Diagnostic {
	switch {
	case len(g.rules) == 0:
		return g.report(ruleBadIgnore, "this names no rule to ignore; write `# backendctl:ignore rule reason`")
	case g.reason == "":
		return g.report(ruleBadIgnore, "this gives no reason, so it silences nothing; write one behind the rule")
	case g.file && !g.onTop():
		return g.report(ruleBadIgnore, "ignore-file has to stand at the top of the file")
	}
	var found []diag.Diagnostic
	for _, rule := range g.rules {
		if !isRule(rule) {
			found = append(found, g.report(ruleBadIgnore, unknownRule(rule))...)
		}
	}
	return found
}

func isRule(id string) bool {
	return slices.ContainsFunc(Rules(), func(d diag.Descriptor) bool { return d.ID == id })
}

func unknownRule(id string) string {
	var ids []string
	for _, r := range Rules() {
		ids = append(ids, r.ID)
	}
	if near, ok := fuzzy.Nearest(id, ids); ok {
		return fmt.Sprintf("unknown rule %q, did you mean %q?", id, near)
	}
	return fmt.Sprintf("unknown rule %q; `backendctl rules` lists them", id)
}

// unused reports the rules of the comment that silenced nothing.
func (g *ignore) unused(lookedFor func(rule string) bool) []diag.Diagnostic {
	if len(g.check()) > 0 {
		return nil // it says so already
	}
	var found []diag.Diagnostic
	for _, rule := range g.rules {
		if !g.used[rule] && lookedFor(rule) {
			found = append(found, g.report(ruleUnusedIgnore, fmt.Sprintf("there is no %s here to ignore; remove this", rule))...)
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
