package apiserver

import (
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/apiserver/generate"
)

// maxTries is the maximum number of comparisons for shrinking one disagreement.
const maxTries = 300

// shrink removes lines of a manifest, and then single characters, as long as the server and backendctl still disagree for the same reason.
func (c *comparison) shrink(t *testing.T, d disagreement) disagreement {
	s := &shrinker{comparison: c, t: t, found: d, tries: maxTries}
	s.cut(strings.SplitAfter(string(d.sample.Manifest), "\n"))
	if len(s.found.sample.Manifest) < maxPrinted {
		s.cut(strings.Split(string(s.found.sample.Manifest), ""))
	}
	return s.found
}

type shrinker struct {
	*comparison
	t     *testing.T
	found disagreement // the smallest disagreement so far
	tries int          // the number of tries that are left
}

// cut tries to remove consecutive parts of the text. It first tries to remove many parts at once.
func (s *shrinker) cut(pieces []string) {
	for size := len(pieces) / 2; size > 0; size /= 2 {
		for i := 0; i+size <= len(pieces) && s.tries > 0; {
			rest := append(append([]string{}, pieces[:i]...), pieces[i+size:]...)
			if s.still(strings.Join(rest, "")) {
				pieces = rest
			} else {
				i += size
			}
		}
	}
}

// still reports whether the server and backendctl disagree on a text for the same reason as before. If they do, it keeps the text.
func (s *shrinker) still(text string) bool {
	s.tries--
	sample := generate.Sample{Strategy: s.found.sample.Strategy, Manifest: []byte(text)}
	d, err := s.judge(s.t, sample)
	if err != nil || d.verdict.Valid == d.ours || d.kind() != s.found.kind() {
		return false
	}
	s.found = d
	return true
}
