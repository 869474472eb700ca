package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// A field at the wrong indentation is unknown in the object that contains it, and missing in the object that it belongs to. Both errors are
// reported as one finding.

// misindented adds findings about the unknown fields of an object that only have the wrong indentation, and returns the other unknown
// fields.
func (c *checker) misindented(e *failure, fields []string) []string {
	unknown := make(map[string]bool, len(fields))
	for _, name := range fields {
		unknown[name] = true
	}
	c.tooLittle(e.at, unknown)
	c.tooMuch(e.at, unknown)
	return slices.DeleteFunc(slices.Clone(fields), func(name string) bool { return !unknown[name] })
}

// tooLittle reports unknown fields that follow an empty field and belong to it, and removes them from unknown.
func (c *checker) tooLittle(at []string, unknown map[string]bool) {
	var above *manifest.Field // the empty field, or nil
	var group []*manifest.Field
	object := c.node(at)
	flush := func() {
		if len(group) > 0 {
			c.indent(at, above, group)
		}
		for _, f := range group {
			delete(unknown, f.Key)
		}
		group = nil
	}
	for i := range object.Fields {
		f := &object.Fields[i]
		if above != nil && unknown[f.Key] && c.belongs(f, append(slices.Clone(at), above.Key), at) {
			group = append(group, f)
			continue
		}
		flush()
		if above = nil; isEmpty(f) && !unknown[f.Key] {
			above = f
		}
	}
	flush()
}

// isEmpty reports whether a key has no value in the file.
func isEmpty(f *manifest.Field) bool {
	return isNull(f.Value) && f.Value.Span.Len() == 0 && f.Value.Anchor == "" && f.Value.Defined == nil && !f.Merged && !f.Template
}

// belongs reports whether an unknown field of an object is a field of another object, and not a field of this object in other releases.
func (c *checker) belongs(f *manifest.Field, other, at []string) bool {
	return !f.Template && c.hasField(append(slices.Clone(other), f.Key)) && c.inOtherTargets(&finding{at: at, unknown: f.Key}) == ""
}

// indent reports fields that belong to the empty field above them.
func (c *checker) indent(at []string, above *manifest.Field, group []*manifest.Field) {
	f := c.misplaced(at, group)
	f.fills = above.Key
	is, them := "is a field", "it"
	if len(group) > 1 {
		is, them = "are fields", "them"
	}
	f.Message = fmt.Sprintf("%s %s of %s: indent %s below %s", and(keys(group)), is, above.Key, them, above.Key)
	f.Related = []diag.Related{{Message: "this field is empty", File: c.manifest.File, Span: above.KeySpan}}
	if edits := c.shift(at, group, 2); edits != nil {
		f.Fixes = []diag.Fix{{Title: "indent " + them, Safety: diag.Safe, Edits: edits}}
	}
	c.add(f)
}

// tooMuch reports unknown fields of an object that are missing in the parent object, and removes them from unknown.
func (c *checker) tooMuch(at []string, unknown map[string]bool) {
	if len(unknown) == 0 || len(at) == 0 || c.node(at[:len(at)-1]).Kind != manifest.Mapping {
		return
	}
	outer, object := at[:len(at)-1], c.node(at)
	var group []*manifest.Field
	first := 0 // the index of the group's first field
	for i := range object.Fields {
		if f := &object.Fields[i]; unknown[f.Key] && c.belongs(f, outer, at) && c.node(outer).Get(f.Key) == nil {
			if len(group) == 0 {
				first = i
			}
			group = append(group, f)
		}
	}
	if len(group) == 0 {
		return
	}
	c.outdent(at, group, first > 0 && first+len(group) == len(object.Fields))
	for _, f := range group {
		delete(unknown, f.Key)
	}
}

// outdent reports fields that belong to the parent of their object. If they are the last fields of their object, a fix changes their
// indentation.
func (c *checker) outdent(at []string, group []*manifest.Field, isLast bool) {
	object := c.manifest.Root.FieldAt(at)
	f := c.misplaced(at, group)
	f.leaves = keys(group)
	is, them := "is", "it"
	if len(group) > 1 {
		is, them = "are", "them"
	}
	f.Message = fmt.Sprintf("%s %s indented below %s: move %s to the left", and(keys(group)), is, object.Key, them)
	f.Related = []diag.Related{{Message: "belongs at the level of this field", File: c.manifest.File, Span: object.KeySpan}}
	by := c.column(group[0].KeySpan.Start) - c.column(object.KeySpan.Start)
	if edits := c.shift(at, group, -by); edits != nil && isLast {
		f.Fixes = []diag.Fix{{Title: "move " + them + " to the left", Safety: diag.Safe, Edits: edits}}
	}
	c.add(f)
}

func keys(fields []*manifest.Field) []string {
	out := make([]string, len(fields))
	for i, f := range fields {
		out[i] = f.Key
	}
	return out
}

// misplaced returns a finding about unknown fields of an object, without a message.
func (c *checker) misplaced(at []string, group []*manifest.Field) finding {
	f := finding{at: at, unknown: group[0].Key}
	f.Rule, f.Span = ruleUnknown, group[0].KeySpan
	f.Label = "not a field of " + c.objectName(at)
	return f
}

// column returns the number of bytes before an offset on its line.
func (c *checker) column(offset int) int {
	text := c.manifest.File.Text()[:offset]
	return offset - (strings.LastIndexAny(text, "\r\n") + 1)
}

// shift returns the edits that indent the lines of consecutive fields by a number of spaces, or that remove spaces if it is negative. It
// returns nil if the fields are not on lines of their own, if they come from an alias or a merge key, or if a line has not enough spaces.
func (c *checker) shift(at []string, group []*manifest.Field, by int) []edit.Edit {
	if object := c.node(at); object.Flow || by == 0 || c.isRepeated(at) || slices.ContainsFunc(group, func(f *manifest.Field) bool { return f.Merged }) {
		return nil
	}
	text := c.manifest.File.Text()
	start := group[0].KeySpan.Start
	start -= c.column(start)
	if strings.Trim(text[start:group[0].KeySpan.Start], " ") != "" {
		return nil
	}
	last := group[len(group)-1]
	var edits []edit.Edit
	for end := max(last.KeySpan.End, last.Value.Span.End); start < end; {
		line, _, _ := strings.Cut(text[start:], "\n")
		content := strings.TrimLeft(line, " ")
		switch {
		case strings.TrimSpace(line) == "":
		case by > 0:
			edits = append(edits, edit.Edit{Span: source.Span{Start: start, End: start}, New: strings.Repeat(" ", by)})
		case len(line)-len(content) >= -by:
			edits = append(edits, edit.Edit{Span: source.Span{Start: start, End: start - by}})
		case content[0] != '#':
			return nil
		}
		start += len(line) + 1
	}
	return edits
}

// isRepeated reports whether an object comes from an alias, so that its text is elsewhere in the file.
func (c *checker) isRepeated(at []string) bool {
	for i := range len(at) + 1 {
		if c.node(at[:i]).Defined != nil {
			return true
		}
	}
	return false
}
