package explain

import (
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
)

// sample returns a made-up rule.
func sample() *Rule {
	return &Rule{
		Descriptor: diag.Descriptor{
			ID: "host-blank", Summary: "a host is blank", Severity: diag.Info, OptIn: true, Inferred: true, Category: diag.Style, Since: "2.1",
			Why:     "The name is " + strings.Repeat("long ", 30) + "indeed.\n\nFix it:\n- one way with more words than fit on a line of this width\n- another",
			Bad:     "host: ' '\n",
			Good:    "host: a\n",
			Sources: []string{"a/b.go @ 2.4"},
		},
		Command: "backendctl lint x.yaml", Says: "info[host-blank]: blank\n", Fix: "safe",
	}
}

func TestText(t *testing.T) {
	got := sample().Text(60, strings.ToUpper)
	for line := range strings.SplitSeq(got, "\n") {
		if len(line) > 60 {
			t.Errorf("a line is wider than 60 columns: %s", line)
		}
		if strings.TrimRight(line, " ") != line {
			t.Errorf("a line ends with a space: %q", line)
		}
	}
	for _, want := range []string{
		"HOST-BLANK\nA host is blank.\n",
		"  severity    info (off by default)\n  category    style\n  applies to  kgateway 2.1 and later\n  fix         safe, with `--fix`\n",
		"\n  - one way with more words than fit on a line of this width\n  - another\n",
		"\n  This is inferred from the sources, which",
		"\nBAD\n  host: ' '\n",
		"\nSOURCES\n  a/b.go @ 2.4\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the page does not contain %q:\n%s", want, got)
		}
	}
}

func TestMarkdown(t *testing.T) {
	got := sample().Markdown()
	for _, want := range []string{
		"# host-blank\n\nA host is blank.\n",
		"| info (off by default) | style | kgateway 2.1 and later | safe, with `--fix` |\n",
		"This rule is off by default. To turn it on, use `backendctl lint --enable host-blank`",
		"```yaml\nhost: ' '\n```\n\n`backendctl lint x.yaml` prints:\n\n```text\ninfo[host-blank]: blank\n```\n",
		"\n## Sources\n\n- a/b.go @ 2.4\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the page does not contain %q:\n%s", want, got)
		}
	}
}

// TestPatchRemark checks that the page of a rule explains targets with a patch release only if the rule applies to some patches of a
// release.
func TestPatchRemark(t *testing.T) {
	const remark = "Only some patches of a release are affected."
	for until, want := range map[string]bool{"": false, "2.3": false, "2.3.4": true} {
		r := sample()
		r.Until = until
		if got := strings.Contains(r.Markdown(), remark); got != want {
			t.Errorf("a rule until %q: the page has the remark: %t, want %t", until, got, want)
		}
	}
}

func TestReleases(t *testing.T) {
	for _, c := range []struct{ since, until, want string }{
		{"", "", "every release"},
		{"2.1", "", "kgateway 2.1 and later"},
		{"", "2.3", "up to kgateway 2.3"},
		{"2.1", "2.3", "kgateway 2.1 to 2.3"},
		{"2.1", "2.1", "kgateway 2.1 only"},
		{"2.1", "2.3.4", "kgateway 2.1 to 2.3.4"},
	} {
		r := Rule{Descriptor: diag.Descriptor{Since: c.since, Until: c.until}}
		if got := r.Releases(); got != c.want {
			t.Errorf("a rule since %q and until %q applies to %q, want %q", c.since, c.until, got, c.want)
		}
	}
}
