package diff

import (
	"github.com/backendctl/backendctl/internal/change"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/report"
)

type jsonDifference struct {
	SchemaVersion int             `json:"schemaVersion"`
	Tool          report.JSONTool `json:"tool"`
	Documents     []jsonDocument  `json:"documents"`
	Problems      []jsonProblem   `json:"problems"`
	Summary       jsonSummary     `json:"summary"`
}

type jsonDocument struct {
	Status     change.Status      `json:"status"`
	APIVersion string             `json:"apiVersion"`
	Kind       string             `json:"kind"`
	Namespace  string             `json:"namespace"`
	Name       string             `json:"name"`
	Before     *jsonSide          `json:"before"`
	After      *jsonSide          `json:"after"`
	Impact     string             `json:"impact"`
	Changes    []jsonChange       `json:"changes"`
	Patch      []change.Operation `json:"patch"`
}

type jsonSide struct {
	File      string `json:"file"`
	Document  int    `json:"document"`
	Line      int    `json:"line"`
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
}

type jsonChange struct {
	Op     change.Op     `json:"op"`
	Field  string        `json:"field"`
	Before *jsonValue    `json:"before"`
	After  *jsonValue    `json:"after"`
	Order  *jsonOrder    `json:"order,omitempty"`
	Impact string        `json:"impact"`
	Effect change.Effect `json:"effect"`
	Reason string        `json:"reason"`
	Fields []jsonChange  `json:"fields,omitempty"`
}

type jsonValue struct {
	Path    string `json:"path"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
	Value   any    `json:"value"`
	Default bool   `json:"default,omitempty"`
	Masked  bool   `json:"masked,omitempty"`
}

type jsonOrder struct {
	Before []string `json:"before"`
	After  []string `json:"after"`
}

type jsonProblem struct {
	Side        string       `json:"side"`
	File        string       `json:"file"`
	Document    int          `json:"document"`
	Line        int          `json:"line"`
	Reason      string       `json:"reason"`
	NotCompared []jsonObject `json:"notCompared"`
}

type jsonObject struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	jsonSide
}

type jsonSummary struct {
	Documents   int `json:"documents"`
	Different   int `json:"different"`
	Breaking    int `json:"breaking"`
	Behavioural int `json:"behavioural"`
	Cosmetic    int `json:"cosmetic"`
	NotCompared int `json:"notCompared"`
}

// writeJSON returns the documents that differ, and those that cannot be compared, as JSON.
func writeJSON(d *change.Difference, o report.Options) ([]byte, error) {
	out := jsonDifference{SchemaVersion: 1, Tool: report.JSONTool(o.Tool), Documents: []jsonDocument{}, Problems: []jsonProblem{}}
	for _, doc := range d.Changed() {
		out.Documents = append(out.Documents, jsonDocumentOf(doc, o))
	}
	for _, p := range d.Problems {
		out.Problems = append(out.Problems, jsonProblemOf(p))
	}
	out.Summary = jsonSummary{
		d.Total(), len(out.Documents), d.Count(change.Breaking), d.Count(change.Behavioural), d.Count(change.Cosmetic), len(d.Problems),
	}
	return report.MarshalJSON(out)
}

func jsonDocumentOf(doc *change.Document, o report.Options) jsonDocument {
	is := doc.Document()
	out := jsonDocument{
		Status: doc.Status, APIVersion: is.APIVersion, Kind: is.Kind, Namespace: is.Namespace, Name: is.Name,
		Before: sideOf(doc.Before), After: sideOf(doc.After), Impact: doc.Impact().String(), Changes: []jsonChange{},
	}
	if !doc.HasSecrets() || o.ShowSecrets {
		out.Patch = doc.JSONPatch()
	}
	for _, c := range doc.Changes {
		out.Changes = append(out.Changes, jsonChangeOf(c, o))
	}
	return out
}

func jsonChangeOf(c change.Change, o report.Options) jsonChange {
	out := jsonChange{
		Op: c.Op, Field: c.Label, Before: valueOf(c.From, c.Before, o), After: valueOf(c.To, c.After, o),
		Impact: c.Impact.String(), Effect: c.Effect, Reason: c.Reason,
	}
	if len(c.Order[0]) > 0 {
		out.Order = &jsonOrder{c.Order[0], c.Order[1]}
	}
	for _, f := range c.Fields {
		out.Fields = append(out.Fields, jsonChangeOf(f, o))
	}
	return out
}

func sideOf(d *manifest.Document) *jsonSide {
	if d == nil {
		return nil
	}
	return &jsonSide{d.File.Name(), d.Index, d.Line(), d.Namespace, d.Name}
}

func valueOf(v *change.Value, path string, o report.Options) *jsonValue {
	if v == nil {
		return nil
	}
	value, masked := shownValue(v, o)
	out := &jsonValue{Path: path, Value: value, Default: v.Default, Masked: masked}
	if v.File != nil {
		at := v.File.Position(v.Span.Start)
		out.Line, out.Column = at.Line, at.Column
	}
	return out
}

// shownValue returns a value in the form that encoding/json writes, with its secrets masked. masked reports whether a secret was masked.
func shownValue(v *change.Value, o report.Options) (_ any, masked bool) {
	switch {
	case v.Secret && !o.ShowSecrets:
		return hiddenSecret, true
	case v.Kind == manifest.Mapping:
		out := map[string]any{}
		for _, f := range v.Fields {
			value, hidden := shownValue(f.Value, o)
			out[f.Key], masked = value, masked || hidden
		}
		return out, masked
	case v.Kind == manifest.Sequence:
		out := make([]any, len(v.Items))
		for i, item := range v.Items {
			value, hidden := shownValue(item, o)
			out[i], masked = value, masked || hidden
		}
		return out, masked
	}
	return v.Scalar, false
}
