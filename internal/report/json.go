package report

import (
	"bytes"
	"encoding/json"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/source"
)

// The types of the JSON report, which report.schema.json describes. No list is null, and every key is always present, with these
// exceptions: only convert writes conversion; only --since writes unchanged; only --statistics writes statistics; partial and unchecked
// are written for a CRD with rules that are not supported; origin is written for a document that a renderer created, if the file from which
// it was created is known.
type (
	jsonFile struct {
		SchemaVersion int              `json:"schemaVersion"`
		Tool          JSONTool         `json:"tool"`
		Documents     []jsonDocument   `json:"documents"`
		Diagnostics   []jsonDiagnostic `json:"diagnostics"`
		Summary       jsonSummary      `json:"summary"`
		Unchecked     []jsonUnchecked  `json:"unchecked,omitempty"`
		Statistics    []jsonStatistic  `json:"statistics,omitzero"`
	}
	jsonStatistic struct {
		Rule     string `json:"rule"`
		Severity string `json:"severity"`
		Count    int    `json:"count"`
		Fixable  int    `json:"fixable"`
	}
	jsonDocument struct {
		File       string          `json:"file"`
		Index      int             `json:"index"`
		Line       int             `json:"line"`
		APIVersion string          `json:"apiVersion"`
		Kind       string          `json:"kind"`
		Namespace  string          `json:"namespace"`
		Name       string          `json:"name"`
		Origin     string          `json:"origin,omitempty"`
		Skipped    bool            `json:"skipped"`
		Unchanged  bool            `json:"unchanged,omitempty"`
		Verdicts   []jsonVerdict   `json:"verdicts"`
		Conversion *jsonConversion `json:"conversion,omitempty"`
	}
	jsonConversion struct {
		From         string      `json:"from"`
		To           string      `json:"to"`
		Outcome      string      `json:"outcome"`
		Resource     string      `json:"resource"`
		Companions   []string    `json:"companions"`
		Placeholders []string    `json:"placeholders"`
		Added        []string    `json:"added"`
		Changed      []string    `json:"changed"`
		Lost         []string    `json:"lost"`
		Fields       []jsonField `json:"fields"`
	}
	jsonField struct {
		Path    string   `json:"path"`
		Outcome string   `json:"outcome"`
		To      []string `json:"to"`
		Reason  string   `json:"reason"`
	}
	jsonVerdict struct {
		Target string `json:"target"`
		Valid  bool   `json:"valid"`
		// Partial means that some rules of the target were not checked.
		Partial bool `json:"partial,omitempty"`
	}
	jsonUnchecked struct {
		Target  string `json:"target"`
		Field   string `json:"field"`
		Rule    string `json:"rule"`
		Message string `json:"message"`
	}
	jsonDiagnostic struct {
		Rule       string           `json:"rule"`
		Severity   string           `json:"severity"`
		Message    string           `json:"message"`
		File       string           `json:"file"`
		Document   int              `json:"document"`
		Path       string           `json:"path"`
		Field      string           `json:"field"`
		Start      jsonPosition     `json:"start"`
		End        jsonPosition     `json:"end"`
		Targets    []string         `json:"targets"`
		Help       string           `json:"help"`
		URL        string           `json:"url"`
		Related    []jsonRelated    `json:"related"`
		Fixes      []jsonFix        `json:"fixes"`
		Suppressed *jsonSuppression `json:"suppressed"`
	}
	jsonPosition struct {
		Line   int `json:"line"`
		Column int `json:"column"`
		Offset int `json:"offset"`
	}
	jsonRelated struct {
		Message string       `json:"message"`
		File    string       `json:"file"`
		Start   jsonPosition `json:"start"`
		End     jsonPosition `json:"end"`
	}
	jsonFix struct {
		Title  string     `json:"title"`
		Safety string     `json:"safety"`
		Edits  []jsonEdit `json:"edits"`
	}
	jsonEdit struct {
		Start jsonPosition `json:"start"`
		End   jsonPosition `json:"end"`
		Text  string       `json:"text"`
	}
	jsonSuppression struct {
		Kind   string `json:"kind"`
		Reason string `json:"reason"`
	}
	jsonSummary struct {
		Files     int `json:"files"`
		Documents int `json:"documents"`
		Backends  int `json:"backends"`
		Skipped   int `json:"skipped"`
		Errors    int `json:"errors"`
		Warnings  int `json:"warnings"`
		Infos     int `json:"infos"`
		Fixable   int `json:"fixable"`
	}
)

// jsonReport writes the complete result.
func jsonReport(r *diag.Result, o Options) ([]byte, error) {
	p := newPrinter(r, o)
	s := r.Summary()
	out := jsonFile{
		SchemaVersion: 1,
		Tool:          JSONTool(o.Tool),
		Documents:     make([]jsonDocument, len(r.Documents)),
		Diagnostics:   make([]jsonDiagnostic, len(r.Diagnostics)),
		Summary:       jsonSummary{s.Files, s.Documents, s.Backends, s.Skipped, s.Errors, s.Warnings, s.Infos, s.Fixable},
	}
	for i, d := range r.Documents {
		out.Documents[i] = newJSONDocument(d)
	}
	for i, d := range r.Diagnostics {
		out.Diagnostics[i] = p.jsonDiagnostic(d)
	}
	for _, u := range r.Unchecked {
		out.Unchecked = append(out.Unchecked, jsonUnchecked(u))
	}
	if o.Statistics {
		out.Statistics = jsonStatistics(r)
	}
	return MarshalJSON(out)
}

// JSONTool is a [Tool] with the keys of the JSON reports.
type JSONTool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// MarshalJSON returns v as indented JSON in which < and & are not escaped, as in all JSON reports.
func MarshalJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return []byte(source.InertJSON(b.String())), err
}

func newJSONDocument(d diag.Document) jsonDocument {
	verdicts := make([]jsonVerdict, len(d.Verdicts))
	for i, v := range d.Verdicts {
		verdicts[i] = jsonVerdict(v)
	}
	return jsonDocument{
		File: d.File.Name(), Index: d.Index, Line: d.Line, APIVersion: d.APIVersion, Kind: d.Kind,
		Namespace: d.Namespace, Name: d.Name, Origin: d.Origin, Skipped: d.Skipped, Unchanged: d.Unchanged, Verdicts: verdicts, Conversion: newJSONConversion(d.Conversion),
	}
}

func newJSONConversion(c *diag.Conversion) *jsonConversion {
	if c == nil {
		return nil
	}
	out := &jsonConversion{
		From: c.From, To: c.To, Outcome: c.Outcome, Resource: c.Resource,
		Companions: append([]string{}, c.Companions...), Placeholders: append([]string{}, c.Placeholders...),
		Added: append([]string{}, c.Added...), Changed: append([]string{}, c.Changed...), Lost: append([]string{}, c.Lost...),
	}
	out.Fields = make([]jsonField, len(c.Fields))
	for i, f := range c.Fields {
		out.Fields[i] = jsonField{f.Path, f.Outcome, append([]string{}, f.To...), f.Reason}
	}
	return out
}

func (p *printer) jsonDiagnostic(d diag.Diagnostic) jsonDiagnostic {
	out := jsonDiagnostic{
		Rule: d.Rule, Severity: d.Severity.String(), Message: d.Message, File: d.File.Name(), Document: d.Document,
		Path: d.Path, Field: diag.Field(d.Path), Targets: append([]string{}, d.Targets...), Help: d.Help, URL: p.url(d.Rule),
		Related: make([]jsonRelated, len(d.Related)), Fixes: make([]jsonFix, len(d.Fixes)),
	}
	out.Start, out.End = positions(d.File, d.Span)
	for i, r := range d.Related {
		file := relatedFile(d, r)
		start, end := positions(file, r.Span)
		out.Related[i] = jsonRelated{r.Message, file.Name(), start, end}
	}
	for i, fix := range d.Fixes {
		out.Fixes[i] = jsonFix{fix.Title, string(fix.Safety), p.jsonEdits(d.File, fix.Edits)}
	}
	if d.Suppressed != nil {
		s := jsonSuppression(*d.Suppressed)
		out.Suppressed = &s
	}
	return out
}

func (p *printer) jsonEdits(f *source.File, edits []edit.Edit) []jsonEdit {
	out := make([]jsonEdit, len(edits))
	for i, e := range edits {
		start, end := positions(f, e.Span)
		out[i] = jsonEdit{start, end, p.inserted(f, e)}
	}
	return out
}

// inserted returns the text that an edit inserts. Secrets are masked unless the options show them.
func (p *printer) inserted(f *source.File, e edit.Edit) string {
	e.Span = clamp(e.Span, f)
	return maskEdit(f.Text(), e, p.secrets.in(f))
}

func positions(f *source.File, s source.Span) (start, end jsonPosition) {
	s = clamp(s, f)
	return position(f, s.Start), position(f, s.End)
}

func position(f *source.File, offset int) jsonPosition {
	p := f.Position(offset)
	return jsonPosition{p.Line, p.Column, f.ByteOffset(offset)}
}
