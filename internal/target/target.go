// Package target knows what a manifest can be judged by: the releases of kgateway, the schema of the API catalog and CRDs that a
// run brings along, each with its schema, what it changed against the release before, and a CustomResourceDefinition. It judges
// nothing itself, reads no file, and reads a schema only when it is asked for.
package target

import (
	"cmp"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/schemas"
)

// A Target is what a manifest is judged by. Targets can be compared with ==.
type Target struct {
	ID      string // as in --target: kgateway-2.4
	Release string // the release line, such as 2.4, for a CRD that of its Base; empty for the catalog
	Title   string // for people
	Order   int    // older targets first; the catalog before all releases, CRDs after them

	patches patchRange // of the line that were asked for
	own     *custom    // the user's CRD; nil for a built-in target
}

// idPrefix is what stands before the release line in an id.
const idPrefix = "kgateway-"

// All returns every target: the catalog, then the releases, oldest first.
func All() []Target { return slices.Clone(all) }

// Releases returns the releases of kgateway, oldest first.
func Releases() []Target { return slices.Clone(all[1:]) }

// Published returns the catalog's schema, which is not a release.
func Published() Target { return all[0] }

// Latest returns the newest release.
func Latest() Target { return all[len(all)-1] }

// Catalog reports whether t is the catalog's schema and not a release.
func (t Target) Catalog() bool { return t.Release == "" }

func (t Target) String() string { return t.ID }

// Line returns t without a patch release: one of [All].
func (t Target) Line() Target {
	t.patches = patchRange{}
	return t
}

// Schema returns the target's JSON Schema, as it is published.
func (t Target) Schema() []byte {
	if t.own != nil {
		return t.SchemaOf(t.own.version)
	}
	text, err := schemas.FS.ReadFile(t.ID + ".json")
	if err != nil {
		panic("target: no schema for " + t.ID) // built in for every target of All
	}
	return text
}

// Compare orders targets as All does.
func Compare(a, b Target) int { return cmp.Compare(a.Order, b.Order) }

// Ranges shortens a list of ids: releases in a row become one, as kgateway-2.0..2.2. The order is that of All; the ids of CRDs
// follow as they are.
func Ranges(ids []string) []string {
	var out []string
	var first, last Target
	for _, t := range all {
		if !slices.Contains(ids, t.ID) {
			continue
		}
		if len(out) > 0 && !first.Catalog() && t.Order == last.Order+1 {
			last = t
			out[len(out)-1] = first.ID + ".." + last.Release
			continue
		}
		first, last = t, t
		out = append(out, t.ID)
	}
	return append(out, others(ids)...)
}

// others returns the ids that are not built in, each once.
func others(ids []string) []string {
	var out []string
	for _, id := range ids {
		if !slices.ContainsFunc(all, func(t Target) bool { return t.ID == id }) && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// Lines writes releases for a sentence, without the prefix of their ids: "2.0..2.2 and 2.4".
func Lines(ids []string) string {
	ranges := Ranges(ids)
	for i, r := range ranges {
		ranges[i] = strings.TrimPrefix(r, idPrefix)
	}
	if len(ranges) < 2 {
		return strings.Join(ranges, "")
	}
	return strings.Join(ranges[:len(ranges)-1], ", ") + " and " + ranges[len(ranges)-1]
}

// toAgentgateway are the members of spec that kgateway serves up to 2.1 and agentgateway's own kind from then on
// (api/v1alpha1/agentgateway @ 2.2).
var toAgentgateway = []string{"ai", "mcp"}

// MovedToAgentgateway reports whether a release lacks a member of spec because AgentgatewayBackend has it instead.
func (t Target) MovedToAgentgateway(member string) bool {
	return !t.Catalog() && t.behaves().Order > all[2].Order && slices.Contains(toAgentgateway, member)
}
