package baseline

import (
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
)

// A key returns a text of a finding. A finding of the run matches a finding of the baseline if their texts are equal.
type key func(Finding) string

// steps are the keys to compare, the most reliable first. A step compares only the findings and entries that the steps before it did not
// match. Each entry matches at most as many findings as its count, so a baseline never suppresses more findings than it has.
var steps = []key{fingerprint, inAnyFile, atAnyIndex, inOtherWords}

// fingerprint matches if the rule, the file, the document, the field and the message are equal.
func fingerprint(f Finding) string { return f.Fingerprint }

// inAnyFile matches if a file was renamed, or a document moved to another file.
func inAnyFile(f Finding) string { return join(f.Rule, f.Document, f.Path, f.Message) }

// atAnyIndex matches if items of a list were added, removed or reordered.
func atAnyIndex(f Finding) string {
	return join(f.Rule, f.File, f.Document, withoutIndexes(f.Path), f.Message)
}

// inOtherWords matches if another version of backendctl has a different message, or if the message contains a value that was replaced by
// another invalid value.
func inOtherWords(f Finding) string { return join(f.Rule, f.File, f.Document, f.Path) }

func join(parts ...string) string { return strings.Join(parts, "\x00") }

// withoutIndexes returns a JSON Pointer with * instead of each token that is a number, which may be an index.
func withoutIndexes(path string) string {
	tokens := strings.Split(path, "/")
	for i, t := range tokens {
		if t != "" && strings.Trim(t, "0123456789") == "" {
			tokens[i] = "*"
		}
	}
	return strings.Join(tokens, "/")
}

// Mark suppresses the findings that are in the baseline, with the given reason. It returns the number of findings in the baseline that no
// longer exist. A finding in a file that the run did not read is not counted.
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

// A matcher matches the findings of a run with the entries of the baseline.
type matcher struct {
	entries []Finding
	left    []int        // for each entry, the number of findings that it may still match
	found   []Finding    // the findings of the run
	open    []int        // the indexes in found of the findings without an entry
	matched map[int]bool // the indexes in found of the findings with an entry
}

// matcher returns a matcher for a result. It excludes the entries for existing files that the run did not read, because they must not
// suppress an equal finding in a file that the run read.
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

// step matches the remaining findings with the remaining entries by one key. Of several entries with the same key, the first one is used.
func (m *matcher) step(k key) {
	free := map[string][]int{} // the indexes of unused entries, by their key
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
