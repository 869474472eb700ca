package diag

import (
	"slices"
	"testing"

	"github.com/backendctl/backendctl/internal/source"
)

func TestField(t *testing.T) {
	for pointer, want := range map[string]string{
		"":                                    "",
		"/spec":                               "spec",
		"/spec/static/hosts/0/port":           "spec.static.hosts[0].port",
		"/items/2/spec":                       "items[2].spec",
		"/metadata/labels/app.example.com~1x": `metadata.labels["app.example.com/x"]`,
		"/metadata/annotations/a~0b":          "metadata.annotations.a~b",
		"/metadata/annotations/":              `metadata.annotations[""]`,
	} {
		if got := Field(pointer); got != want {
			t.Errorf("Field(%q) = %q, want %q", pointer, got, want)
		}
		if got := Pointer(Tokens(pointer)...); got != pointer {
			t.Errorf("Pointer(Tokens(%q)...) = %q, want the same pointer", pointer, got)
		}
	}
}

func TestResult(t *testing.T) {
	f, g := source.New("a.yaml", nil), source.New("b.yaml", nil)
	d := func(f *source.File, start int, s Severity, rule string) Diagnostic {
		return Diagnostic{File: f, Span: source.Span{Start: start, End: start}, Severity: s, Rule: rule}
	}
	silent, known := d(g, 1, Error, "x"), d(g, 2, Error, "y")
	silent.Suppressed = &Suppression{Kind: "inSource"}
	known.Suppressed = &Suppression{Kind: External}
	r := &Result{
		Files:       []*source.File{f, g},
		Documents:   []Document{{}, {Skipped: true}},
		Diagnostics: []Diagnostic{d(g, 0, Info, "c"), d(f, 9, Warning, "b"), d(f, 2, Warning, "b"), d(f, 2, Warning, "a"), d(f, 2, Warning, "a"), silent, known},
	}
	r.Sort()
	var order []string
	for _, d := range r.Diagnostics {
		order = append(order, d.File.Name()+" "+d.Rule)
	}
	if want := []string{"a.yaml a", "a.yaml b", "a.yaml b", "b.yaml c", "b.yaml x", "b.yaml y"}; !slices.Equal(order, want) {
		t.Errorf("the order is %v, want %v", order, want)
	}
	if got, want := r.Summary(), (Summary{Files: 2, Documents: 2, Backends: 1, Skipped: 1, Warnings: 3, Infos: 1, Suppressed: 1, Baselined: 1}); got != want {
		t.Errorf("the summary is %+v, want %+v", got, want)
	}
	if r.Worst() != Warning {
		t.Errorf("Worst() = %v, want warning, because suppressed findings do not count", r.Worst())
	}
}

func TestParseSeverity(t *testing.T) {
	for _, name := range Severities() {
		if s, err := ParseSeverity(name); err != nil || s.String() != name {
			t.Errorf("ParseSeverity(%q) = %v, %v, want the severity with this name", name, s, err)
		}
	}
	if _, err := ParseSeverity("fatal"); err == nil {
		t.Error("ParseSeverity returns no error for an unknown severity")
	}
}
