// Package diag contains diagnostics, the descriptors of their rules, and the result of a run. It does not know how a finding is made or
// printed.
package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/source"
)

// Severity states how serious a finding is.
type Severity int

// The severities, from the least to the most severe. Off is only used in configuration; no diagnostic has it.
const (
	Off Severity = iota
	Info
	Warning
	Error
)

var severityNames = []string{"off", "info", "warning", "error"}

// String returns the name of the severity in flags, configuration and reports: off, info, warning or error.
func (s Severity) String() string { return severityNames[s] }

// Severities returns the names that [ParseSeverity] accepts, from off to error.
func Severities() []string { return slices.Clone(severityNames) }

// ParseSeverity returns the severity with a name, such as warning. An unknown name is an error.
func ParseSeverity(name string) (Severity, error) {
	if i := slices.Index(severityNames, name); i >= 0 {
		return Severity(i), nil
	}
	return Off, fmt.Errorf("unknown severity %q; use one of %s", name, strings.Join(severityNames, ", "))
}

// The categories of rules. Rules of Syntax, Schema and Note belong to the command validate, rules of Compatibility to validate and lint,
// and the other rules to lint. The rules of convert are in Compatibility and Note.
const (
	Syntax        = "syntax"        // the text cannot be decoded
	Schema        = "schema"        // the API server rejects the document
	Compatibility = "compatibility" // the document is valid in one release, but not in another
	Note          = "note"          // about the run, or about directives in comments
	Correctness   = "correctness"   // the API server accepts the document, but it does not work as written
	References    = "references"    // a reference to another object is wrong
	Security      = "security"      // exposed credentials, plaintext connections, too much access
	Style         = "style"         // the document works, but is hard to read or maintain
)

// Categories returns all categories in the order of lists.
func Categories() []string {
	return []string{Syntax, Schema, Correctness, References, Security, Compatibility, Style, Note}
}

// A Descriptor documents a rule. The rule's page under docs/rules, the output of explain and the help in SARIF are generated from it.
type Descriptor struct {
	ID       string   // the id in kebab-case; it never changes after a release
	Summary  string   // one line: what is wrong
	Severity Severity // the severity of its findings; Complete may raise it
	Complete Severity // the minimum severity with --complete, which makes missing objects more severe; Off for no difference
	OptIn    bool     // the rule runs only if the configuration or a flag selects it
	Category string   // one of Categories
	Why      string   // why the mistake matters and how to fix it, as Markdown
	Bad      string   // an example file with exactly one finding, which is of this rule
	Good     string   // the example Bad after the mistake is fixed

	// Since and Until are the first and the last release that the rule applies to: a line such as "2.1", or a patch such as "2.3.4" if a
	// patch release added or fixed the fault; empty for no limit. A rule with a limit does not apply to the catalog.
	Since, Until string
	// Sources are the public files that prove that the rule is right: each is a path in kgateway's repository and a release line.
	Sources []string
	// Inferred reports that no source states the fact behind the rule: the fact is derived from the sources.
	Inferred bool
}

// WithComplete returns the severity of a finding under --complete.
func (d Descriptor) WithComplete() Severity { return max(d.Severity, d.Complete) }

// URL returns the URL of the rule's page.
func (d Descriptor) URL() string {
	return "https://github.com/backendctl/backendctl/blob/main/docs/rules/" + d.ID + ".md"
}

// A Diagnostic is one finding at one place. Message is one lower-case clause with the fact, what was expected and, if there is one, the
// nearest valid word; it contains no position, path or rule name.
type Diagnostic struct {
	Rule     string
	Severity Severity
	Message  string
	Label    string // text under the marked source; empty for none
	File     *source.File
	Span     source.Span
	Document int    // index of the document in its file, -1 if the finding is about the file
	Path     string // JSON Pointer to the field in its YAML document; empty if the finding is about the whole document
	Targets  []string
	Help     string
	Related  []Related
	Fixes    []Fix
	// Suppressed is the reason why the finding does not count; nil if it counts.
	Suppressed *Suppression
}

// Related is another place that explains a finding. Message is a short label, such as "this is set".
type Related struct {
	Message string
	File    *source.File
	Span    source.Span
}

// A Suppression excludes a finding from the counts without dropping it. Kind is "inSource" for a comment and [External] for the baseline,
// as in SARIF.
type Suppression struct{ Kind, Reason string }

// External is the kind of suppressions that are not in the file itself.
const External = "external"

// InBaseline reports whether the finding does not count because it is in the baseline.
func (d Diagnostic) InBaseline() bool { return d.Suppressed != nil && d.Suppressed.Kind == External }

// Safety states whether a fix may change the meaning of the manifest.
type Safety string

// A safe fix cannot change what the author meant; an unsafe fix must be reviewed.
const (
	Safe   Safety = "safe"
	Unsafe Safety = "unsafe"
)

// A Fix is one way to fix a finding. The fixes of one diagnostic are alternatives: at most one is applied. The edits refer to the
// diagnostic's own file as it was read.
type Fix struct {
	Title  string
	Safety Safety
	Edits  []edit.Edit
}

// Compare orders diagnostics by file, span, rule, message and path.
func Compare(a, b Diagnostic) int {
	return cmp.Or(
		strings.Compare(a.File.Name(), b.File.Name()),
		cmp.Compare(a.Span.Start, b.Span.Start),
		cmp.Compare(a.Span.End, b.Span.End),
		strings.Compare(a.Rule, b.Rule),
		strings.Compare(a.Message, b.Message),
		strings.Compare(a.Path, b.Path),
	)
}

// Merge joins findings that differ only in their targets into one finding with the targets of all. It keeps the order of the findings.
func Merge(all []Diagnostic) []Diagnostic {
	type key struct {
		file                *source.File
		span                source.Span
		rule, message, path string
		severity            Severity
	}
	at := make(map[key]int, len(all))
	out := make([]Diagnostic, 0, len(all))
	for _, d := range all {
		k := key{d.File, d.Span, d.Rule, d.Message, d.Path, d.Severity}
		i, seen := at[k]
		if !seen {
			at[k] = len(out)
			out = append(out, d)
			continue
		}
		for _, t := range d.Targets {
			if !slices.Contains(out[i].Targets, t) {
				out[i].Targets = append(slices.Clip(out[i].Targets), t)
			}
		}
	}
	return out
}

// Field converts a JSON Pointer to the notation of kubectl, such as spec.static.hosts[0].port. It writes an empty key, or one with a dot,
// slash, bracket, quote or space, in quotes and brackets.
func Field(pointer string) string {
	var b strings.Builder
	for _, token := range Tokens(pointer) {
		switch {
		case isIndex(token):
			b.WriteString("[" + token + "]")
		case strings.ContainsAny(token, "./[]\"' ") || token == "":
			fmt.Fprintf(&b, "[%q]", token)
		case b.Len() == 0:
			b.WriteString(token)
		default:
			b.WriteString("." + token)
		}
	}
	return b.String()
}

// Pointer returns tokens as a JSON Pointer (RFC 6901).
func Pointer(tokens ...string) string {
	var b strings.Builder
	for _, t := range tokens {
		b.WriteByte('/')
		b.WriteString(escape(t))
	}
	return b.String()
}

func escape(token string) string {
	if !strings.ContainsAny(token, "~/") {
		return token
	}
	return strings.ReplaceAll(strings.ReplaceAll(token, "~", "~0"), "/", "~1")
}

// Tokens returns the unescaped tokens of a JSON Pointer, and nil for the empty pointer. It is the inverse of [Pointer].
func Tokens(pointer string) []string {
	if pointer == "" {
		return nil
	}
	tokens := strings.Split(pointer[1:], "/")
	for i, t := range tokens {
		tokens[i] = strings.ReplaceAll(strings.ReplaceAll(t, "~1", "/"), "~0", "~")
	}
	return tokens
}

func isIndex(token string) bool {
	return token != "" && strings.Trim(token, "0123456789") == ""
}

// longest is the maximum length of a text of a finding, in bytes. Texts quote names and values, which can have any length.
const longest = 1000

// Shorten removes the middle of each text of the finding that is longer than the constant longest.
func (d *Diagnostic) Shorten() {
	for _, words := range []*string{&d.Message, &d.Label, &d.Help} {
		*words = shorten(*words)
	}
	for i := range d.Related {
		d.Related[i].Message = shorten(d.Related[i].Message)
	}
	for i := range d.Fixes {
		d.Fixes[i].Title = shorten(d.Fixes[i].Title)
	}
}

// Shorten removes the middle of a text that is longer than the constant longest.
func Shorten(words string) string { return shorten(words) }

func shorten(words string) string {
	if len(words) <= longest {
		return words
	}
	return strings.ToValidUTF8(words[:longest/2], "") + " … " + strings.ToValidUTF8(words[len(words)-longest/2:], "")
}
