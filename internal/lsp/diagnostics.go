package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"hash/fnv"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/backendctl/backendctl/internal/config"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// diagnosticState is the client's state of the findings.
type diagnosticState struct {
	timer     *time.Timer       // fires when findings are to be published
	published map[string]string // by URI, the identity of the findings that were published; no entry for none
	stale     bool              // something other than a document's text has changed since the last notification
	workspace bool              // the client requests the findings of the workspace
}

func newDiagnosticState() diagnosticState {
	d := diagnosticState{timer: time.NewTimer(time.Hour), published: map[string]string{}}
	d.timer.Stop()
	return d
}

// forget makes the findings of a document be published again: a client may have dropped those that it had when the document was closed.
func (d *diagnosticState) forget(uri string) {
	if _, known := d.published[uri]; known {
		d.published[uri] = "" // no findings have this identity
	}
}

// schedule publishes the findings after a pause.
func (d *diagnosticState) schedule() { d.timer.Reset(debounce) }

// A report has the findings of one file.
type report struct {
	uri     string
	version *int // of an open document
	items   []diagnostic
}

// identity returns a short text that is different for different findings.
func (r report) identity() string {
	h := fnv.New64a()
	data, err := json.Marshal(r.items)
	if err != nil {
		return ""
	}
	_, _ = h.Write(data) // it never returns an error
	return strconv.FormatUint(h.Sum64(), 36)
}

// reports returns the reports of all files with findings, by URI.
func (s *server) reports(ctx context.Context) (map[string]report, error) {
	for _, d := range s.documents {
		s.projectOf(d)
	}
	out := map[string]report{}
	for _, p := range s.projects {
		r, err := p.check(ctx)
		if err != nil {
			return nil, err
		}
		maps.Copy(out, configurationReports(s, p))
		for name, found := range p.byFile {
			path := p.path(name)
			if !s.shows(p, path) {
				continue
			}
			out[s.uri(path)] = s.newReport(p, path, r, found)
		}
	}
	return out, nil
}

// shows reports whether a project provides the findings of a file.
func (s *server) shows(p *project, path string) bool {
	if d := s.openAt(path); d != nil {
		return s.projectOf(d) == p
	}
	return p.file == "" && s.owner(path) == p
}

func (s *server) newReport(p *project, path string, r *diag.Result, found []int) report {
	out := report{uri: s.uri(path), items: make([]diagnostic, len(found))}
	if d := s.openAt(path); d != nil && s.client.Capabilities.TextDocument.PublishDiagnostics.VersionSupport {
		out.version = &d.version
	}
	for i, at := range found {
		out.items[i] = s.diagnostic(p, r, &r.Diagnostics[at])
	}
	return out
}

// diagnostic converts a finding.
func (s *server) diagnostic(p *project, r *diag.Result, d *diag.Diagnostic) diagnostic {
	out := diagnostic{
		Range: p.text(d.File).rangeOf(d.Span), Severity: severities[d.Severity], Code: d.Rule, Source: "backendctl",
		Message: source.VisibleLines(d.Message), Tags: tagsOf(d.Rule),
	}
	if len(r.Targets) > 1 && !r.Auto {
		out.Message += " (" + strings.Join(target.Ranges(d.Targets), ", ") + ")"
	}
	if d.Help != "" {
		out.Message += "\nhelp: " + source.VisibleLines(d.Help)
	}
	if rule, ok := r.Rule(d.Rule); ok {
		out.Description = &codeDescription{rule.URL()}
	}
	for _, related := range d.Related {
		out.Related = append(out.Related, relatedInformation{s.location(p, related.File, related.Span), source.VisibleLines(related.Message)})
	}
	return out
}

func (s *server) location(p *project, f *source.File, span source.Span) location {
	return location{s.uri(p.path(f.Name())), p.text(f).rangeOf(span)}
}

var severities = map[diag.Severity]int{diag.Error: severityError, diag.Warning: severityWarning, diag.Info: severityInformation}

// tagsOf returns the tags of a rule's findings, with which editors strike out or fade the text. Rule ids have consistent parts.
func tagsOf(rule string) []int {
	switch {
	case strings.HasSuffix(rule, "-deprecated"):
		return []int{tagDeprecated}
	case strings.HasSuffix(rule, "-ignored"), strings.HasSuffix(rule, "-unused"), rule == "unused-ignore", rule == "trailing-content":
		return []int{tagUnnecessary}
	}
	return nil
}

// configurationReports returns the errors in the configuration of a project.
func configurationReports(s *server, p *project) map[string]report {
	wrong, ok := errors.AsType[*config.FileError](p.err)
	if !ok {
		return nil
	}
	path := filepath.FromSlash(wrong.File)
	if !filepath.IsAbs(path) {
		path = filepath.Join(p.folder, path)
	}
	out := report{uri: s.uri(path)}
	for _, problem := range wrong.Problems {
		at := Position{max(problem.Line-1, 0), max(problem.Column-1, 0)}
		out.items = append(out.items, diagnostic{
			Range: Range{at, Position{at.Line, at.Character + 1}}, Severity: severityError, Code: "configuration", Source: "backendctl",
			Message: source.Visible(problem.Message),
		})
	}
	return map[string]report{out.uri: out}
}

// publish sends the findings that differ from the last published ones. A client that pulls is asked to pull again. It gets the findings of
// files that are not open only if it never requests the findings of the workspace.
func (s *server) publish(ctx context.Context) {
	reports, err := s.reports(ctx)
	if err != nil {
		s.logf("%v", err)
		return
	}
	pulls := s.client.Capabilities.TextDocument.Diagnostic != nil
	for _, uri := range slices.Sorted(maps.Keys(reports)) {
		r := reports[uri]
		if pulls && (s.diagnostics.workspace || s.documents[uri] != nil) {
			delete(reports, uri)
			continue
		}
		if id := r.identity(); s.diagnostics.published[uri] != id {
			s.diagnostics.published[uri] = id
			s.notify("textDocument/publishDiagnostics", publishParams{uri, r.version, r.items})
		}
	}
	for _, uri := range slices.Sorted(maps.Keys(s.diagnostics.published)) {
		if _, has := reports[uri]; !has {
			delete(s.diagnostics.published, uri)
			s.notify("textDocument/publishDiagnostics", publishParams{uri, nil, []diagnostic{}})
		}
	}
	if s.diagnostics.stale && pulls && s.client.Capabilities.Workspace.Diagnostics.Refresh {
		s.request("workspace/diagnostic/refresh", nil, nil)
	}
	s.diagnostics.stale = false
}
