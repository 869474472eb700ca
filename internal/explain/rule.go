// Package explain writes the documentation of rules, fields and targets. The caller passes the rules. The fields of Backends and the
// changes of targets come from the schemas of the targets, and the fields of policies come from package fields.
package explain

import (
	"fmt"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
)

// A Rule is a lint rule with the output of a run on its bad example.
type Rule struct {
	diag.Descriptor
	Command string // the command that checks the example, such as "backendctl lint --complete backend.yaml"
	Says    string // the output of the command
	Fix     string // "safe", "unsafe", or "" if no finding of the example has a fix
}

// Releases returns a text that describes which releases a rule applies to.
func (r *Rule) Releases() string { return releases(r.Since, r.Until) }

// releases returns text that describes an inclusive range of releases. since or until is "" if the range has no such limit.
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

// dates returns text that describes an inclusive range of releases in fewer words than releases does. At least one limit must be set.
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

func (r *Rule) fix() string {
	switch r.Fix {
	case string(diag.Safe):
		return "safe, with `--fix`"
	case string(diag.Unsafe):
		return "with `--unsafe-fixes`"
	}
	return "none"
}

// sentence returns a summary as a sentence, with a capital letter and a period.
func sentence(summary string) string { return strings.ToUpper(summary[:1]) + summary[1:] + "." }

// remarks returns paragraphs about the conditions under which the rule runs and reports.
func (r *Rule) remarks() []string {
	var out []string
	if r.OptIn {
		out = append(out, fmt.Sprintf("This rule is off by default. To turn it on, use `backendctl lint --enable %s`, or set `%s: %s` under `rules:` in `.backendctl.yaml`.", r.ID, r.ID, r.Severity))
	}
	if r.Complete > r.Severity {
		out = append(out, fmt.Sprintf("If the object is not in the input, the finding is a %s in a directory, which may be incomplete, and an %s with `--complete`. In single files "+
			"and standard input, the finding is a %s. It is reported there only if the input has other objects of the same kind and namespace, or a file with several kinds of objects of the namespace.", r.Severity, r.Complete, r.Severity))
	}
	if isPatch(r.Since) || isPatch(r.Until) {
		out = append(out, "Only some patches of a release are affected. With a target such as `2.4`, the finding lists these patches and is at most a warning. With a patch release, "+
			"such as `2.4.3`, it is reported only if that patch is affected.")
	}
	if r.Inferred {
		out = append(out, "This is inferred from the sources, which do not state it explicitly.")
	}
	return out
}

// isPatch reports whether a limit is a patch release and not a release line.
func isPatch(release string) bool { return strings.Count(release, ".") == 2 }

// Severities returns a text with the severity of the rule and, if different, its severity with --complete. For an opt-in rule, the text
// states that the rule is off by default.
func (r *Rule) Severities() string {
	switch {
	case r.OptIn:
		return r.Severity.String() + " (off by default)"
	case r.Complete > r.Severity:
		return r.Severity.String() + ", with --complete " + r.Complete.String()
	}
	return r.Severity.String()
}

// Markdown returns the rule's page.
func (r *Rule) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n\n", r.ID, sentence(r.Summary))
	fmt.Fprintf(&b, "| severity | category | applies to | fix |\n|---|---|---|---|\n| %s | %s | %s | %s |\n", strings.Replace(r.Severities(), "--complete", "`--complete`", 1), r.Category, r.Releases(), r.fix())
	fmt.Fprintf(&b, "\n## Why\n\n%s\n", r.Why)
	for _, remark := range r.remarks() {
		fmt.Fprintf(&b, "\n%s\n", remark)
	}
	if r.Bad != "" {
		fmt.Fprintf(&b, "\n## Bad\n\n```yaml\n%s```\n\n`%s` prints:\n\n```text\n%s```\n", r.Bad, r.Command, r.Says)
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

// Text returns the page for a terminal with the given number of columns. heading formats a heading.
func (r *Rule) Text(width int, heading func(string) string) string {
	var b strings.Builder
	section := func(title, body string) { fmt.Fprintf(&b, "\n%s\n%s\n", heading(title), strings.TrimRight(body, "\n")) }
	fmt.Fprintf(&b, "%s\n%s\n\n", heading(r.ID), fill(sentence(r.Summary), width, ""))
	fmt.Fprintf(&b, "  severity    %s\n  category    %s\n  applies to  %s\n  fix         %s\n", r.Severities(), r.Category, r.Releases(), r.fix())
	section("Why", fill(strings.Join(append([]string{r.Why}, r.remarks()...), "\n\n"), width, "  "))
	if r.Bad != "" {
		section("Bad", indent(r.Bad))
		section("Output of `"+r.Command+"`", indent(r.Says))
	}
	if r.Good != "" {
		section("Good", indent(r.Good))
	}
	if len(r.Sources) > 0 {
		section("Sources", indent(strings.Join(r.Sources, "\n")))
	}
	return b.String()
}
