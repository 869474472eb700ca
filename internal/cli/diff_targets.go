package cli

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/explain"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/target"
)

// A targetDiff is the JSON output of `diff --targets -o json`.
type targetDiff struct {
	SchemaVersion int             `json:"schemaVersion"`
	From          string          `json:"from"`
	To            string          `json:"to"`
	Changes       []target.Change `json:"changes"`
	// Others means that the schemas differ in something that Changes does not list.
	Others bool `json:"otherDifferences,omitzero"`
}

// runTargetDiff prints the changes between two targets.
func runTargetDiff(env *Env, o *diffOptions) error {
	var sides [2]target.Target
	names := newCRDLoader(env, o.config).names()
	for i, name := range o.paths {
		var err error
		if sides[i], err = names.Parse(name); err != nil {
			return usageError{err}
		}
	}
	changes, err := target.Between(sides[0], sides[1])
	if err != nil {
		return err
	}
	changes = withMoves(changes, sides[0], sides[1])
	others := len(changes) == 0 && !acceptTheSame(sides)
	switch o.format.Name {
	case "json":
		err = writeJSON(env, targetDiff{1, sides[0].ID, sides[1].ID, changes, others})
	case "text":
		err = writeTargetDiff(env, sides, changes, others)
	default:
		return usagef("--targets supports the formats text and json, not %s", o.format.Name)
	}
	o.sayUnchecked(env, sides[0])
	o.sayUnchecked(env, sides[1])
	if err == nil && (len(changes) > 0 || others) {
		err = errFindings
	}
	return err
}

// acceptTheSame reports whether the schemas of two targets are equal if their documentation is ignored.
func acceptTheSame(sides [2]target.Target) bool {
	var schemas [2]any
	for i, t := range sides {
		if json.Unmarshal(t.Schema(), &schemas[i]) != nil {
			return false
		}
	}
	return reflect.DeepEqual(withoutDocs(schemas[0]), withoutDocs(schemas[1]))
}

// withoutDocs returns a schema without the keywords that do not constrain values.
func withoutDocs(schema any) any {
	switch s := schema.(type) {
	case map[string]any:
		out := map[string]any{}
		for key, value := range s {
			if !isDoc(key, value) {
				out[key] = withoutDocs(value)
			}
		}
		return out
	case []any:
		out := make([]any, len(s))
		for i := range s {
			out[i] = withoutDocs(s[i])
		}
		return out
	}
	return schema
}

// isDoc reports whether a member of a schema is documentation. A field of a manifest may have the same name as a keyword for
// documentation, such as "title". The value of such a member is a schema, which is an object, so the member is not documentation.
func isDoc(key string, value any) bool {
	switch value.(type) {
	case string:
		return slices.Contains([]string{"$id", "$comment", "title", "description"}, key) || strings.HasPrefix(key, "x-")
	case []any:
		return key == "examples"
	}
	return key == "x-provenance"
}

// withMoves replaces the removal of a field and the addition of its replacement by one change.
func withMoves(changes []target.Change, from, to target.Target) []target.Change {
	var out []target.Change
	came := map[string]bool{}
	for _, c := range changes {
		moves := movesOf(c, from, to)
		for _, m := range moves {
			came[m.To] = true
		}
		if len(moves) == 0 {
			moves = []target.Change{c}
		}
		out = append(out, moves...)
	}
	return slices.DeleteFunc(out, func(c target.Change) bool { return c.Kind == target.Added && c.Keyword == "" && came[c.Field] })
}

// movesOf returns a change for the removed field and for each field below it that has another path in the new target. It leaves out fields
// that moved together with their object.
func movesOf(c target.Change, from, to target.Target) []target.Change {
	if c.Kind != target.Removed || c.Keyword != "" {
		return nil
	}
	ways := map[string]string{}
	for _, r := range mapping.Rows() {
		before, after := r.At[mapping.Of(from)], r.At[mapping.Of(to)]
		if before, after = "spec."+before, "spec."+after; after != "spec." && before != after && (before == c.Field || strings.HasPrefix(before, c.Field+".") || strings.HasPrefix(before, c.Field+"[")) {
			ways[before] = after
		}
	}
	var moves []target.Change
	for _, before := range slices.Sorted(maps.Keys(ways)) {
		withAround := slices.ContainsFunc(moves, func(m target.Change) bool {
			rest, below := strings.CutPrefix(before, m.Field)
			return below && m.To+rest == ways[before]
		})
		if !withAround {
			moves = append(moves, target.Change{Kind: target.Moved, Field: before, To: ways[before]})
		}
	}
	return moves
}

// writeTargetDiff writes the changes, grouped by kind. others means that the schemas also differ in something that the changes do not
// list.
func writeTargetDiff(env *Env, sides [2]target.Target, changes []target.Change, others bool) error {
	w := bufio.NewWriter(env.Stdout)
	switch {
	case others:
		fmt.Fprintf(w, "%s and %s have the same fields, values and limits, but their schemas differ in other ways, such as types, formats or rules; "+
			"compare the output of `backendctl schema` for both\n", sides[0], sides[1])
		return w.Flush()
	case len(changes) == 0:
		fmt.Fprintf(w, "%s and %s accept the same manifests\n", sides[0], sides[1])
		return w.Flush()
	}
	fmt.Fprintf(w, "%s to %s: %s\n", sides[0], sides[1], plural(len(changes), "change"))
	for _, kind := range []target.Kind{
		target.Removed, target.Moved, target.Required, target.Tightened, target.Deprecated, target.Defaulted, target.Optional, target.Loosened, target.Added,
	} {
		first := true
		for _, c := range changes {
			if c.Kind != kind {
				continue
			}
			if first {
				fmt.Fprintf(w, "\n%s\n", kind)
			}
			first = false
			fmt.Fprintf(w, "  %s %s\n", sign(c.Kind), targetLine(c))
		}
	}
	return w.Flush()
}

// targetLine returns the line of a change. The line of a removed or deprecated field also contains the fields that replace it.
func targetLine(c target.Change) string {
	switch {
	case c.Kind == target.Moved:
		return c.Field + " moved to " + c.To
	case (c.Kind == target.Removed || c.Kind == target.Deprecated) && c.Keyword == "":
		if by := explain.Replacement(c.Field); by != nil {
			return c.Field + "; use " + strings.Join(by, ", ")
		}
		return c.Field
	case c.Keyword == "":
		return c.Field
	}
	return c.String()
}
