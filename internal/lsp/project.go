package lsp

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/input"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/source"
)

// A project is the scope of one run of lint: a folder of the workspace, a nested folder with its own configuration, or a single file that
// lint does not read in its folder.
type project struct {
	server *server
	folder string // the absolute path; names of files are relative to it
	file   string // the path of the single file; empty for a folder

	lint    *Lint // nil if the configuration is invalid
	err     error // the error in the configuration
	session *check.Session
	entries map[string]input.Entry // the files on disk, by name
	relist  bool                   // the method list must read the folder again, because files may have been created or deleted
	result  *diag.Result           // nil if the files must be checked again
	unread  string                 // the errors of files that could not be read
	overlay *source.File           // a file that is checked instead of the open document with the same name, or nil
	texts   map[*source.File]text  // the texts of the files with findings
	byFile  map[string][]int       // the indexes of the findings that count, by the name of the file
}

// newProject returns a project with a prepared run of lint. file is "" for a folder. If the configuration is invalid, the project has an
// error instead of a run.
func (s *server) newProject(folder, file string) *project {
	p := &project{server: s, folder: folder, file: file, entries: map[string]input.Entry{}, relist: file == ""}
	if p.lint, p.err = s.host.Lint(folder, file, s.settings); p.err != nil {
		return p
	}
	p.session = check.NewSession(p.lint.Options, p.read, p.lint.Places)
	if file != "" && !p.lint.Excludes(file) {
		p.session.Changed(p.name(file))
	}
	return p
}

// name returns the name that reports use for the file with a path.
func (p *project) name(path string) string {
	if rel, err := filepath.Rel(p.folder, path); err == nil {
		return filepath.ToSlash(rel)
	}
	return filepath.ToSlash(path)
}

// path returns the path of the file with a name.
func (p *project) path(name string) string {
	if e, ok := p.entries[name]; ok {
		return e.Path()
	}
	if path := filepath.FromSlash(name); filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(p.folder, filepath.FromSlash(name))
}

// contains reports whether a path is inside the folder of the project. It returns false for a project with a single file.
func (p *project) contains(path string) bool { return p.file == "" && isInside(path, p.folder) }

func isInside(path, folder string) bool {
	rel, err := filepath.Rel(folder, path)
	return err == nil && filepath.IsLocal(rel)
}

// has reports whether the project checks the file with a path.
func (p *project) has(path string) bool { return p.session != nil && p.session.Has(p.name(path)) }

// read returns the content of a file: the client's text if the file is open, else the content on disk. The session calls read from several
// goroutines while the server's goroutine waits.
func (p *project) read(name string) (*source.File, error) {
	if p.overlay != nil && p.overlay.Name() == name {
		return p.overlay, nil
	}
	path := p.path(name)
	if d := p.server.openAt(path); d != nil {
		if int64(len(d.text.content)) > p.lint.MaxFileSize {
			return nil, &input.ReadError{Name: name, Err: &input.LimitError{Limit: p.lint.MaxFileSize}}
		}
		return source.New(name, []byte(d.text.content)), nil
	}
	if e, ok := p.entries[name]; ok {
		return e.Read()
	}
	return nil, nil // the document was closed without being saved
}

// list updates the list of the files in the folder, if relist is set.
func (p *project) list(ctx context.Context) error {
	if p.session == nil || p.lint.List == nil || !p.relist {
		return nil
	}
	entries, err := p.lint.List(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	p.relist = false
	if err != nil {
		return err
	}
	known := p.entries
	p.entries = make(map[string]input.Entry, len(entries))
	for _, e := range entries {
		p.entries[e.Name()] = e
		if _, isKnown := known[e.Name()]; !isKnown {
			p.session.Changed(e.Name())
			p.result = nil
		}
	}
	for _, name := range slices.Clone(p.session.Names()) {
		if _, isListed := p.entries[name]; !isListed && !p.isUnsaved(p.path(name)) {
			p.session.Removed(name)
			p.result = nil
		}
	}
	return nil
}

// isUnsaved reports whether an open document would belong to the folder if it was saved: it is not on disk yet, and lint would read its
// path.
func (p *project) isUnsaved(path string) bool {
	return p.server.openAt(path) != nil && !input.Exists(path) && hasExtension(path) && !p.lint.Excludes(path)
}

func hasExtension(path string) bool {
	return slices.Contains([]string{".yaml", ".yml", ".json"}, strings.ToLower(filepath.Ext(path)))
}

// changed records that the content of a file may have changed.
func (p *project) changed(path string) {
	if p.session == nil || p.file == "" && !p.contains(path) || p.file != "" && p.file != path {
		return
	}
	name := p.name(path)
	_, isListed := p.entries[name]
	switch {
	case p.file != "" && !p.session.Has(name):
		return // the configuration excludes the file
	case p.file != "", isListed, p.isUnsaved(path):
		p.session.Changed(name)
		p.result = nil
	default:
		p.relist = p.relist || p.session.Has(name) || hasExtension(path)
	}
}

// check returns the current findings. It returns no findings if the configuration is invalid.
func (p *project) check(ctx context.Context) (*diag.Result, error) {
	if p.session == nil {
		return &diag.Result{}, nil
	}
	if err := p.list(ctx); err != nil {
		return nil, fmt.Errorf("cannot list %s: %w", p.folder, err)
	}
	if p.result != nil {
		return p.result, nil
	}
	r, unread, err := p.session.Result(ctx)
	if err != nil {
		return nil, err
	}
	p.lint.Mark(r)
	r = p.lint.Conceal(r)
	p.report(unread)
	p.result, p.byFile = r, map[string][]int{}
	p.keepTexts(r.Files)
	for i := range r.Diagnostics {
		if d := &r.Diagnostics[i]; d.Suppressed == nil {
			p.byFile[d.File.Name()] = append(p.byFile[d.File.Name()], i)
		}
	}
	return r, nil
}

// report logs the errors of files that cannot be read, unless they are the same as after the last check.
func (p *project) report(unread []error) {
	words := ""
	if err := errors.Join(unread...); err != nil {
		words = err.Error()
	}
	if words != p.unread && words != "" {
		p.server.notify("window/logMessage", messageParams{messageWarning, source.VisibleLines(words)})
	}
	p.unread = words
}

// keepTexts drops the texts of all files except for the given files.
func (p *project) keepTexts(files []*source.File) {
	known := p.texts
	p.texts = map[*source.File]text{}
	for _, f := range files {
		if t, ok := known[f]; ok {
			p.texts[f] = t
		}
	}
}

// text returns a file's content and line starts, which convert offsets to LSP positions. It uses the open document if its content is the
// same.
func (p *project) text(f *source.File) text {
	if d := p.server.openAt(p.path(f.Name())); d != nil && d.text.content == f.Text() {
		return d.text
	}
	t, ok := p.texts[f]
	if !ok {
		t = fileText(f, p.server.encoding)
		p.texts[f] = t
	}
	return t
}

// set returns the documents of the last check with their references, or nil before the first check.
func (p *project) set() *lint.Set {
	if p.session == nil {
		return nil
	}
	return p.session.Set()
}
