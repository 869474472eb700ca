package main

import (
	"strings"

	"github.com/backendctl/backendctl/internal/crd"
)

// lifetimes tells in which releases each field path exists.
type lifetimes map[string][]string

func lifetimesOf(inputs []input) lifetimes {
	life := lifetimes{}
	for _, in := range inputs {
		_ = in.version.Root.Walk("", func(path string, _ *crd.Field) error {
			life[path] = append(life[path], in.release)
			return nil
		})
	}
	return life
}

// since returns the first release of a field if its parent is older, and nothing otherwise: a field is as old as its
// parent unless it says so.
func (l lifetimes) since(path string) string {
	first := l.first(path)
	if first == l.first(parent(path)) {
		return ""
	}
	return first
}

// until returns the last release of a field that is gone from later ones although its parent is not.
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
