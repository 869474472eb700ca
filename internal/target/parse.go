package target

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/stable"
)

// Names that stand for other targets.
const (
	latest      = "latest" // the newest release
	allReleases = "all"    // every release; only valid in a list
)

// Names finds targets by their names: the built-in targets, and the CRDs of a run. The zero value finds only built-in targets.
type Names struct {
	// Custom returns the target of a name that is not built in. known is false if the name is not the name of a CRD. Custom may be nil.
	Custom func(name string) (t Target, known bool, err error)
	// IDs returns the names for which Custom returns a target, for messages. It may be nil.
	IDs func() []string

	// Others is a text that messages suggest in addition to the built-in targets, such as [CRDFile]; "" to suggest only built-in targets.
	Others string

	isOne bool // exactly one target is expected, so messages do not suggest a range
}

// CRDPrefix begins the name of a target that is a CRD in a file.
const CRDPrefix = "crd:"

// CRDFile is the form of the name of a target that is a CRD in a file, for [Names.Others].
const CRDFile = CRDPrefix + "FILE"

// Parse returns the target of an id. A release may also be given by its number: 2.4, v2.4 and v2.4.3 all mean kgateway-2.4. An unknown id
// is an error, and so is "auto", which the caller handles.
func Parse(id string) (Target, error) { return Names{}.Parse(id) }

// Parse works like the function [Parse], for all targets that n finds.
func (n Names) Parse(id string) (Target, error) {
	t, found, err := n.find(id)
	if err == nil && !found {
		n.isOne = true
		err = n.unknown(id)
	}
	return t, err
}

// find returns the target of an id. The result found is false if no target has this id. The error is the error that n.Custom returns.
func (n Names) find(id string) (t Target, found bool, err error) {
	if id == latest {
		return Latest(), true, nil
	}
	if n.Custom != nil {
		if t, known, err := n.Custom(id); known || err != nil {
			return t, true, err
		}
	}
	line := releaseLine(id)
	for _, t := range all {
		if t.ID == id || t.Release != "" && t.Release == line {
			return t, true, nil
		}
	}
	return Target{}, false, nil
}

// releaseLine returns the release line of a release in any notation: 2.4 for 2.4, v2.4, v2.4.3 and kgateway-2.4.0-rc.1. It returns "" for
// an id that is not a release. A pre-release needs all three numbers, as in Semantic Versioning: 2.2-foo is not a release.
func releaseLine(id string) string {
	version, pre, isPre := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(id, idPrefix), "v"), "-")
	parts := strings.Split(version, ".")
	if len(parts) < 2 || len(parts) > 3 || isPre && (len(parts) != 3 || pre == "") || slices.ContainsFunc(parts, notNumber) {
		return ""
	}
	return parts[0] + "." + parts[1]
}

func notNumber(s string) bool { return s == "" || strings.Trim(s, "0123456789") != "" }

// unknown returns the error for an id that Parse does not accept, with a suggestion and the accepted words.
func (n Names) unknown(id string) error {
	if n.isOne {
		if id == allReleases {
			return fmt.Errorf("%q stands for several targets, expected one, such as %s", id, Latest().ID)
		}
		if ends := endsOf(id); ends != nil {
			return fmt.Errorf("%q is a range of targets, expected one, such as %s", id, examples(endTargets(ends)))
		}
	}
	if strings.HasPrefix(id, CRDPrefix) {
		return fmt.Errorf("%q is a CRD in a file, which is not supported here: expected a built-in target, such as %s", id, Latest().ID)
	}
	known := []string{latest}
	for _, t := range all {
		known = append(known, t.ID)
	}
	if n.IDs != nil {
		known = append(known, n.IDs()...)
	}
	if line := releaseLine(id); line != "" {
		if slices.Contains(known, idPrefix+line) {
			return fmt.Errorf("unknown target %q, did you mean %q?", id, idPrefix+line)
		}
		all := Releases()
		hint := ""
		if n.Others != "" {
			hint = "; use " + n.Others + " for another one"
		}
		return fmt.Errorf("unknown target %q: this version supports the releases %s to %s%s", id, all[0].ID, all[len(all)-1].ID, hint)
	}
	if ends := endsOf(id); len(ends) > 0 && isKnown(ends[0]) && isKnown(ends[1]) {
		return fmt.Errorf("unknown target %q, did you mean the range %q?%s", id, ends[0]+rangeMark+ends[1], n.expected(known))
	}
	if n.Others == CRDFile && isPath(id) {
		return n.bare(id)
	}
	hint := ""
	if word, near := fuzzy.Nearest(id, known); near {
		hint = fmt.Sprintf(", did you mean %q?", word)
	}
	return fmt.Errorf("unknown target %q%s%s", id, hint, n.expected(known))
}

// expected returns the end of a message that lists the accepted words.
func (n Names) expected(known []string) string {
	others := fmt.Sprintf("a version such as v%s.0", Latest().Release)
	if !n.isOne {
		others += fmt.Sprintf(", a range such as 2.2%s%s", rangeMark, Latest().Release)
	}
	if n.Others != "" {
		others += ", or " + n.Others
	}
	return fmt.Sprintf(" (expected one of %s, %s)", strings.Join(known, ", "), others)
}

// bare returns the error for a path that is not a valid target: it lacks the prefix "crd:", has the prefix in capital letters, or has
// quotes, which are valid only in a list.
func (n Names) bare(path string) error {
	name, _ := pathIn(path)
	hint := ", and quote a path with commas as in '\"crd:a,b.yaml\"'"
	if n.isOne {
		hint = ""
		if strings.HasPrefix(path, `"`) {
			hint = ", without quotes"
		}
	}
	return fmt.Errorf("unknown target %q: use %s%s for a CRD in a file%s", path, CRDPrefix, name, hint)
}

// pathIn removes quotes and the prefix "crd:", in small or capital letters, from an unknown id. The result isCRD reports whether the id
// had the prefix.
func pathIn(id string) (path string, isCRD bool) {
	path = strings.Trim(id, `"`)
	if n := len(CRDPrefix); len(path) > n && strings.EqualFold(path[:n], CRDPrefix) {
		return path[n:], true
	}
	return path, false
}

// isPath reports whether an unknown id is probably a path.
func isPath(id string) bool {
	id, isCRD := pathIn(id)
	return isCRD || strings.ContainsAny(id, `/\`) || slices.Contains([]string{".yaml", ".yml", ".json"}, filepath.Ext(id))
}

// rangeMark joins the first and the last release of a range, as [Ranges] prints it.
const rangeMark = ".."

// ParseList returns the targets of a comma-separated list, each once, in the order of [All]. "all" means every release, and 2.2..2.4 means
// the releases from 2.2 to 2.4; neither includes the catalog. A patch release such as 2.4.3 keeps its patch, for rules that apply only to
// some patches.
func ParseList(list string) ([]Target, error) { return Names{}.ParseList(list) }

// ParseList works like the function [ParseList], for all targets that n finds. Neither "all" nor a range includes a CRD.
func (n Names) ParseList(list string) ([]Target, error) { return n.ParseAll(strings.Split(list, ",")) }

// ParseAll works like [Names.ParseList], for the items of a list. The path of a CRD may contain commas.
func (n Names) ParseAll(ids []string) ([]Target, error) {
	var targets []Target
	for i, id := range ids {
		some, err := n.parseSome(strings.TrimSpace(id))
		if err != nil {
			if strings.HasPrefix(id, CRDPrefix) && i+1 < len(ids) && n.Others == CRDFile && isPath(ids[i+1]) {
				return nil, n.bare(ids[i+1]) // probably the rest of a path with a comma
			}
			return nil, err
		}
		targets = append(targets, some...)
	}
	stable.Sort(targets, Compare)
	return joinPatches(targets), nil
}

// parseSome returns the targets of one item of a list: a single target, all releases, or the releases of a range.
func (n Names) parseSome(id string) ([]Target, error) {
	if id == allReleases {
		return Releases(), nil
	}
	if first, last, ok := strings.Cut(id, rangeMark); ok && !strings.HasPrefix(id, CRDPrefix) {
		return n.parseRange(id, first, last)
	}
	t, err := n.patched(id)
	if err != nil {
		return nil, err
	}
	return []Target{t}, nil
}

// parseRange returns the releases from the first to the last one. If first or last is a patch release, only the patches of its line from or
// up to this patch are included.
func (n Names) parseRange(id, first, last string) ([]Target, error) {
	from, err := n.patched(first)
	if err != nil {
		return nil, fmt.Errorf("range %q: %w", id, err)
	}
	to, err := n.patched(last)
	if err != nil {
		return nil, fmt.Errorf("range %q: %w", id, err)
	}
	low, _ := from.patches.bounds()
	_, high := to.patches.bounds()
	switch {
	case from.Custom() || to.Custom():
		return nil, fmt.Errorf("range %q: a CRD cannot be in a range; list it separately", id)
	case from.Catalog() || to.Catalog():
		return nil, fmt.Errorf("range %q: the catalog is not a release; list it separately", id)
	case from.Order > to.Order, from.Order == to.Order && low > high:
		return nil, fmt.Errorf("range %q is empty: write the older release first, %s%s%s", id, last, rangeMark, first)
	}
	var out []Target
	for _, t := range Releases() {
		if t.Order < from.Order || t.Order > to.Order {
			continue
		}
		t.patches = patchRange{1, math.MaxInt}
		if t.Order == from.Order {
			t.patches.first = low
		}
		if t.Order == to.Order {
			t.patches.last = high
		}
		if t.patches == (patchRange{1, math.MaxInt}) {
			t.patches = patchRange{}
		}
		out = append(out, t)
	}
	return out, nil
}
