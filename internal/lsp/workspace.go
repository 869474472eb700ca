package lsp

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/config"
)

// openAt returns the open document with a path, or nil if it is not open.
func (s *server) openAt(path string) *document { return s.byPath[path] }

// uri returns the URI of a path. For an open document, it is the URI that the client uses.
func (s *server) uri(path string) string {
	if d := s.byPath[path]; d != nil {
		return d.uri
	}
	return uriOf(path)
}

// load replaces the projects of the workspace by new ones, which have the current configuration.
func (s *server) load(ctx context.Context) {
	s.projects, s.loaded, s.diagnostics.stale = nil, true, true
	for _, folder := range s.folders {
		s.projects = append(s.projects, s.newProject(folder, ""))
	}
	for _, p := range slices.Clone(s.projects) {
		s.loadNested(ctx, p)
	}
	for _, d := range s.documents {
		s.changed(d)
	}
	s.report()
	s.diagnostics.schedule()
}

// loadNested adds a project for each folder in a project that has its own configuration, because lint uses the configuration that is
// nearest to a file.
func (s *server) loadNested(ctx context.Context, p *project) {
	if _, err := p.check(ctx); err != nil {
		s.logf("%v", err)
	}
	for name, e := range p.entries {
		folder := filepath.Dir(e.Path())
		if filepath.Base(name) == config.FileName && folder != p.folder && !s.hasProject(folder) {
			s.projects = append(s.projects, s.newProject(folder, ""))
		}
	}
	slices.SortFunc(s.projects, func(a, b *project) int { return strings.Compare(a.folder, b.folder) })
}

func (s *server) hasProject(folder string) bool {
	return slices.ContainsFunc(s.projects, func(p *project) bool { return p.file == "" && p.folder == folder })
}

// owner returns the project of the innermost folder that contains a path, or nil if no folder of the workspace contains it.
func (s *server) owner(path string) *project {
	var best *project
	for _, p := range s.projects {
		if p.contains(path) && (best == nil || len(p.folder) > len(best.folder)) {
			best = p
		}
	}
	return best
}

// projectOf returns the project that checks an open document: the project of its folder or, if that project does not read the document, a
// project with this document only.
func (s *server) projectOf(d *document) *project {
	path := s.pathOf(d)
	owner := s.owner(path)
	if owner != nil {
		if err := owner.list(s.ctx); err != nil {
			s.logf("%v", err)
		}
	}
	if owner != nil && (owner.has(path) || owner.session == nil || owner.lint.Excludes(path)) {
		return owner
	}
	i := slices.IndexFunc(s.projects, func(p *project) bool { return p.file == path })
	if i >= 0 {
		return s.projects[i]
	}
	folder := filepath.Dir(path)
	if owner != nil {
		folder = owner.folder
	}
	p := s.newProject(folder, path)
	s.projects = append(s.projects, p)
	return p
}

// pathOf returns the path under which a document is checked. A document that is not a file gets a path in the first folder.
func (s *server) pathOf(d *document) string {
	if d.path != "" {
		return d.path
	}
	folder := string(filepath.Separator)
	if len(s.folders) > 0 {
		folder = s.folders[0]
	}
	return filepath.Join(folder, filepath.Base(filepath.FromSlash(strings.NewReplacer(":", "-", "\\", "-").Replace(d.uri))))
}

// changed tells the projects that the text of a document has changed, and schedules publishing.
func (s *server) changed(d *document) {
	if !s.loaded {
		return // load reads all documents later
	}
	path := s.pathOf(d)
	for _, p := range s.projects {
		p.changed(path)
	}
	p := s.projectOf(d)
	p.changed(path)
	s.diagnostics.schedule()
}

// closed tells the projects that a document was closed, and removes the project with only this document.
func (s *server) closed(d *document) {
	path := s.pathOf(d)
	for _, p := range s.projects {
		if p.contains(path) {
			p.changed(path)
		}
	}
	s.projects = slices.DeleteFunc(s.projects, func(p *project) bool { return p.file == path })
	s.diagnostics.schedule()
}

// report shows the errors of projects to the user in a message, except for errors that are shown in the configuration file.
func (s *server) report() {
	seen := map[string]bool{}
	for _, p := range s.projects {
		if p.err == nil || seen[p.err.Error()] {
			continue
		}
		seen[p.err.Error()] = true
		// An error at a position in the file is shown there as a diagnostic.
		if _, inFile := errors.AsType[*config.FileError](p.err); !inFile {
			s.show(messageError, "backendctl: "+p.err.Error())
		}
	}
}

// changedOnDisk tells the projects that the files at the paths were changed, created or deleted.
func (s *server) changedOnDisk(paths []string) {
	for _, path := range paths {
		if s.isConfiguration(path) {
			s.load(s.ctx)
			return
		}
	}
	for _, path := range paths {
		_, err := os.Lstat(path)
		for _, p := range s.projects {
			p.relist = p.relist || err != nil && p.has(path)
			p.changed(path)
		}
	}
	s.diagnostics.stale = true
	s.diagnostics.schedule()
}

// isConfiguration reports whether the file at a path affects the check of other files.
func (s *server) isConfiguration(path string) bool {
	switch filepath.Base(path) {
	case config.FileName, ".gitignore":
		return true
	}
	return slices.ContainsFunc(s.projects, func(p *project) bool { return p.lint != nil && slices.Contains(p.lint.Files, path) })
}
