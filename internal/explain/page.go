package explain

import (
	"fmt"
	"maps"
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/target"
)

// A Page describes a field in each of the selected targets.
type Page struct {
	Field      string   `json:"field"`
	Since      string   `json:"since,omitempty"`      // the first release with the field, if it is not the oldest
	Until      string   `json:"until,omitempty"`      // the last release with the field, if it is not the newest
	ReplacedBy []string `json:"replacedBy,omitempty"` // the result of [Replacement]
	Rules      []string `json:"rules"`                // the lint rules about the field
	Targets    []*Field `json:"targets"`

	released  bool              // at least one release has the field
	pinned    bool              // the user selected targets
	summaries map[string]string // the summaries of Rules, by the id of the rule
	tree      []Child           // all fields below the field
}

// NewPage returns the page of a field, given its path from [Find]. Without targets, the page includes all targets, and shows the newest
// release that has the field.
func NewPage(path string, targets []target.Target, rules []diag.Descriptor) (*Page, error) {
	all, err := treesWith(targets)
	if err != nil {
		return &Page{}, err
	}
	p := &Page{Field: path, Rules: []string{}, pinned: len(targets) > 0, ReplacedBy: Replacement(path), summaries: map[string]string{}}
	for _, r := range rules {
		p.Rules, p.summaries[r.ID] = append(p.Rules, r.ID), r.Summary
	}
	l := lifeOf(all, func(t *tree) bool { return t.byName[plain(path)] != nil })
	p.Since, p.Until, p.released = l.since, l.until, l.released
	for _, t := range all {
		if p.pinned && !slices.ContainsFunc(targets, func(asked target.Target) bool { return asked.Line() == t.target }) {
			continue
		}
		f := &Field{Target: t.target.ID}
		if n := t.byName[plain(path)]; n != nil {
			f = t.fieldOf(n)
			f.Example = t.exampleOf(n)
			datesOf(all, n, f)
		}
		p.Targets = append(p.Targets, f)
	}
	if p.pinned && !slices.ContainsFunc(p.Targets, func(f *Field) bool { return f.Exists }) {
		return p, &AbsentError{p}
	}
	p.tree = p.below(all)
	return p, nil
}

// An AbsentError means that none of the selected targets has a field.
type AbsentError struct{ page *Page }

func (e *AbsentError) Error() string {
	var ids []string
	for _, f := range e.page.Targets {
		ids = append(ids, f.Target)
	}
	return fmt.Sprintf("%s is not a field of %s: it is a field of %s", e.page.Field, listed(target.Ranges(ids), "or"), e.page.Releases())
}

// Releases returns a text that describes which releases have the field.
func (p *Page) Releases() string {
	if !p.released && !slices.ContainsFunc(p.Targets, func(f *Field) bool { return f.Exists && f.Target == target.Published().ID }) {
		return "no built-in release"
	}
	if !p.released {
		return "the catalog only"
	}
	return releases(p.Since, p.Until)
}

// A life is the range of releases that have a field or a value. since is "" if the range begins with the oldest release, and until is "" if
// it ends with the newest.
type life struct {
	since, until string
	released     bool // the range is not empty
}

// lifeOf returns the range of the releases for whose trees has returns true.
func lifeOf(all []*tree, has func(*tree) bool) life {
	var l life
	for _, t := range all {
		if t.target.Catalog() || t.target.Custom() || !has(t) {
			continue
		}
		if !l.released && t.target != target.Releases()[0] {
			l.since = t.target.Release
		}
		l.released, l.until = true, t.target.Release
	}
	if l.until == target.Latest().Release {
		l.until = ""
	}
	return l
}

// datesOf sets the first and last releases of the nested fields of a field and of its values, if they differ from those of the field
// itself.
func datesOf(all []*tree, n *node, f *Field) {
	own := lifeOf(all, func(t *tree) bool { return t.byName[plain(n.path)] != nil })
	for i, v := range f.Values {
		l := lifeOf(all, func(t *tree) bool {
			other := t.byName[plain(n.path)]
			return other != nil && slices.Contains(words(other.inner["enum"]), v.Value)
		})
		f.Values[i].Since, f.Values[i].Until = own.shorter(l)
	}
	for i, c := range f.Fields {
		f.Fields[i].Since, f.Fields[i].Until = own.shorter(lifeOf(all, func(t *tree) bool { return t.byName[plain(c.Path)] != nil }))
	}
}

// shorter returns the first and the last release of a part of l, such as a nested field. Each is "" if it is the same as for l.
func (l life) shorter(part life) (since, until string) {
	if part.since != l.since {
		since = part.since
	}
	if part.until != l.until {
		until = part.until
	}
	return since, until
}

// shown returns the field in each target to show: in the selected targets, or else in the newest release that has the field.
func (p *Page) shown() []*Field {
	if p.pinned {
		return p.Targets
	}
	return []*Field{p.newest()}
}

// newest returns the field in the newest target that has it.
func (p *Page) newest() *Field {
	for _, f := range slices.Backward(p.Targets) {
		if f.Exists {
			return f
		}
	}
	return &Field{}
}

// children returns the nested fields in the shown targets. Each field is as it is in the newest of these targets that has it.
func (p *Page) children() []Child {
	byName := map[string]Child{}
	for _, f := range p.shown() {
		for _, c := range f.Fields {
			byName[c.Name] = c
		}
	}
	var out []Child
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		out = append(out, byName[name])
	}
	return out
}

// title returns the path of the field, or "Backend" for the whole document.
func (p *Page) title() string {
	if p.Field == "" {
		return "Backend"
	}
	return p.Field
}
