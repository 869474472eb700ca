package cli

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/input"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// since finds the documents that are unchanged since the Git revision of --since.
type since struct {
	revision string
	*history // nil without a revision
}

// history contains digests of the documents of the files, as they are now and as they are in the revision.
type history struct {
	comparison *input.Comparison
	paths      map[string]string // the paths of files by their names in reports
	isRelevant func(*source.File) bool
	mu         sync.Mutex
	// now contains the digests of all documents of a file, by the name of the file. It contains only relevant files that differ from the
	// revision.
	now map[string][]digest
	// before contains the number of occurrences of each document in the older version of a file, by the name of the file.
	before map[string]map[digest]int
}

type digest [sha256.Size]byte

// prepare compares the inputs with the revision of --since, if the flag is set. Files for which isRelevant returns false count as
// unchanged.
func (s *since) prepare(ctx context.Context, o input.Options, entries []input.Entry, isRelevant func(*source.File) bool) error {
	if s.revision == "" {
		return nil
	}
	comparison, err := input.Compare(ctx, s.revision, o, entries)
	var unknown *input.RevisionError
	switch {
	case errors.As(err, &unknown):
		return usagef("--since: %w", err)
	case err != nil:
		return fmt.Errorf("cannot compare with %s: %w", s.revision, err)
	}
	s.history = &history{
		comparison: comparison, isRelevant: isRelevant,
		paths: map[string]string{}, now: map[string][]digest{}, before: map[string]map[digest]int{},
	}
	for _, e := range entries {
		s.paths[e.Name()] = e.Path()
	}
	return nil
}

// fork returns a copy with its own record of current documents. The copy is for texts that are checked and then discarded.
func (s since) fork() since {
	if h := s.history; h != nil {
		s.history = &history{comparison: h.comparison, isRelevant: h.isRelevant, paths: h.paths, now: maps.Clone(h.now), before: maps.Clone(h.before)}
	}
	return s
}

// seeAll records the current documents of files.
func (s *since) seeAll(files []*source.File) {
	for _, f := range files {
		s.see(f)
	}
}

// see records the current documents of a file. It is safe for concurrent use.
func (s *since) see(f *source.File) {
	if s.history == nil || f == nil {
		return
	}
	var documents []digest
	if !s.comparison.Same(s.paths[f.Name()], f.Raw()) && s.isRelevant(f) {
		documents = digests(f)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.now, f.Name())
	if documents != nil {
		s.now[f.Name()] = documents
	}
}

// digests returns a digest of the text of each document, by the document's index in findings. The digest does not depend on the document
// marker, on white space around the document or on the kind of line breaks. The file is parsed, so that the indexes are the same as in
// findings.
func digests(f *source.File) []digest {
	out := []digest{}
	manifest.Each(f, manifest.Options{Templates: true}, func(documents []*manifest.Document, _ []diag.Diagnostic) {
		if len(documents) == 0 {
			return
		}
		text := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(f.Slice(documents[0].Whole)), "---"))
		out = append(out, sha256.Sum256([]byte(strings.ReplaceAll(text, "\r\n", "\n"))))
	})
	return out
}

// load reads the older version of each file that has changed since the revision.
func (s *since) load() error {
	var names, paths []string
	for name := range s.now {
		if s.before[name] == nil {
			names, paths = append(names, name), append(paths, s.paths[name])
		}
	}
	old, err := s.comparison.Read(paths)
	if err != nil {
		return fmt.Errorf("cannot compare with %s: %w", s.revision, err)
	}
	for i, name := range names {
		s.before[name] = map[digest]int{}
		if f := old[paths[i]]; f != nil {
			for _, d := range digests(f) {
				s.before[name][d]++
			}
		}
	}
	return nil
}

// changed returns the indexes of the documents of a file that are new or changed: the older version does not contain their text anywhere.
// It returns nil if the file is unchanged. If a text occurs more often than in the older version, its last occurrences are new.
func (s *since) changed(name string) map[int]bool {
	now, differs := s.now[name]
	if !differs {
		return nil
	}
	used := map[digest]int{}
	changed := map[int]bool{wholeFile: true}
	for i, d := range now {
		if used[d]++; used[d] > s.before[name][d] {
			changed[i] = true
		}
	}
	return changed
}

// wholeFile is the document index of findings about a whole file.
const wholeFile = -1

// mark marks the unchanged documents in the result. It returns a function that reports whether a finding is in an unchanged document.
func (s *since) mark(r *diag.Result) (unchanged func(diag.Diagnostic) bool, err error) {
	if s.history == nil {
		return func(diag.Diagnostic) bool { return false }, nil
	}
	if err := s.load(); err != nil {
		return nil, err
	}
	r.Since = s.revision
	known := map[string]map[int]bool{}
	of := func(name string) map[int]bool {
		changed, ok := known[name]
		if !ok {
			changed = s.changed(name)
			known[name] = changed
		}
		return changed
	}
	for i := range r.Documents {
		d := &r.Documents[i]
		d.Unchanged = !of(d.File.Name())[d.Index]
	}
	return func(d diag.Diagnostic) bool { return !of(d.File.Name())[d.Document] }, nil
}
