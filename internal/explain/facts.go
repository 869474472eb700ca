package explain

import (
	"encoding/json"
	"fmt"
	"strings"
)

// A fact is one property of a field, or of a target, on its page: a label with one or more lines.
type fact struct {
	label string
	lines []string
	code  bool // the only line is a pattern, so Markdown shows it as code
}

// facts returns the properties of a field in a target. Properties that the field does not have are omitted.
func (f *Field) facts() []fact {
	if !f.Exists {
		return nil
	}
	var out []fact
	add := func(label string, lines ...string) {
		if len(lines) > 0 && lines[0] != "" {
			out = append(out, fact{label: label, lines: lines})
		}
	}
	pattern := func(label, pattern string) {
		if pattern != "" {
			out = append(out, fact{label: label, lines: []string{pattern}, code: true})
		}
	}
	add("type", f.typeText())
	add("required", f.requiredText())
	add("default", show(f.Default))
	add("values", valueLines(f.Values)...)
	add("limits", f.lines()...)
	add("expected", f.Expected)
	pattern("pattern", f.Pattern)
	if f.Items != nil {
		add("each value", f.Items.sentence())
		pattern("  pattern", f.Items.Pattern)
	}
	if f.Keys != nil {
		add("each key", f.Keys.sentence())
		pattern("  pattern", f.Keys.Pattern)
	}
	if f.UniqueBy != nil {
		add("unique", "no two items may have the same "+listed(f.UniqueBy, "and"))
	}
	add("union", f.Union)
	add("rules", f.Demands...)
	if f.Deprecated {
		add("deprecated", "yes")
	}
	return out
}

func (f *Field) typeText() string {
	if f.Format == "" {
		return f.Type
	}
	return fmt.Sprintf("%s (%s)", f.Type, f.Format)
}

func (f *Field) requiredText() string {
	switch {
	case f.Required && f.RequiredBecause != "":
		return "yes: " + f.RequiredBecause
	case f.Required:
		return "yes"
	case len(f.RequiredWhen) > 0:
		return "when " + strings.Join(f.RequiredWhen, ", or when ")
	}
	return "no"
}

// show returns a string without quotes, another value as JSON, or "" for nil. It returns `"" (empty)` for an empty string.
func show(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		if v == "" {
			return `"" (empty)`
		}
		return v
	case json.Number, bool:
		return fmt.Sprint(v)
	}
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(data)
}

// valueLines returns all values on one line, or a line for each value if at least one has a remark.
func valueLines(values []Value) []string {
	var names, lines []string
	remarks := false
	for _, v := range values {
		names = append(names, v.Value)
		lines = append(lines, v.String())
		remarks = remarks || v.String() != v.Value
	}
	if remarks {
		return lines
	}
	return []string{strings.Join(names, ", ")}
}

func (v Value) String() string {
	var remarks []string
	if len(v.Needs) > 0 {
		remarks = append(remarks, "needs "+listed(v.Needs, "or"))
	}
	if v.Since != "" || v.Until != "" {
		remarks = append(remarks, dates(v.Since, v.Until))
	}
	if remarks == nil {
		return v.Value
	}
	return v.Value + " (" + strings.Join(remarks, "; ") + ")"
}

// lines returns a line for each limit, except the pattern.
func (l Limits) lines() []string {
	var out []string
	bounds := func(low, high json.Number, one, many string) {
		if text := between(low, high, one, many); text != "" {
			out = append(out, text)
		}
	}
	bounds(l.Minimum, l.Maximum, "", "")
	bounds(l.MinLength, l.MaxLength, " character", " characters")
	bounds(l.MinItems, l.MaxItems, " item", " items")
	bounds("", l.MaxTotalSize, " byte", " bytes, keys and values together")
	return out
}

// sentence returns all limits on one line, except the pattern.
func (l Limits) sentence() string {
	out := l.lines()
	if l.Expected != "" {
		out = append(out, l.Expected)
	}
	return strings.Join(out, "; ")
}

func between(low, high json.Number, one, many string) string {
	unit := func(n json.Number) string {
		if n == "1" {
			return string(n) + one
		}
		return string(n) + many
	}
	switch {
	case low == "-2147483648" && high == "2147483647":
		return "-2147483648 to 2147483647, which is any 32-bit number"
	case low == "-9223372036854775808" && high == "9223372036854775807":
		return "-9223372036854775808 to 9223372036854775807, which is any 64-bit number"
	case low != "" && high != "":
		return string(low) + " to " + unit(high)
	case low != "":
		return "at least " + unit(low)
	case high != "":
		return "at most " + unit(high)
	}
	return ""
}
