package main

import (
	"strings"

	"github.com/backendctl/backendctl/internal/crd"
)

// lifetimes contains the releases that have a field, oldest first, by the path of the field.
type lifetimes map[string][]string

// add adds the fields of the next release.
func (l lifetimes) add(in input) {
	_ = in.version.Root.Walk("", func(path string, _ *crd.Field) error {
		l[path] = append(l[path], in.release)
		return nil
	})
}

// since returns the first release of a field if its parent is older, and "" otherwise, because a field is as old as its parent by default.
func (l lifetimes) since(path string) string {
	first := l.first(path)
	if first == l.first(parent(path)) {
		return ""
	}
	return first
}

// until returns the last release of a field that was removed although its parent still exists, and "" for other fields.
func (l lifetimes) until(path string) string {
	last := l.last(path)
	if last == l.last(parent(path)) {
		return ""
	}
	return last
}

func (l lifetimes) first(path string) string {
	if path == "" {
		return releases[0]
	}
	return l[path][0]
}

func (l lifetimes) last(path string) string {
	if path == "" {
		return releases[len(releases)-1]
	}
	return l[path][len(l[path])-1]
}

func parent(path string) string {
	for _, suffix := range []string{"[]", "{}"} {
		if trimmed, ok := strings.CutSuffix(path, suffix); ok {
			return trimmed
		}
	}
	return path[:max(strings.LastIndexByte(path, '.'), 0)]
}
