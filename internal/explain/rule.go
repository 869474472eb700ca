// Package explain writes documentation for people: what a rule finds, what a field takes, what a release changed. It makes
// nothing up: rules are given to it, fields and releases are read from the schemas.
package explain

import (
	"fmt"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
)

// A Rule is a rule with what a run says of its bad example.
type Rule struct {
	diag.Descriptor
	Command string // the command that says it
	Says    string // its output
	Fix     string // "safe" or "unsafe"; "" when no finding of the example has a fix
}

// Releases says which releases a rule is about.
func (r Rule) Releases() string { return releases(r.Since, r.Until) }

// releases says which releases lie between two, both of them in; an empty one is no limit.
func releases(since, until string) string {
	switch {
	case since == "" && until == "":
		return "every release"
	case since == "":
		return "up to kgateway " + until
	case until == "":
		return "kgateway " + since + " and later"
	case since == until:
		return "kgateway " + since + " only"
	}
	return "kgateway " + since + " to " + until
}

// dates says the same in as few words as a list has room for; one end at least is a limit.
func dates(since, until string) string {
	switch {
	case until == "":
		return "since " + since
	case since == "":
		return "until " + until
	case since == until:
		return since + " only"
	}
	return since + " to " + until
}

func (r Rule) fix() string {
	switch r.Fix {
	case string(diag.Safe):
		return "safe, with `--fix`"
	case string(diag.Unsafe):
		return "with `--unsafe-fixes`"
	}
	return "none"
}

// sentence makes one of a summary.
func sentence(summary string) string { return strings.ToUpper(summary[:1]) + summary[1:] + "." }

// remarks are what a reader has to know of how the rule is run and of what it is worth.
func (r Rule) remarks() []string {
	var out []string
	if r.OptIn {
		out = append(out, fmt.Sprintf("It is off until you ask for it: `backendctl lint --enable %s`, or `%s: %s` under `rules:` in `.backendctl.yaml`.", r.ID, r.ID, r.Severity))
	}
	if r.Complete > r.Severity {
		out = append(out, fmt.Sprintf("A missing object is a %s in a directory, which may leave something out, and an %s with `--complete`. In single files and standard "+
			"input it is a %s, and only if the input has others of its kind and namespace.", r.Severity, r.Complete, r.Severity))
	}
	if isPatch(r.Since) || isPatch(r.Until) {
		out = append(out, "Only some patches of a release are affected. With a target such as `2.4` the finding names them and is at most a warning; with a patch, "+
			"such as `2.4.3`, it is reported only if that patch is affected.")
	}
	if r.Inferred {
		out = append(out, "This follows from what the sources say; none of them says it in so many words.")
	}
	return out
}

// isPatch reports whether a limit is a patch release and not a line.
func isPatch(release string) bool { return strings.Count(release, ".") == 2 }

// severities writes the severity, and the one with --complete where that is another.
func (r Rule) severities() string {
	if r.Complete > r.Severity {
		return r.Severity.String() + ", with --complete " + r.Complete.String()
	}
	return r.Severity.String()
}

// Markdown returns the rule's page.
func (r Rule) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n\n", r.ID, sentence(r.Summary))
	fmt.Fprintf(&b, "| severity | category | holds for | fix |\n|---|---|---|---|\n| %s | %s | %s | %s |\n", strings.Replace(r.severities(), "--complete", "`--complete`", 1), r.Category, r.Releases(), r.fix())
	fmt.Fprintf(&b, "\n## Why\n\n%s\n", r.Why)
	for _, remark := range r.remarks() {
		fmt.Fprintf(&b, "\n%s\n", remark)
	}
	if r.Bad != "" {
		fmt.Fprintf(&b, "\n## Bad\n\n```yaml\n%s```\n\n`%s` says:\n\n```text\n%s```\n", r.Bad, r.Command, r.Says)
	}
	if r.Good != "" {
		fmt.Fprintf(&b, "\n## Good\n\n```yaml\n%s```\n", r.Good)
	}
	if len(r.Sources) > 0 {
		b.WriteString("\n## Sources\n\n")
		for _, source := range r.Sources {
			fmt.Fprintf(&b, "- %s\n", source)
		}
	}
	return b.String()
}

// Text returns the page for a terminal of some columns. heading marks a heading, for a terminal that can.
func (r Rule) Text(width int, heading func(string) string) string {
	var b strings.Builder
	section := func(title, body string) { fmt.Fprintf(&b, "\n%s\n%s\n", heading(title), strings.TrimRight(body, "\n")) }
	state := ""
	if r.OptIn {
		state = ", off by default"
	}
	fmt.Fprintf(&b, "%s\n%s\n\n", heading(r.ID), fill(sentence(r.Summary), width, ""))
	fmt.Fprintf(&b, "  severity   %s%s\n  category   %s\n  holds for  %s\n  fix        %s\n", r.severities(), state, r.Category, r.Releases(), r.fix())
	section("Why", fill(strings.Join(append([]string{r.Why}, r.remarks()...), "\n\n"), width, "  "))
	if r.Bad != "" {
		section("Bad", indent(r.Bad))
		section("What `"+r.Command+"` says", indent(r.Says))
	}
	if r.Good != "" {
		section("Good", indent(r.Good))
	}
	if len(r.Sources) > 0 {
		section("Sources", indent(strings.Join(r.Sources, "\n")))
	}
	return b.String()
}
