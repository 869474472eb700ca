package baseline

import (
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
)

// A key says by what a finding of a run is taken for one of the baseline: the two have the same key.
type key func(Finding) string

// steps are the ways to know a finding again, the surest first. A later one sees only what the earlier ones left over on
// both sides, and each entry of the baseline is used as often as it counts, so that no step can hide more than the
// baseline has.
var steps = []key{fingerprint, inAnyFile, atAnyIndex, inOtherWords}

// fingerprint is the rule, the file, the document, the field and the message.
func fingerprint(f Finding) string { return f.Fingerprint }

// inAnyFile holds when a file was renamed, or a document moved to another one.
func inAnyFile(f Finding) string { return join(f.Rule, f.Document, f.Path, f.Message) }

// atAnyIndex holds when items of a list were put in, taken out or reordered.
func atAnyIndex(f Finding) string {
	return join(f.Rule, f.File, f.Document, withoutIndexes(f.Path), f.Message)
}

// inOtherWords holds when a release of backendctl says the same in other words, or the message quotes a value that is
// another one now and just as wrong.
func inOtherWords(f Finding) string { return join(f.Rule, f.File, f.Document, f.Path) }

func join(parts ...string) string { return strings.Join(parts, "\x00") }

// withoutIndexes returns a JSON Pointer with * for what may be the index of a list.
func withoutIndexes(path string) string {
	tokens := strings.Split(path, "/")
	for i, t := range tokens {
		if t != "" && strings.Trim(t, "0123456789") == "" {
			tokens[i] = "*"
		}
	}
	return strings.Join(tokens, "/")
}

// Mark marks the findings that the baseline has as suppressed, for the given reason, and returns how many entries are of
// files that the run read and match nothing any more.
func (b *Baseline) Mark(r *diag.Result, v View, reason string) (gone int) {
	m := b.matcher(r, v)
	for _, k := range steps {
		m.step(k)
	}
	for i := range r.Diagnostics {
		if m.matched[i] {
			r.Diagnostics[i].Suppressed = &diag.Suppression{Kind: diag.External, Reason: reason}
		}
	}
	r.Baselined = true
	read := v.read(r)
	for i, f := range b.Findings {
		if read[f.File] {
			gone += m.left[i]
		}
	}
	return gone
}

// A matcher pairs the findings of a run with entries of the baseline.
type matcher struct {
	entries []Finding
	left    []int // how often each entry may still be used
	found   []Finding
	open    []int // indexes in found that look for an entry
	matched map[int]bool
}

// matcher leaves out the entries of files that are there and that the run did not read. Nothing is known of them, and
// they must not hide a finding that is alike in a file that was read.
func (b *Baseline) matcher(r *diag.Result, v View) *matcher {
	m := &matcher{entries: b.Findings, left: make([]int, len(b.Findings)), found: v.findings(r), matched: map[int]bool{}}
	usable := v.read(r)
	for i, f := range b.Findings {
		if _, known := usable[f.File]; !known {
			usable[f.File] = !v.Exists(f.File)
		}
		if usable[f.File] {
			m.left[i] = f.number()
		}
	}
	for i, d := range r.Diagnostics {
		if d.Suppressed == nil && eligible(r, d) {
			m.open = append(m.open, i)
		}
	}
	return m
}

// step pairs what is left over on both sides by one key, in the order of the run and of the baseline.
func (m *matcher) step(k key) {
	free := map[string][]int{} // entries by key
	for i, f := range m.entries {
		if m.left[i] > 0 {
			free[k(f)] = append(free[k(f)], i)
		}
	}
	var open []int
	for _, i := range m.open {
		id := k(m.found[i])
		entries := free[id]
		if len(entries) == 0 {
			open = append(open, i)
			continue
		}
		m.matched[i] = true
		if m.left[entries[0]]--; m.left[entries[0]] == 0 {
			free[id] = entries[1:]
		}
	}
	m.open = open
}
