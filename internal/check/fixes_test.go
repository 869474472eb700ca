package check

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/lint"
)

// TestRuleFixes checks that every fix of a bad example removes the finding: after the fix, the rule reports nothing, and after a safe fix
// no rule reports anything. A fix after which another rule reports something must be unsafe.
func TestRuleFixes(t *testing.T) {
	for _, rule := range Rules() {
		for _, d := range examine(t, rule, rule.Bad, lint.Stated) {
			for _, fix := range d.Fixes {
				fixed := applied(t, rule.Bad, fix)
				left := rulesOf(examine(t, rule, fixed, lint.Stated))
				if slices.Contains(left, rule.ID) || fix.Safety == diag.Safe && len(left) > 0 {
					t.Errorf("%s: after the fix %q, the findings are %v:\n%s", rule.ID, fix.Title, left, fixed)
				}
			}
		}
	}
}

// A notation converts a file to another form with the same content, and back.
type notation struct {
	name    string
	on, off func(string) string
}

var notations = []notation{
	{"CRLF", func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }, func(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }},
	{"byte order mark", func(s string) string { return "\uFEFF" + s }, func(s string) string { return strings.TrimPrefix(s, "\uFEFF") }},
	{"comments", comment, uncomment},
	{"no final newline", func(s string) string { return strings.TrimSuffix(s, "\n") }, func(s string) string { return strings.TrimSuffix(s, "\n") + "\n" }},
	{"another document", func(s string) string { return other + s }, func(s string) string { return strings.TrimPrefix(s, other) }},
}

// fits reports whether a notation keeps the finding of a rule's example. It returns false for rules about comments, and for comments in
// examples with a block scalar or braces.
func (d notation) fits(rule diag.Descriptor) bool {
	if d.name == "comments" && strings.ContainsAny(rule.Bad, "|{") {
		return false
	}
	return rule.Category != diag.Note
}

const other = "# another object\nkind:   ConfigMap\napiVersion: v1\nmetadata: {name: other , }\n---\n"

var indentation = regexp.MustCompile(`(?m)^( *)(\S.*)$`)

// comment adds a comment above and after each line. It skips separators, and adds no comment after the header of a block scalar.
func comment(s string) string {
	return indentation.ReplaceAllStringFunc(s, func(line string) string {
		if line == "---" || strings.HasSuffix(line, "|") {
			return line
		}
		return line[:len(line)-len(strings.TrimLeft(line, " "))] + "# above\n" + line + "  # after"
	})
}

func uncomment(s string) string {
	s = regexp.MustCompile(`(?m)^ *# above\n`).ReplaceAllString(s, "")
	s = regexp.MustCompile(`(?m)^ *# after\n`).ReplaceAllString(s, "") // the comment of a field that was removed
	return strings.ReplaceAll(s, "  # after", "")
}

// TestFixesInOtherNotations checks that a fix does not depend on the notation of the file: converting a file, fixing it and converting it
// back gives the fixed file.
func TestFixesInOtherNotations(t *testing.T) {
	fixes := 0
	for _, rule := range Rules() {
		plain := examine(t, rule, rule.Bad, lint.Stated)
		for _, d := range notations {
			if !d.fits(rule) {
				continue
			}
			converted := d.on(rule.Bad)
			found := examine(t, rule, converted, lint.Stated)
			if !slices.Equal(rulesOf(found), rulesOf(plain)) {
				t.Errorf("%s with %s: found %v, want %v", rule.ID, d.name, rulesOf(found), rulesOf(plain))
				continue
			}
			for i := range found {
				for j, fix := range plain[i].Fixes {
					fixes++
					if j >= len(found[i].Fixes) {
						t.Errorf("%s with %s: the fix %q is missing", rule.ID, d.name, fix.Title)
						continue
					}
					want, got := applied(t, rule.Bad, fix), d.off(applied(t, converted, found[i].Fixes[j]))
					if got != want {
						t.Errorf("%s with %s: the fix %q gives\n%s\nwant\n%s", rule.ID, d.name, fix.Title, got, want)
					}
				}
			}
		}
	}
	if fixes < 5*len(notations) {
		t.Errorf("only %d fixes were compared, want at least %d", fixes, 5*len(notations))
	}
}

func applied(t *testing.T, text string, fix diag.Fix) string {
	t.Helper()
	edits, err := edit.Merge(fix.Edits)
	if err != nil {
		t.Fatal(err)
	}
	out, err := edit.Apply(text, edits)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
