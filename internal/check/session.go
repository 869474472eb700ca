package check

import (
	"context"
	"reflect"
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/kustomize"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/source"
)

// A Session checks the same files repeatedly while they change, for example in an editor. Its Result is what [Read] returns for the same
// files. A file is read, parsed and checked against the schemas only if it has changed; rules over all documents run every time. A Session
// is not safe for concurrent use.
type Session struct {
	options Options
	read    func(name string) (*source.File, error)
	places  kustomize.Files

	names          []string // sorted by name, as in a directory
	files          map[string]*sessionFile
	kustomizations map[string]*source.File
	stalePatches   bool
	set            *lint.Set
}

// A sessionFile is the result of a file, until the file changes.
type sessionFile struct {
	result  fileResult
	named   *fileResult // the result of a postponed file that another file refers to; else nil
	patches []kustomize.Patch
	stale   bool
}

// NewSession returns a Session without files. read returns a file's current content by name; several goroutines may call it. The Session
// uses read for the Kustomizations among its files, too, and places for all other Kustomizations; it does not call places.Given.
func NewSession(o Options, read func(name string) (*source.File, error), places kustomize.Files) *Session {
	o.defers = o.mayDefer()
	return &Session{
		options: o, read: read, places: places, stalePatches: true,
		files: map[string]*sessionFile{}, kustomizations: map[string]*source.File{},
	}
}

// Changed tells s that a file is new or that its content has changed.
func (s *Session) Changed(name string) {
	if f := s.files[name]; f != nil {
		f.stale = true
	} else {
		s.files[name] = &sessionFile{stale: true}
		i, _ := slices.BinarySearch(s.names, name)
		s.names = slices.Insert(s.names, i, name)
	}
	s.stalePatches = s.stalePatches || kustomize.IsFileName(name)
}

// Removed tells s that a file no longer exists.
func (s *Session) Removed(name string) {
	i, found := slices.BinarySearch(s.names, name)
	if !found {
		return
	}
	s.names = slices.Delete(s.names, i, i+1)
	delete(s.files, name)
	delete(s.kustomizations, name)
	s.stalePatches = s.stalePatches || kustomize.IsFileName(name)
}

// Has reports whether s contains a file with this name.
func (s *Session) Has(name string) bool { return s.files[name] != nil }

// Names returns the names of the files in order. The caller must not change the result.
func (s *Session) Names() []string { return s.names }

// Set returns the documents of the last Result and the references between them. It returns nil before the first Result, and if the options
// have no rules.
func (s *Session) Set() *lint.Set { return s.set }

// Referents returns the names of the objects of a kind (Secret, ConfigMap or Service) that are not in the Set, because no object refers to
// them.
func (s *Session) Referents(kind string) []string {
	var out []string
	for _, name := range s.names {
		f := s.files[name]
		if f.named == nil && slices.Contains(f.result.referents.Kinds, kind) {
			out = append(out, f.result.referents.Names...)
		}
	}
	return out
}

// Result returns what [Read] returns for the files as they are now. unread contains the errors of files that cannot be read. After an error
// err, the next call continues with the remaining files.
func (s *Session) Result(ctx context.Context) (r *diag.Result, unread []error, err error) {
	s.indexPatches()
	if err := s.judge(ctx); err != nil {
		return nil, nil, err
	}
	results := make([]fileResult, len(s.names))
	for i, name := range s.names {
		results[i] = s.files[name].result
	}
	if s.options.defers {
		if err := s.judgeNamed(ctx, results); err != nil {
			return nil, nil, err
		}
	}
	for i := range results {
		results[i].diagnostics, results[i].documents = slices.Clone(results[i].diagnostics), slices.Clone(results[i].documents)
	}
	r, unread, s.set, err = finish(ctx, results, s.options)
	return r, unread, err
}

// judge reads and checks the files that have changed.
func (s *Session) judge(ctx context.Context) error {
	var stale []int
	for i, name := range s.names {
		if s.files[name].stale {
			stale = append(stale, i)
		}
	}
	return s.options.each(ctx, stale, func(i int) {
		f := s.files[s.names[i]]
		*f = sessionFile{result: s.judged(i, &s.options), patches: f.patches}
	})
}

func (s *Session) judged(i int, o *Options) (p fileResult) {
	p.judge(func(i int) (*source.File, error) { return s.read(s.names[i]) }, i, o)
	return p
}

// judgeNamed replaces the results of postponed files if another file refers to their objects.
func (s *Session) judgeNamed(ctx context.Context, results []fileResult) error {
	all := s.options
	all.defers = false
	var missing []int
	names := named(results)
	for _, i := range names {
		if s.files[s.names[i]].named == nil {
			missing = append(missing, i)
		}
	}
	err := s.options.each(ctx, missing, func(i int) {
		p := s.judged(i, &all)
		s.files[s.names[i]].named = &p
	})
	if err != nil {
		return err
	}
	for _, i := range names {
		results[i] = *s.files[s.names[i]].named
	}
	return nil
}

// indexPatches reads the Kustomizations again if one of them has changed. A file that Kustomizations use in another way than before is
// checked again.
func (s *Session) indexPatches() {
	if !s.stalePatches {
		return
	}
	s.stalePatches = false
	for _, name := range s.names {
		if kustomize.IsFileName(name) && s.files[name].stale {
			delete(s.kustomizations, name)
			if f, err := s.read(name); err == nil && f != nil { // an error of read is reported when the file is checked
				s.kustomizations[name] = source.New(s.places.Path(name), f.Raw())
			}
		}
	}
	s.options.Kustomize = kustomize.NewIndex(sessionPlaces{s.places, s})
	for _, name := range s.names {
		f := s.files[name]
		if patches := s.options.Kustomize.Patches(name); !reflect.DeepEqual(patches, f.patches) {
			f.patches, f.stale = patches, true
		}
	}
}

// sessionPlaces is the kustomize.Files of a session. Given returns the Kustomizations among the session's files.
type sessionPlaces struct {
	kustomize.Files
	session *Session
}

func (p sessionPlaces) Given() []*source.File {
	var out []*source.File
	for _, name := range p.session.names {
		if f := p.session.kustomizations[name]; f != nil {
			out = append(out, f)
		}
	}
	return out
}
