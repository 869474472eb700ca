package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/config"
	"github.com/backendctl/backendctl/internal/source"
)

// didChangeConfiguration applies new settings. If the message does not contain settings, the server requests them from the client.
func (s *server) didChangeConfiguration(_ context.Context, p configurationParams) (any, error) {
	if len(p.Settings) > 0 && string(p.Settings) != "null" {
		s.configure(readSettings(p.Settings, s.settings, s.initial))
		return nil, nil
	}
	s.pullSettings()
	return nil, nil
}

// pullSettings requests the settings from the client, if the client supports that.
func (s *server) pullSettings() {
	if !s.client.Capabilities.Workspace.Configuration {
		return
	}
	params := map[string]any{"items": []any{map[string]any{"section": "backendctl"}}}
	s.request("workspace/configuration", params, func(result json.RawMessage) {
		var sections []json.RawMessage
		if json.Unmarshal(result, &sections) == nil && len(sections) == 1 {
			s.configure(readSection(sections[0], s.initial))
		}
	})
}

// configure applies the settings next. If err, the error of decoding them, is not nil, it shows the error and keeps the current settings.
// An unknown target is reported later, when the projects are loaded.
func (s *server) configure(next Settings, err error) {
	if err != nil {
		s.show(messageError, "backendctl: "+err.Error())
		return
	}
	if next != s.settings {
		s.settings = next
		s.load(s.ctx)
	}
}

// configurationReports returns the reports of the configuration files with errors, by URI. The text of an open file is checked while it is
// edited, but its settings apply only after the file is saved.
func (s *server) configurationReports() map[string]report {
	out := map[string]report{}
	add := func(path string, err error) {
		if wrong, ok := errors.AsType[*config.FileError](err); ok {
			r := s.configurationReport(path, wrong)
			out[r.uri] = r
		}
	}
	for _, p := range s.projects {
		if path := p.configuration(); s.openAt(path) == nil {
			add(path, p.err)
		}
	}
	for path, d := range s.byPath {
		if s.isConfigurationFile(path) {
			add(path, s.host.CheckConfig(source.New(d.name(), []byte(d.text.content))))
		}
	}
	return out
}

// isConfigurationFile reports whether a path is that of a configuration file. A project can use a file with another name.
func (s *server) isConfigurationFile(path string) bool {
	return filepath.Base(path) == config.FileName || slices.ContainsFunc(s.projects, func(p *project) bool { return p.configuration() == path })
}

// configuration returns the path of the project's configuration file, or "" if an error other than those in the file prevents reading it.
func (p *project) configuration() string {
	if p.lint != nil {
		return p.lint.Files[0]
	}
	wrong, ok := errors.AsType[*config.FileError](p.err)
	if !ok {
		return ""
	}
	return p.path(wrong.File)
}

func (s *server) configurationReport(path string, wrong *config.FileError) report {
	out := s.emptyReport(path)
	t := fileText(wrong.Source, s.encoding)
	if d := s.openAt(path); d != nil {
		t = d.text
	}
	for _, problem := range wrong.Problems {
		out.items = append(out.items, diagnostic{
			Range: t.rangeOf(problemSpan(wrong.Source, problem)), Severity: severityError, Code: "configuration", Source: "backendctl",
			Message: source.Visible(problem.Message),
		})
	}
	return out
}

// problemSpan returns the span of the word or the quoted text at the position of a problem.
func problemSpan(f *source.File, problem config.Problem) source.Span {
	line := f.Line(problem.Line)
	start := line.Start
	for n := 1; n < problem.Column && start < line.End; n++ {
		start += runeSize(f.Text()[start:])
	}
	rest := f.Text()[start:line.End]
	if rest == "" {
		return source.Span{Start: start, End: start}
	}
	word, end, _ := flowWord(rest, 0)
	if !strings.ContainsRune("\"'", rune(rest[0])) {
		word, _, _ = strings.Cut(word, " #")
		end = len(strings.TrimRight(word, " \t"))
	}
	return source.Span{Start: start, End: start + end}
}
