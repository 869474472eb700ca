// Package baseline stores the known findings of a repository, so that only new findings count. It recognizes a known finding after its
// line, list item or file has moved. It reads and writes bytes, not files.
package baseline

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/stable"
)

const (
	// schemaVersion is the version of the file format. It must increase if an older backendctl would misread the file.
	schemaVersion = 1
	tool          = "backendctl"
)

// A Baseline is a list of known findings that do not count.
type Baseline struct {
	Findings []Finding
}

// A Finding is a finding in a baseline. It has no line, severity or date, so that the file changes only if findings do.
type Finding struct {
	File        string `json:"file"`     // relative to the baseline's folder, with forward slashes
	Document    string `json:"document"` // the kind, namespace and name of the document; "" for a finding about the whole file
	Path        string `json:"path"`     // JSON Pointer to the field
	Rule        string `json:"rule"`
	Message     string `json:"message"`
	Fingerprint string `json:"fingerprint"`     // the fingerprint of the first finding, if several are equal
	Count       int    `json:"count,omitempty"` // the number of findings that are equal in all fields above; 0 means 1
}

// A View provides functions for the file names and secrets of a run.
type View struct {
	// Name converts the name of a file in the run to its name in the baseline.
	Name func(file string) string
	// Exists reports whether a file exists, given its name in the baseline.
	Exists func(name string) bool
	// Conceal masks the secrets of a file in a text before it is stored.
	Conceal func(f *source.File, words string) string
}

// New returns a baseline with the findings of a result that count, and with the findings that a baseline suppresses.
func New(r *diag.Result, v View) *Baseline {
	b := &Baseline{}
	at := map[string]int{} // the index in b.Findings, by fingerprint
	for i, f := range v.findings(r) {
		if d := r.Diagnostics[i]; !eligible(r, d) || d.Suppressed != nil && !d.InBaseline() {
			continue
		}
		if first, ok := at[f.Fingerprint]; ok {
			b.Findings[first].Count = b.Findings[first].number() + 1
			continue
		}
		at[f.Fingerprint] = len(b.Findings)
		b.Findings = append(b.Findings, f)
	}
	return b
}

// eligible reports whether a finding can be in a baseline. Findings about the run or about a directive cannot, because fixing them takes
// less time than writing the baseline.
func eligible(r *diag.Result, d diag.Diagnostic) bool {
	rule, _ := r.Rule(d.Rule)
	return rule.Category != diag.Note
}

// findings returns every finding of a result in the form of a baseline.
func (v View) findings(r *diag.Result) []Finding {
	owners, prints := r.Owners(), r.Fingerprints(v.Name)
	out := make([]Finding, len(r.Diagnostics))
	for i, d := range r.Diagnostics {
		doc, _ := owners.Of(d)
		first, _, _ := strings.Cut(prints[i], ":")
		out[i] = Finding{
			File: valid(v.Name(d.File.Name())), Document: valid(doc.Title()), Path: valid(v.Conceal(d.File, d.Path)), Rule: d.Rule,
			Message: valid(v.Conceal(d.File, d.Message)), Fingerprint: first,
		}
	}
	return out
}

// valid returns text without invalid UTF-8, which JSON would replace, so that text is the same after reading as before writing.
func valid(text string) string { return strings.ToValidUTF8(text, "\uFFFD") }

func (f Finding) number() int { return max(f.Count, 1) }

// Len returns the number of findings in the baseline.
func (b *Baseline) Len() int {
	n := 0
	for _, f := range b.Findings {
		n += f.number()
	}
	return n
}

// KeepUnread adds the findings of an older baseline in files that still exist and that the run did not read.
func (b *Baseline) KeepUnread(old *Baseline, r *diag.Result, v View) {
	read := v.read(r)
	for _, f := range old.Findings {
		if !read[f.File] && v.Exists(f.File) {
			b.Findings = append(b.Findings, f)
		}
	}
}

// read returns the names of the files that a run read.
func (v View) read(r *diag.Result) map[string]bool {
	read := map[string]bool{}
	for _, f := range r.Files {
		read[valid(v.Name(f.Name()))] = true
	}
	return read
}

// Write returns the content of the file. Findings are sorted, one per line, so that merges of branches rarely conflict.
func (b *Baseline) Write() ([]byte, error) {
	var out bytes.Buffer
	fmt.Fprintf(&out, "{\n  \"schemaVersion\": %d,\n  \"tool\": %q,\n  \"findings\": [", schemaVersion, tool)
	findings := slices.Clone(b.Findings)
	stable.Sort(findings, compare)
	for i, f := range findings {
		line, err := encode(f)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteString("\n    ")
		out.Write(line)
	}
	if len(b.Findings) > 0 {
		out.WriteString("\n  ")
	}
	out.WriteString("]\n}\n")
	return out.Bytes(), nil
}

func compare(a, b Finding) int {
	return cmp.Or(
		strings.Compare(a.File, b.File), strings.Compare(a.Document, b.Document), strings.Compare(a.Path, b.Path),
		strings.Compare(a.Rule, b.Rule), strings.Compare(a.Message, b.Message), strings.Compare(a.Fingerprint, b.Fingerprint),
	)
}

// encode returns a finding as one line of JSON. It does not escape < and &, because people read the file in diffs.
func encode(f Finding) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(f)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
