package manifest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/source"
)

// TestRemedies checks the message about a missing character, its place, and the text after the fix. An unsafe fix has a question mark
// before its text.
func TestRemedies(t *testing.T) {
	for _, c := range []struct{ name, text, mark, words, fixed string }{
		{"missing space in an item", "a:\n- host:x.y\n  port: 80\n", "host:", "add a space after `host:`", "a:\n- host: x.y\n  port: 80\n"},
		{"missing space in the last line", "a:\n- host: x.y\n  port:80\n", "port:", "add a space after `port:`", "a:\n- host: x.y\n  port: 80\n"},
		{"missing space in a line before another item", "a:\n- b: x.y\n  port:80\n- b: c\n", "port:", "add a space after `port:`", "a:\n- b: x.y\n  port: 80\n- b: c\n"},
		{"missing space at the top", "a: 1\nkind:B\nc: 2\n", "kind:", "add a space after `kind:`", "a: 1\nkind: B\nc: 2\n"},
		{"missing space before a path", "a: 1\npath:/x\nc: 2\n", "path:", "add a space after `path:`", "a: 1\npath: /x\nc: 2\n"},
		{"missing space in two lines", "a:\n- host:x.y\n  port:80\n  b: c\n", "host:", "add a space after `host:` and `port:`", "a:\n- host: x.y\n  port: 80\n  b: c\n"},
		{"missing space after a quoted key", "a:\n  \"app\":web\n  b: c\n", `"app":`, "add a space after `\"app\":`", "a:\n  \"app\": web\n  b: c\n"},
		{"missing space, and a comment", "a:\n- host:x.y # c: d\n  # e\n\n  port: 80\n", "host:", "add a space after `host:`", "a:\n- host: x.y # c: d\n  # e\n\n  port: 80\n"},
		{"missing space with CRLF", "a:\r\n- host:x\r\n  port: 80\r\n", "host:", "add a space after `host:`", "a:\r\n- host: x\r\n  port: 80\r\n"},
		{"missing space, and another mistake below", "a:\n- host:x.y\n  port: 80\nb: *.c\n", "host:", "add a space after `host:`", "a:\n- host: x.y\n  port: 80\nb: *.c\n"},
		{"a URL is not a key", "a: 1\nhttp://x\nb: 2\n", "http://x", "has no \": \"", ""},
		{"missing space before a template", "a:\n- host:{{ .x }}\n  port: 80\n", "host:", "add a space after `host:`", ""},

		{"missing colon with fields below", "a:\n  static\n    hosts:\n    - b: c\n", "static", "add a colon after `static`", "a:\n  static:\n    hosts:\n    - b: c\n"},
		{"missing colon with fields below, in the second field", "a:\n  b: c\n  static\n    hosts:\n    - b: c\n", "static", "add a colon after `static`", "a:\n  b: c\n  static:\n    hosts:\n    - b: c\n"},
		{"missing colon with a list below", "a:\n  hosts\n  - b: c\n    d: e\n", "hosts", "add a colon after `hosts`", "a:\n  hosts:\n  - b: c\n    d: e\n"},
		{"missing colon at the top", "a: 1\nspec\n  b: c\n", "spec", "add a colon after `spec`", "a: 1\nspec:\n  b: c\n"},
		{"missing colon with siblings below", "a: 1\nbee\nc: 1\n", "bee", "add a colon after `bee`", "?a: 1\nbee:\nc: 1\n"},
		{"missing colon before a value", "a:\n- host x.y\n  port: 80\n", "host", "add a colon after `host`", "?a:\n- host: x.y\n  port: 80\n"},
		{"a sentence is not a key", "a: b\nand so on\nc: 1\n", "and so on", "has no \": \"", ""},

		{"missing space after a dash", "a:\n-host: b\n  port: 80\n", "-", "add a space after the dash", "a:\n- host: b\n  port: 80\n"},

		{"asterisk", "a: *.b.c\nd: e\n", "*.b.c", "quote a value that starts with `*`; YAML reads it as an alias", "a: \"*.b.c\"\nd: e\n"},
		{"asterisk alone", "a: *\nd: e\n", "*", "quote a value that starts with `*`", "a: \"*\"\nd: e\n"},
		{"asterisk in an item", "a:\n- *.b # c\nd: e\n", "*.b", "quote a value that starts with `*`", "a:\n- \"*.b\" # c\nd: e\n"},
		{"asterisk on a separate line", "a:\n  *.b\nd: e\n", "*.b", "quote a value that starts with `*`", "a:\n  \"*.b\"\nd: e\n"},
		{"asterisk in braces", "a: {b: *.c, d: e}\n", "*.c", "quote a value that starts with `*`", "a: {b: \"*.c\", d: e}\n"},
		{"asterisk in brackets", "a: [b, *.c ]\n", "*.c", "quote a value that starts with `*`", "a: [b, \"*.c\" ]\n"},
		{"asterisk before quotes", "a: *.\"b\"\n", "*.\"b\"", "quote a value that starts with `*`", "a: '*.\"b\"'\n"},
		{"ampersand", "a: &.b\n", "&.b", "quote a value that starts with `&`; YAML reads it as an anchor", "a: \"&.b\"\n"},
		{"tag", "a: !b!c d\n", "!b!c d", "quote a value that starts with `!`; YAML reads it as a tag", "?a: \"!b!c d\"\n"},
		{"at sign", "a: @b\n", "@b", "quote a value that starts with `@`; YAML reserves", "a: \"@b\"\n"},
		{"backtick", "a: `b`\n", "`b`", "quote a value that starts with a backtick; YAML reserves", "a: \"`b`\"\n"},
		{"percent", "a: %b\n", "%b", "quote a value that starts with `%`; YAML reserves", "a: \"%b\"\n"},
		{"greater than", "a: >= 1\nb: c\n", ">= 1", "quote a value that starts with `>`; YAML reads it as the start of a block of text", "?a: \">= 1\"\nb: c\n"},
		{"pipe", "a: |b\nb: c\n", "|b", "quote a value that starts with `|`", "?a: \"|b\"\nb: c\n"},
		{"question mark", "a: ? b\nb: c\n", "? b", "quote a value that starts with `?`", "?a: \"? b\"\nb: c\n"},
		{"bracket", "a: ]b\nb: c\n", "]b", "quote a value that starts with `]`", "?a: \"]b\"\nb: c\n"},
		{"comma", "a: ,b\nb: c\n", ",b", "quote a value that starts with `,`", "?a: \",b\"\nb: c\n"},
		{"an extra comma", "{\"a\": 1,, \"b\": 2}\n", "{", "", ""},
		{"asterisk beside a template", "a: *.{{ .b }}\n", "*.{{ .b }}", "quote a value that starts with `*`", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, before := range []string{"", "x: y\n---\n", "---\n\uFEFF"} {
				checkRemedy(t, before, c.text, c.mark, c.words, c.fixed)
			}
		})
	}
}

func checkRemedy(t *testing.T, before, text, mark, words, fixed string) {
	t.Helper()
	f := source.New("x.yaml", []byte(before+text))
	_, problems := Parse(f, Options{Templates: true})
	if len(problems) != 1 {
		t.Fatalf("got %d problems, want 1: %v", len(problems), problems)
	}
	d := problems[0]
	if got := f.Slice(d.Span); words != "" && got != mark || !strings.Contains(d.Message, words) {
		t.Errorf("after %q: the message is %q at %q, want %q at %q", before, d.Message, got, words, mark)
	}
	got := ""
	for _, fix := range d.Fixes {
		after, err := edit.Apply(f.Text(), fix.Edits)
		if err != nil {
			t.Fatal(err)
		}
		got = fmt.Sprint(map[diag.Safety]string{diag.Unsafe: "?"}[fix.Safety], strings.TrimPrefix(after, before))
	}
	if got != fixed {
		t.Errorf("after %q: the fix gives %q, want %q", before, got, fixed)
	}
}

// TestRemedyOfLargeText checks that remedies are not tried on a document that is too large.
func TestRemedyOfLargeText(t *testing.T) {
	_, problems := Parse(source.New("x.yaml", []byte("a: *.b\n"+strings.Repeat("# filler\n", largestTried/8))), Options{})
	if len(problems) != 1 || len(problems[0].Fixes) > 0 {
		t.Errorf("got the problems %v, want one without a fix", problems)
	}
}
