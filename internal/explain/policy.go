package explain

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/backendctl/backendctl/internal/fields"
	"github.com/backendctl/backendctl/internal/fuzzy"
)

// A Policy describes a kind of policy, or one of its fields. Names, types and releases are from package fields.
type Policy struct {
	Kind        string   `json:"kind"`
	APIVersions []string `json:"apiVersions"`
	Field       string   `json:"field"` // the path, beginning with spec; "" for the kind
	Since       string   `json:"since,omitempty"`
	Until       string   `json:"until,omitempty"`
	Type        string   `json:"type,omitempty"`
	Required    bool     `json:"required"`
	Default     any      `json:"default,omitempty"`
	Values      []string `json:"values,omitempty"`
	Description string   `json:"description,omitempty"`
	Fields      []Child  `json:"fields,omitempty"`
}

//go:embed words.txt
var wordsText string

// policyWords returns the descriptions of fields by path.
var policyWords = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(wordsText) {
		if path, text, ok := strings.Cut(strings.TrimSpace(line), ": "); ok && path[0] != '#' && !strings.HasPrefix(path, releasePrefix) {
			out[path] = text
		}
	}
	return out
})

// wordsOf returns the description of a field of a policy, given its path with the kind. It looks for the complete path, and then for the
// longest end of the path that has a description. It returns "" if there is none.
func wordsOf(path string) string {
	all := policyWords()
	if text, ok := all[path]; ok {
		return text
	}
	for rest := path; ; {
		_, end, more := strings.Cut(rest, ".")
		if !more {
			return ""
		}
		if text, ok := all["*."+end]; ok {
			return text
		}
		rest = end
	}
}

// policyKinds returns the API versions of each kind of policy, the newest first.
func policyKinds() map[string][]string {
	out := map[string][]string{}
	for _, each := range fields.Kinds() {
		apiVersion, kind, _ := strings.Cut(each, " ")
		out[kind] = append(out[kind], apiVersion)
	}
	return out
}

// PolicyKinds returns the kinds of policies, sorted.
func PolicyKinds() []string {
	var out []string
	for kind := range policyKinds() {
		out = append(out, kind)
	}
	slices.Sort(out)
	return out
}

// FindPolicy returns the page of a kind of policy, or of one of its fields. The name has the form KIND or KIND.PATH, where PATH may omit
// spec. It reports false if the name does not begin with a kind of policy. It returns an error, with a suggestion, for an unknown field.
func FindPolicy(name string) (*Policy, bool, error) {
	first, rest, _ := strings.Cut(name, ".")
	kind := ""
	for _, known := range PolicyKinds() {
		if strings.EqualFold(first, known) {
			kind = known
		}
	}
	if kind == "" {
		return &Policy{}, false, nil
	}
	versions := policyKinds()[kind]
	root := fields.Of(versions[0], kind)
	f, tokens := root, strings.Split(key(rest), ".")
	if rest == "" {
		return newPolicy(root, versions), true, nil
	}
	if tokens[0] != "spec" {
		tokens = append([]string{"spec"}, tokens...)
	}
	for _, token := range tokens {
		child := f.Child(token)
		if child == nil {
			return &Policy{}, true, noPolicyField(f, token)
		}
		f = child
	}
	return newPolicy(f, versions), true, nil
}

// noPolicyField returns the error for a name that is not a field of the object f. It suggests a similar field.
func noPolicyField(f *fields.Field, name string) error {
	var names []string
	for _, child := range f.All() {
		names = append(names, child.Name)
	}
	hint := ""
	if near, ok := fuzzy.Nearest(name, names); ok {
		hint = fmt.Sprintf(", did you mean %q?", near)
	}
	return fmt.Errorf("%s has no field %q%s", policyPath(f), name, hint)
}

// policyPath returns the path of a field without brackets, with the kind as its first name.
func policyPath(f *fields.Field) string {
	if f.Parent == nil {
		return f.Name
	}
	return policyPath(f.Parent) + "." + f.Name
}

func newPolicy(f *fields.Field, versions []string) *Policy {
	p := &Policy{
		Kind: f.Root().Name, APIVersions: versions, Type: cmp.Or(f.Type, "object"), Required: f.IsRequired, Values: f.Values,
		Description: wordsOf(policyPath(f)),
	}
	if f.Parent != nil {
		p.Field = f.Path()
	}
	if f.Default != "" {
		_ = json.Unmarshal([]byte(f.Default), &p.Default) // valid: the generator wrote it
	}
	p.Since, p.Until = f.Releases()
	for _, child := range f.All() {
		if f.Parent == nil && child.Name != "spec" {
			continue // every object has these fields
		}
		p.Fields = append(p.Fields, Child{
			Path: child.Path(), Name: child.Name, Type: cmp.Or(child.Type, "object"), Required: child.IsRequired,
			Since: child.Since, Until: child.Until, Description: wordsOf(policyPath(child)), inside: len(child.All()),
		})
	}
	return p
}

func (p *Policy) title() string {
	if p.Field == "" {
		return p.Kind
	}
	return p.Kind + "." + p.Field
}

// about returns the facts about the kind of policy or the field.
func (p *Policy) about() []fact {
	out := []fact{
		{label: "releases", lines: []string{releases(p.Since, p.Until)}},
		{label: "apiVersion", lines: []string{strings.Join(p.APIVersions, ", ")}},
	}
	if p.Field == "" {
		return out
	}
	required := "no"
	if p.Required {
		required = "yes"
	}
	out = append(out, fact{label: "type", lines: []string{p.Type}}, fact{label: "required", lines: []string{required}})
	if text := show(p.Default); text != "" {
		out = append(out, fact{label: "default", lines: []string{text}})
	}
	if len(p.Values) > 0 {
		out = append(out, fact{label: "values", lines: []string{strings.Join(p.Values, ", ")}})
	}
	return out
}

// Text returns the page for a terminal with the given number of columns. heading formats a heading.
func (p *Policy) Text(width int, heading func(string) string) string {
	b := &painter{width: width, heading: heading}
	if p.Description == "" {
		b.WriteString(b.heading(p.title()) + "\n\n")
	} else {
		b.opening(p.title(), p.Description)
	}
	b.facts(p.about())
	b.children(p.Fields)
	return b.String()
}

// Markdown returns the page as Markdown.
func (p *Policy) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", p.title())
	if p.Description != "" {
		b.WriteString(p.Description + "\n\n")
	}
	for _, f := range p.about() {
		writeItem(&b, f)
	}
	writeFields(&b, p.Fields)
	return b.String()
}

// CompletePolicy returns the kinds and fields of policies whose names begin with a partial name.
func CompletePolicy(begun string) []Child {
	var out []Child
	prefix, _, dotted := cutLast(begun)
	if !dotted {
		for _, kind := range PolicyKinds() {
			out = append(out, Child{Path: kind, Description: wordsOf(kind), inside: 1})
		}
	} else if p, ok, err := FindPolicy(prefix); ok && err == nil {
		for _, c := range p.Fields {
			c.Path = prefix + "." + c.Name
			out = append(out, c)
		}
	}
	return slices.DeleteFunc(out, func(c Child) bool { return !strings.HasPrefix(c.Path, begun) })
}

// cutLast splits a name at its last dot.
func cutLast(name string) (before, after string, found bool) {
	i := strings.LastIndexByte(name, '.')
	if i < 0 {
		return "", name, false
	}
	return name[:i], name[i+1:], true
}
