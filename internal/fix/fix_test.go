package fix

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/source"
)

// A rewriting is a rule with a finding at each match of a pattern.
type rewriting struct {
	pattern  string
	severity diag.Severity
	safety   diag.Safety
	with     []string // a replacement of the match for each fix of the finding
	ignored  bool     // the findings are suppressed
}

// checker returns a Check of rewritings that counts its calls.
func checker(calls *int, rules ...rewriting) Check {
	return func(_ context.Context, files []*source.File) (*diag.Result, error) {
		*calls++
		r := &diag.Result{Files: files}
		for _, f := range files {
			for _, rule := range rules {
				for _, at := range regexp.MustCompile(rule.pattern).FindAllStringIndex(f.Text(), -1) {
					r.Diagnostics = append(r.Diagnostics, rule.finding(f, at))
				}
			}
		}
		r.Sort()
		return r, nil
	}
}

func (r rewriting) finding(f *source.File, at []int) diag.Diagnostic {
	span := source.Span{Start: at[0], End: at[1]}
	d := diag.Diagnostic{Rule: r.pattern, Severity: r.severity, Message: f.Slice(span), File: f, Span: span}
	for _, text := range r.with {
		d.Fixes = append(d.Fixes, diag.Fix{Safety: r.safety, Edits: []edit.Edit{{Span: span, New: text}}})
	}
	if r.ignored {
		d.Suppressed = &diag.Suppression{Kind: "inSource"}
	}
	return d
}

// TestRun runs the fixes of rewritings on a text.
func TestRun(t *testing.T) {
	safe := func(pattern string, with ...string) rewriting {
		return rewriting{pattern: pattern, severity: diag.Warning, safety: diag.Safe, with: with}
	}
	unsafe := func(pattern, with string) rewriting {
		return rewriting{pattern: pattern, severity: diag.Warning, safety: diag.Unsafe, with: []string{with}}
	}
	failure := func(pattern string) rewriting { return rewriting{pattern: pattern, severity: diag.Error} }
	ignored := safe("a", "b")
	ignored.ignored = true
	for _, c := range []struct {
		name         string
		rules        []rewriting
		upTo         diag.Safety
		before, want string
		fixed        int
	}{
		{"no rules", nil, diag.Safe, "a", "a", 0},
		{"several findings", []rewriting{safe("a", "b")}, diag.Safe, "a a a", "b b b", 3},
		{"a finding with two fixes", []rewriting{safe("a", "b", "c")}, diag.Safe, "a", "b", 1},
		{"an unsafe fix, with safe fixes only", []rewriting{unsafe("a", "b")}, diag.Safe, "a", "a", 0},
		{"an unsafe fix, with unsafe fixes", []rewriting{unsafe("a", "b")}, diag.Unsafe, "a", "b", 1},
		{"a suppressed finding", []rewriting{ignored}, diag.Safe, "a", "a", 0},
		{"a fix that enables another fix", []rewriting{safe("ab", "cd"), safe("bc", "x"), safe("dc", "y")}, diag.Safe, "abc", "cy", 2},
		{"two findings with the same fix", []rewriting{safe("a", "b"), safe("[a]", "b")}, diag.Safe, "a", "b", 2},
		{"three fixes in a row", []rewriting{safe("a", "b"), safe("b", "c"), safe("c", "d")}, diag.Safe, "a", "d", 3},
		{"a fix that reverses another fix", []rewriting{safe("a", "b"), safe("b", "a")}, diag.Safe, "a", "b", 1},
		{"a fix that causes an error", []rewriting{safe("a", "!"), failure("!"), safe("c", "d")}, diag.Safe, "a c", "a d", 1},
		{"a fix that causes an error that exists already", []rewriting{safe("a", "!"), failure("!")}, diag.Safe, "a !", "a !", 0},
		{"a fix that causes an error that has a fix", []rewriting{safe("a", "!"), {"!", diag.Error, diag.Safe, []string{"b"}, false}}, diag.Safe, "a", "b", 2},
		{"an unrelated error without a fix", []rewriting{safe("a", "b"), failure("!")}, diag.Safe, "a !", "b !", 1},
		{"two fixes that are harmful only together", []rewriting{safe("a", "1"), safe("b", "2"), failure("12")}, diag.Safe, "ab", "1b", 1},
		{"more errors after several rounds", []rewriting{{"a", diag.Error, diag.Safe, []string{"!!"}, false}, {"!", diag.Error, diag.Safe, []string{"?"}, false}, failure("[?]")}, diag.Safe, "a", "a", 0},
		{"a fix that is harmless only after another fix", []rewriting{safe("a", "A"), safe("b", "B"), failure("Ab|aB.")}, diag.Safe, "ab.", "AB.", 2},
		{"a finding that each fix causes again", []rewriting{safe("^", "a")}, diag.Safe, "b", strings.Repeat("a", rounds) + "b", rounds},
	} {
		t.Run(c.name, func(t *testing.T) {
			calls := 0
			f := source.New("x.yaml", []byte(c.before))
			o, err := Run(t.Context(), []*source.File{f}, c.upTo, checker(&calls, c.rules...))
			if err != nil {
				t.Fatal(err)
			}
			got := c.before
			for _, change := range o.Changes {
				if change.Before != f {
					t.Error("the field Before of the change is not the given file")
				}
				got = change.After.Text()
			}
			if got != c.want || o.Fixed() != c.fixed {
				t.Errorf("got %q with %d fixed findings, want %q with %d", got, o.Fixed(), c.want, c.fixed)
			}
			if now := o.Result.Files[0].Text(); now != got {
				t.Errorf("the result is for the text %q, want %q", now, got)
			}
		})
	}
}

// TestSift checks how often texts are checked to find harmful fixes. For a few harmful fixes, that is about as often as the fixes can be
// halved. It is never more than the limit, and fixes that are not known to be harmless then are not applied.
func TestSift(t *testing.T) {
	for _, c := range []struct {
		name, before, want string
		calls              int
	}{
		{"one harmful fix of many", strings.Repeat("a", 500) + "x" + strings.Repeat("a", 500), strings.Repeat("b", 500) + "x" + strings.Repeat("b", 500), 40},
		{"only harmful fixes", strings.Repeat("x", 1000), strings.Repeat("x", 1000), mostTrials + 3},
	} {
		calls := 0
		letters := checker(&calls, rewriting{pattern: "a", severity: diag.Warning, safety: diag.Safe, with: []string{"b"}}, rewriting{pattern: "x", severity: diag.Warning, safety: diag.Safe, with: []string{"!"}},
			rewriting{pattern: "!", severity: diag.Error})
		placed := func(ctx context.Context, files []*source.File) (*diag.Result, error) {
			r, err := letters(ctx, files)
			for i := range r.Diagnostics {
				r.Diagnostics[i].Path = strconv.Itoa(r.Diagnostics[i].Span.Start)
			}
			return r, err
		}
		o, err := Run(t.Context(), []*source.File{source.New("x.yaml", []byte(c.before))}, diag.Safe, placed)
		if err != nil {
			t.Fatal(err)
		}
		if got := o.Result.Files[0].Text(); got != c.want || calls > c.calls {
			t.Errorf("%s: got %q after %d checks, want %q after at most %d", c.name, got, calls, c.want, c.calls)
		}
	}
}

// TestDocumentsApart checks that a harmful fix in one document does not affect other documents, and that one check tries a fix in each of
// them.
func TestDocumentsApart(t *testing.T) {
	calls := 0
	letters := checker(&calls, rewriting{pattern: "a", severity: diag.Warning, safety: diag.Safe, with: []string{"b"}}, rewriting{pattern: "b x", severity: diag.Error})
	perLine := func(ctx context.Context, files []*source.File) (*diag.Result, error) {
		r, err := letters(ctx, files)
		for i := range r.Diagnostics {
			d := &r.Diagnostics[i]
			d.Document = d.File.LineOf(d.Span.Start) - 1
			d.Path = strconv.Itoa(d.Document)
		}
		return r, err
	}
	o, err := Run(t.Context(), []*source.File{source.New("x.yaml", []byte(strings.Repeat("a x\na\n", 200)))}, diag.Safe, perLine)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := o.Result.Files[0].Text(), strings.Repeat("a x\nb\n", 200); got != want || calls > 10 {
		t.Errorf("got %q after %d checks, want %q after at most 10", got, calls, want)
	}
}

// TestFilesApart checks that a harmful fix in one file does not affect another file.
func TestFilesApart(t *testing.T) {
	calls := 0
	files := []*source.File{source.New("a", []byte("a x")), source.New("b", []byte("b")), source.New("c", []byte("a"))}
	rules := []rewriting{
		{pattern: "a", severity: diag.Error, safety: diag.Safe, with: []string{"b"}},
		{pattern: "b x", severity: diag.Error},
	}
	o, err := Run(t.Context(), files, diag.Safe, checker(&calls, rules...))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range o.Result.Files {
		got = append(got, f.Text())
	}
	if want := []string{"a x", "b", "b"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if len(o.Changes) != 1 || o.Changes[0].Before != files[2] {
		t.Errorf("the changes are %v, want a single change, of the third file", o.Changes)
	}
}
