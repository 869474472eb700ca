package explain

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/target"
)

// A Release describes a target: a release, the catalog or a CRD.
type Release struct {
	ID        string          `json:"id"`
	Release   string          `json:"release"`
	Title     string          `json:"title"`
	Latest    bool            `json:"latest"`
	Before    string          `json:"before,omitempty"`    // the target that the changes are relative to
	Fields    int             `json:"fields"`              // the number of fields in the schema
	TreatedAs string          `json:"treatedAs,omitempty"` // for a CRD, the release whose behaviour rules and conversions assume
	Unchecked []Unchecked     `json:"unchecked,omitempty"` // the validation rules of a CRD that backendctl does not understand
	Changes   []target.Change `json:"changes"`
	Behaviour []Behaviour     `json:"behaviour"` // changes of behaviour for the same manifest
	Rules     []ReleaseRule   `json:"rules"`     // the lint rules that do not apply to every release

	description string
	summaries   map[string]string // the descriptions of fields that have changed, by path
}

// An Unchecked is a validation rule of a CRD that backendctl does not understand, so manifests are not checked against it.
type Unchecked struct {
	Field   string `json:"field"`
	Rule    string `json:"rule"`
	Message string `json:"message,omitempty"`
}

// A ReleaseRule is a lint rule that does not apply to every release.
type ReleaseRule struct {
	ID      string `json:"id"`
	Summary string `json:"summary"`
	Since   string `json:"since,omitempty"`
	Until   string `json:"until,omitempty"`
	Holds   bool   `json:"holds"`   // the rule applies to this target
	Flipped bool   `json:"flipped"` // the rule starts or stops applying with this release, compared to Before
}

// NewRelease returns the page of a target, given all lint rules.
func NewRelease(t target.Target, rules []diag.Descriptor) (*Release, error) {
	all, err := treesWith([]target.Target{t})
	if err != nil {
		return &Release{}, err
	}
	at := slices.IndexFunc(all, func(other *tree) bool { return other.target == t })
	r := &Release{ID: t.ID, Release: t.Release, Title: t.Title, Latest: t == target.Latest(), Changes: []target.Change{}, Behaviour: []Behaviour{}, Rules: []ReleaseRule{}}
	if t.Custom() {
		r.Release, r.TreatedAs = "", t.Base().ID
		for _, u := range t.Unjudged(t.Versions()[0]) {
			r.Unchecked = append(r.Unchecked, Unchecked(u))
		}
	} else {
		r.Behaviour = append(r.Behaviour, behavioursOf(t)...)
	}
	r.Fields = len(all[at].all) - 1 // the document itself is not a field
	r.description, r.summaries = text(all[at].root.outer["description"]), map[string]string{}
	changes, err := target.Changes(t)
	if err != nil {
		return &Release{}, err
	}
	r.Changes = append(r.Changes, changes...)
	earlier := slices.IndexFunc(all, func(other *tree) bool { return other.target == t.Base() })
	if !t.Custom() {
		earlier = at - 1
	}
	before := target.Target{}
	if earlier >= 0 && !all[earlier].target.Catalog() {
		before = all[earlier].target
		r.Before = before.ID
	}
	for _, c := range changes {
		for _, side := range []*tree{all[earlier], all[at]} {
			if n := side.byName[plain(c.Field)]; n != nil {
				r.summaries[c.Field] = text(n.outer["description"])
			}
		}
	}
	for _, d := range rules {
		if d.Since != "" || d.Until != "" {
			r.Rules = append(r.Rules, releaseRule(d, t, before))
		}
	}
	return r, nil
}

func releaseRule(d diag.Descriptor, t, before target.Target) ReleaseRule {
	rule := ReleaseRule{ID: d.ID, Summary: d.Summary, Since: d.Since, Until: d.Until, Holds: applies(d, t)}
	rule.Flipped = before.ID != "" && applies(d, before) != rule.Holds
	return rule
}

// applies reports whether a rule applies to a target. A rule with a first or last release does not apply to the catalog.
func applies(d diag.Descriptor, t target.Target) bool { return t.Within(d.Since, d.Until) }

// A group has the kinds of changes with the same consequence for an upgrade, and the title of their section on the page.
type group struct {
	title string
	kinds []target.Kind
}

var groups = []group{
	{"Removed: a manifest with one of these is rejected", []target.Kind{target.Removed}},
	{"Stricter: a manifest that was accepted may be rejected", []target.Kind{target.Required, target.Tightened}},
	{"Changed meaning: accepted, but review it", []target.Kind{target.Defaulted, target.Deprecated}},
	{"Added", []target.Kind{target.Added}},
	{"Weaker: more values are accepted", []target.Kind{target.Optional, target.Loosened}},
}

// in returns the changes of a release whose kind is in a group.
func (r *Release) in(g group) []target.Change {
	return slices.DeleteFunc(slices.Clone(r.Changes), func(c target.Change) bool { return !slices.Contains(g.kinds, c.Kind) })
}

// about returns the facts about the target.
func (r *Release) about() []fact {
	release := r.Release
	switch {
	case r.Latest:
		release += " (latest)"
	case release == "":
		release = "none"
	}
	out := []fact{
		{label: "title", lines: []string{r.Title}},
		{label: "release", lines: []string{release}},
		{label: "fields", lines: []string{strconv.Itoa(r.Fields)}},
	}
	if r.Before != "" {
		out = append(out, fact{label: "compared to", lines: []string{r.Before}})
	}
	if r.TreatedAs != "" {
		out = append(out, fact{label: "treated as", lines: []string{r.TreatedAs + " by lint rules and conversions"}})
	}
	for _, u := range r.Unchecked {
		out = append(out, fact{label: "not checked", lines: []string{strings.TrimPrefix(u.Field+": ", ": ") + strings.Join(strings.Fields(u.Rule), " ")}})
	}
	return out
}

// remark returns the description of an added field, or the replacement of a removed or deprecated field, or "".
func (r *Release) remark(c target.Change) string {
	switch {
	case c.Keyword != "":
		return ""
	case c.Kind == target.Removed || c.Kind == target.Deprecated:
		if by := replacements[c.Field]; by != nil {
			return "use " + listed(by, "and")
		}
		return ""
	case c.Kind == target.Added:
		return r.summaries[c.Field]
	}
	return ""
}

// flips returns two lists of rules: those that start or stop applying with this release, and the other rules that apply to this release.
func (r *Release) flips() (flipped, others []ReleaseRule) {
	for _, rule := range r.Rules {
		switch {
		case rule.Flipped:
			flipped = append(flipped, rule)
		case rule.Holds:
			others = append(others, rule)
		}
	}
	return flipped, others
}

func (rule ReleaseRule) state() string {
	switch {
	case rule.Flipped && rule.Holds:
		return "applies from this release on"
	case rule.Flipped:
		return "no longer applies"
	}
	return releases(rule.Since, rule.Until)
}

// Text returns the page for a terminal with the given number of columns. heading formats a heading.
func (r *Release) Text(width int, heading func(string) string) string {
	b := &painter{width: width, heading: heading}
	b.opening(r.ID, r.description)
	b.facts(r.about())
	for _, g := range groups {
		changes := r.in(g)
		if len(changes) == 0 {
			continue
		}
		b.section(g.title)
		b.changes(r, changes)
	}
	b.behaviour(r)
	flipped, others := r.flips()
	b.releaseRules("Lint rules that start or stop applying", flipped)
	b.releaseRules("Other lint rules that apply here but not to every release", others)
	return b.String()
}

const behaviourTitle = "Changed behaviour of the same manifest"

// behaviour writes the changes of behaviour, each as a list item.
func (b *painter) behaviour(r *Release) {
	if len(r.Behaviour) == 0 {
		return
	}
	b.section(behaviourTitle)
	for _, change := range r.Behaviour {
		b.WriteString(wrap("- "+change.String(), b.width, margin) + "\n")
	}
}

// String returns the change with the ids of the rules about it.
func (b Behaviour) String() string {
	if len(b.Rules) == 0 {
		return b.Summary
	}
	return b.Summary + " [" + strings.Join(b.Rules, ", ") + "]"
}

// changes writes a line for each change of a field.
func (b *painter) changes(r *Release, changes []target.Change) {
	width := 0
	for _, c := range changes {
		if r.remark(c) != "" {
			width = max(width, len(c.String()))
		}
	}
	for _, c := range changes {
		remark := r.remark(c)
		if c.Kind == target.Added {
			remark = cut(remark, b.width-width-2*len(margin))
		}
		b.line(c.String(), width+1, remark)
	}
}

func (b *painter) releaseRules(title string, rules []ReleaseRule) {
	if len(rules) == 0 {
		return
	}
	b.section(title)
	width := 0
	for _, rule := range rules {
		width = max(width, len(rule.ID))
	}
	for _, rule := range rules {
		b.line(rule.ID, width+1, rule.state()+": "+rule.Summary)
	}
}

// Markdown returns the page as Markdown.
func (r *Release) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n\n", r.ID, r.description)
	for _, f := range r.about() {
		writeItem(&b, f)
	}
	for _, g := range groups {
		changes := r.in(g)
		if len(changes) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n## %s\n\n", g.title)
		for _, c := range changes {
			fmt.Fprintf(&b, "- `%s`", c)
			if remark := r.remark(c); remark != "" {
				b.WriteString(": " + remark)
			}
			b.WriteString("\n")
		}
	}
	if len(r.Behaviour) > 0 {
		fmt.Fprintf(&b, "\n## %s\n\n", behaviourTitle)
	}
	for _, change := range r.Behaviour {
		fmt.Fprintf(&b, "- %s\n", change)
	}
	flipped, others := r.flips()
	writeRules(&b, "Lint rules that start or stop applying", flipped)
	writeRules(&b, "Other lint rules that apply here but not to every release", others)
	return b.String()
}

func writeRules(b *strings.Builder, title string, rules []ReleaseRule) {
	if len(rules) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## %s\n\n", title)
	for _, rule := range rules {
		fmt.Fprintf(b, "- `%s` %s: %s\n", rule.ID, rule.state(), rule.Summary)
	}
}
