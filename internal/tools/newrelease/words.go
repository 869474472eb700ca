package main

import (
	"path/filepath"
	"strings"

	"github.com/backendctl/backendctl/internal/crd"
	"github.com/backendctl/backendctl/internal/explain"
	"github.com/backendctl/backendctl/internal/fields"
	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/tools/internal/edit"
)

var (
	fieldWordsFile = filepath.Join("internal", "tools", "schemagen", "fields.yaml")
	wordsFile      = filepath.Join("internal", "explain", "words.txt")
)

// writeWords adds lines to words.txt for a person to complete: the changes of behaviour of the newest release, and the fields of policies
// for Backends that have no description.
func writeWords(to target.Target) error {
	return edit.Change(wordsFile, func(text string) (string, error) {
		if start := to.ID + ": "; !strings.Contains(text, "\n"+start) {
			last := strings.LastIndex(text, "\n"+previous(to.Release).ID+": ") + 1
			end := last + strings.Index(text[last:], "\n") + 1
			text = text[:end] + start + edit.ToWrite + "\n" + text[end:]
		}
		for _, name := range undescribed() {
			if line := name + ": "; !strings.Contains(text, "\n"+line) {
				text += line + edit.ToWrite + "\n"
			}
		}
		return text, nil
	})
}

// undescribed returns the fields of policies for Backends that have no description.
func undescribed() []string {
	var out []string
	for _, each := range fields.Kinds() {
		apiVersion, kind, _ := strings.Cut(each, " ")
		if strings.HasPrefix(apiVersion, crd.Group) && strings.HasPrefix(kind, "Backend") {
			out = append(out, undescribedIn(fields.Of(apiVersion, kind).Child("spec"), kind+".spec")...)
		}
	}
	return out
}

func undescribedIn(f *fields.Field, name string) []string {
	var out []string
	if page, _, err := explain.FindPolicy(name); err == nil && page.Description == "" {
		out = append(out, name)
	}
	for _, child := range f.All() {
		out = append(out, undescribedIn(child, name+"."+child.Name)...)
	}
	return out
}
