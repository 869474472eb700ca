package lsp

import (
	"context"
	"encoding/json"
	"hash/fnv"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// diagnosticState records which findings the client has.
type diagnosticState struct {
	timer     *time.Timer       // fires when the findings must be published
	published map[string]string // the identities of the published findings of each file, by URI; a file without findings has no entry
	stale     bool              // something other than the text of a document has changed since the client was last notified
	workspace bool              // the client requests the findings of the whole workspace
}

func newDiagnosticState() diagnosticState {
	d := diagnosticState{timer: time.NewTimer(time.Hour), published: map[string]string{}}
	d.timer.Stop()
	return d
}

// forget makes the server publish the findings of a document again, even if they have not changed. A client may have dropped the findings
// when the document was closed.
func (d *diagnosticState) forget(uri string) {
	if _, known := d.published[uri]; known {
		d.published[uri] = "" // no list of findings has the identity ""
	}
}

// schedule makes the server publish the findings after a pause without further changes.
func (d *diagnosticState) schedule() { d.timer.Reset(debounce) }

// A report contains the findings of one file.
type report struct {
	uri     string
	version *int // the version of an open document; nil for other files
	items   []diagnostic
}

// identity returns a hash of the findings as a short text. It returns "" if the findings cannot be encoded.
func (r report) identity() string {
	h := fnv.New64a()
	data, err := json.Marshal(r.items)
	if err != nil {
		return ""
	}
	_, _ = h.Write(data) // Write of a hash never returns an error
	return strconv.FormatUint(h.Sum64(), 36)
}

// reports returns the reports of all files that have findings or are configurations with errors, by URI.
func (s *server) reports(ctx context.Context) (map[string]report, error) {
	for _, d := range s.documents {
		s.projectOf(d)
	}
	out := s.configurationReports()
	for _, p := range s.projects {
		r, err := p.check(ctx)
		if err != nil {
			return nil, err
		}
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

// shows reports whether the findings of a file come from the project p. A file may be in several projects.
func (s *server) shows(p *project, path string) bool {
	if d := s.openAt(path); d != nil {
		return s.projectOf(d) == p
	}
	return p.file == "" && s.owner(path) == p
}

func (s *server) newReport(p *project, path string, r *diag.Result, found []int) report {
	out := s.emptyReport(path)
	out.items = make([]diagnostic, len(found))
	for i, at := range found {
		out.items[i] = s.diagnostic(p, r, &r.Diagnostics[at])
	}
	return out
}

// emptyReport returns a report without findings for the current version of a file.
func (s *server) emptyReport(path string) report {
	out := report{uri: s.uri(path)}
	if d := s.openAt(path); d != nil && s.client.Capabilities.TextDocument.PublishDiagnostics.VersionSupport {
		out.version = &d.version
	}
	return out
}

// diagnostic converts a finding to the type of LSP.
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

// tagsOf returns the tags of a rule's findings, which are determined by the rule's id. Editors strike out or fade a text with a tag.
func tagsOf(rule string) []int {
	switch {
	case strings.HasSuffix(rule, "-deprecated"):
		return []int{tagDeprecated}
	case strings.HasSuffix(rule, "-ignored"), strings.HasSuffix(rule, "-unused"), rule == "unused-ignore", rule == "trailing-content":
		return []int{tagUnnecessary}
	}
	return nil
}

// publish sends the findings of each file whose findings have changed since they were last published. If the client pulls findings instead,
// publish asks it to pull again after changes other than those of open documents. Such a client still gets the findings of files that are
// not open, unless it requests the findings of the workspace.
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
