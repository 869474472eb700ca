// Package baseline holds the findings that a repository had when it began to be checked, so that only new ones count. It
// knows them again when lines move, list items shift and files are renamed. It reads and writes bytes, not files.
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
)

const (
	// schemaVersion changes when an older backendctl would misread the file.
	schemaVersion = 1
	tool          = "backendctl"
)

// A Baseline is a list of findings that do not count.
type Baseline struct {
	Findings []Finding
}

// A Finding is one of a baseline. It has no line, no severity and no date, so that the file changes when findings do.
type Finding struct {
	File        string `json:"file"`     // from the baseline's folder, with forward slashes
	Document    string `json:"document"` // kind, namespace and name; empty for a finding about the file
	Path        string `json:"path"`     // JSON Pointer to the field
	Rule        string `json:"rule"`
	Message     string `json:"message"`
	Fingerprint string `json:"fingerprint"`     // the one of the first, when there are several
	Count       int    `json:"count,omitempty"` // how many are alike in all that is above; 0 means 1
}

// A View is how a baseline sees a run.
type View struct {
	// Name says what a file of the run is called in the baseline.
	Name func(file string) string
	// Exists says whether there is a file of a name in the baseline.
	Exists func(name string) bool
	// Conceal returns words about a file as they may be kept: without its secrets.
	Conceal func(f *source.File, words string) string
}

// New returns the baseline of a result: all findings that count, and those that count only because a baseline has them.
func New(r *diag.Result, v View) *Baseline {
	b := &Baseline{}
	at := map[string]int{} // by fingerprint
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

// eligible says whether a finding can be in a baseline. One about the run or about a comment cannot: it would be fixed in
// the time that it takes to write the baseline.
func eligible(r *diag.Result, d diag.Diagnostic) bool {
	rule, _ := r.Rule(d.Rule)
	return rule.Category != diag.Note
}

// findings returns every finding of a result as a baseline has it.
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

// valid returns text as it comes back from JSON, so that what is read is equal to what was written.
func valid(text string) string { return strings.ToValidUTF8(text, "\uFFFD") }

func (f Finding) number() int { return max(f.Count, 1) }

// Len returns how many findings the baseline has.
func (b *Baseline) Len() int {
	n := 0
	for _, f := range b.Findings {
		n += f.number()
	}
	return n
}

// KeepUnread adds the findings of an older baseline in files that the run did not read and that are still there: the run
// can say nothing of them.
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

// Write returns the content of the file: sorted, and a finding a line, so that two branches seldom touch the same one.
func (b *Baseline) Write() ([]byte, error) {
	var out bytes.Buffer
	fmt.Fprintf(&out, "{\n  \"schemaVersion\": %d,\n  \"tool\": %q,\n  \"findings\": [", schemaVersion, tool)
	for i, f := range slices.SortedFunc(slices.Values(b.Findings), compare) {
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

// encode writes a finding on one line, with < and & as they are, because people read it in differences.
func encode(f Finding) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(f)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
