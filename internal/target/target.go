// Package target defines what a manifest can be checked against: the releases of kgateway, the schema of the API catalog, and the CRDs of a
// user. Each target has a schema, its changes since the previous release, and a CustomResourceDefinition. The package does not check
// manifests, does not read files of the user, and decodes a schema only when it is needed.
package target

import (
	"cmp"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/schemas"
)

// A Target is a kgateway release, the catalog or a CRD that a manifest is checked against. Targets can be compared with ==.
type Target struct {
	ID      string // the name for --target, such as kgateway-2.4
	Release string // the release line, such as 2.4; for a CRD, the line of its base; "" for the catalog
	Title   string // the display name, such as "kgateway 2.4"
	Order   int    // the position in the order of targets: the catalog, then the releases, oldest first, then CRDs

	patches patchRange // the requested patches of the line
	own     *custom    // the user's CRD; nil for a built-in target
}

// idPrefix is the beginning of a release's id. The release line follows it.
const idPrefix = "kgateway-"

// All returns all built-in targets: the catalog, then the releases, oldest first.
func All() []Target { return slices.Clone(all) }

// Releases returns the releases of kgateway, oldest first.
func Releases() []Target { return slices.Clone(all[1:]) }

// Published returns the target catalog, which is not a release.
func Published() Target { return all[0] }

// Latest returns the newest release.
func Latest() Target { return all[len(all)-1] }

// Catalog reports whether t is the catalog.
func (t Target) Catalog() bool { return t.Release == "" }

func (t Target) String() string { return t.ID }

// Line returns t without its patch releases.
func (t Target) Line() Target {
	t.patches = patchRange{}
	return t
}

// Schema returns the target's JSON Schema as text.
func (t Target) Schema() []byte {
	if t.own != nil {
		return t.SchemaOf(t.own.version)
	}
	text, err := schemas.FS.ReadFile(t.ID + ".json")
	if err != nil {
		panic("target: no schema for " + t.ID) // the program contains the schemas of all built-in targets
	}
	return text
}

// Compare compares the order of two targets. The result is negative if a comes first, 0 if both have the same order, and positive if b
// comes first.
func Compare(a, b Target) int { return cmp.Compare(a.Order, b.Order) }

// Ranges shortens a list of ids: consecutive releases become one range, such as kgateway-2.0..2.2. The result has the order of All. The ids
// of CRDs follow, unchanged.
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

// others returns the ids that are not the ids of built-in targets, each once.
func others(ids []string) []string {
	var out []string
	for _, id := range ids {
		if !slices.ContainsFunc(all, func(t Target) bool { return t.ID == id }) && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// Lines returns releases as text for a sentence, without the prefix of their ids: "2.0..2.2 and 2.4".
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

// toAgentgateway are the members of spec that moved in kgateway 2.2: Backend has them up to 2.1, and AgentgatewayBackend has them from 2.2
// on (api/v1alpha1/agentgateway @ 2.2).
var toAgentgateway = []string{"ai", "mcp"}

// MovedToAgentgateway reports whether AgentgatewayBackend has a member of spec in the place of Backend. That is only true for kgateway 2.2
// and later releases, and for CRDs with such a base.
func (t Target) MovedToAgentgateway(member string) bool {
	return !t.Catalog() && t.behaves().Order > all[2].Order && slices.Contains(toAgentgateway, member)
}
