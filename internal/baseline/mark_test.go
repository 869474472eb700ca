package baseline

import (
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
)

// resultOf returns a result with findings that are written as "file document path rule message", in the order of the lines. A file without
// findings is written as its name alone.
func resultOf(lines ...string) *diag.Result {
	r := &diag.Result{Rules: []diag.Descriptor{{ID: "note", Category: diag.Note}, {ID: "wrong", Category: diag.Schema}, {ID: "other", Category: diag.Schema}}}
	files := map[string]*source.File{}
	for _, line := range lines {
		w := strings.SplitN(line, " ", 5)
		f, known := files[w[0]]
		if !known {
			f = source.New(w[0], nil)
			files[w[0]], r.Files = f, append(r.Files, f)
		}
		if len(w) == 1 {
			continue
		}
		index := slices.IndexFunc(r.Documents, func(d diag.Document) bool { return d.File == f && d.Name == w[1] })
		if index < 0 {
			index = len(r.Documents)
			r.Documents = append(r.Documents, diag.Document{File: f, Index: index, Kind: "Backend", Name: w[1]})
		}
		r.Diagnostics = append(r.Diagnostics, diag.Diagnostic{File: f, Document: index, Path: w[2], Rule: w[3], Message: w[4], Severity: diag.Error})
	}
	return r
}

// viewOf returns a View in which only the given files exist.
func viewOf(there ...string) View {
	return View{
		Name:    diag.CleanName,
		Exists:  func(name string) bool { return slices.Contains(there, name) },
		Conceal: func(_ *source.File, words string) string { return words },
	}
}

// counting returns the findings that are not suppressed, as "file path message".
func counting(r *diag.Result) []string {
	var out []string
	for _, d := range r.Diagnostics {
		if d.Suppressed == nil {
			out = append(out, d.File.Name()+" "+d.Path+" "+d.Message)
		}
	}
	return out
}

// TestMark checks which of the current findings (now) count with a baseline of earlier findings (before), and how many of the earlier
// findings are gone. there are the existing files.
func TestMark(t *testing.T) {
	for _, c := range []struct {
		name             string
		before, now, new []string
		gone             int
		there            []string
	}{
		{"equal findings", []string{"a web /x wrong m", "a web /y wrong m"}, []string{"a web /x wrong m", "a web /y wrong m"}, nil, 0, nil},
		{"a new rule", []string{"a web /x wrong m"}, []string{"a web /x wrong m", "a web /x other m"}, []string{"a /x m"}, 0, nil},
		{"a new field", []string{"a web /x wrong m"}, []string{"a web /y wrong m", "a web /x wrong m"}, []string{"a /y m"}, 0, nil},
		{"another document", []string{"a web /x wrong m"}, []string{"a api /x wrong m"}, []string{"a /x m"}, 1, nil},
		{"a new finding before known findings at the same field", []string{"a web /x wrong a", "a web /x wrong b"}, []string{"a web /x wrong c", "a web /x wrong a", "a web /x wrong b"}, []string{"a /x c"}, 0, nil},
		{"more equal findings than in the baseline", []string{"a web /x wrong m", "a web /x wrong m"}, []string{"a web /x wrong m", "a web /x wrong m", "a web /x wrong m"}, []string{"a /x m"}, 0, nil},
		{"fewer equal findings than in the baseline", []string{"a web /x wrong m", "a web /x wrong m", "a web /x wrong m"}, []string{"a web /x wrong m"}, nil, 2, nil},

		{"renamed file", []string{"a web /x wrong m"}, []string{"b web /x wrong m"}, nil, 0, nil},
		{"document moved to another file", []string{"a web /x wrong m"}, []string{"a", "b web /x wrong m"}, nil, 0, []string{"a", "b"}},
		{"copied file", []string{"a web /x wrong m"}, []string{"a web /x wrong m", "b web /x wrong m"}, []string{"b /x m"}, 0, []string{"a", "b"}},
		{"an equal finding in a file that was not read", []string{"a web /x wrong m"}, []string{"b web /x wrong m"}, []string{"b /x m"}, 0, []string{"a", "b"}},
		{"renamed file with a new finding", []string{"a web /x wrong m"}, []string{"b web /x wrong m", "b web /y wrong m"}, []string{"b /y m"}, 0, nil},

		{"item inserted before items with findings", []string{"a web /l/0/x wrong m", "a web /l/1/x wrong m"}, []string{"a web /l/1/x wrong m", "a web /l/2/x wrong m"}, nil, 0, nil},
		{"item inserted before an item with the same, known mistake", []string{"a web /l/0/x wrong m"}, []string{"a web /l/0/x wrong m", "a web /l/1/x wrong m"}, []string{"a /l/1/x m"}, 0, nil},
		{"item removed", []string{"a web /l/0/x wrong m", "a web /l/7/x wrong n"}, []string{"a web /l/6/x wrong n"}, nil, 1, nil},
		{"a different message at another item", []string{"a web /l/0/x wrong m"}, []string{"a web /l/1/x wrong n"}, []string{"a /l/1/x n"}, 1, nil},

		{"a different message", []string{"a web /x wrong m"}, []string{"a web /x wrong n"}, nil, 0, nil},
		{"equal messages match first", []string{"a web /x wrong m", "a web /x wrong n"}, []string{"a web /x wrong o", "a web /x wrong n"}, nil, 0, nil},
		{"an empty baseline", nil, []string{"a web /x wrong m"}, []string{"a /x m"}, 0, nil},
		{"all findings fixed", []string{"a web /x wrong m", "b web /x wrong m"}, []string{"a", "b"}, nil, 2, nil},
		{"a known finding in a file that was not read", []string{"a web /x wrong m", "b web /x wrong m"}, []string{"a"}, nil, 1, []string{"a", "b"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, now := viewOf(c.there...), resultOf(c.now...)
			gone := New(resultOf(c.before...), v).Mark(now, v, "baseline known.json")
			if got := counting(now); !slices.Equal(got, c.new) || gone != c.gone {
				t.Errorf("the findings %q count and %d findings are gone, want %q and %d", got, gone, c.new, c.gone)
			}
			if !now.Baselined {
				t.Error("Baselined of the result is false, want true")
			}
		})
	}
}

// TestSteps changes a finding in the way that each step ignores. Then the keys of this step must be equal, and those of the other steps
// must differ.
func TestSteps(t *testing.T) {
	f := Finding{File: "a", Document: "Backend web", Path: "/l/10/x1", Rule: "wrong", Message: "m", Fingerprint: "f"}
	for i, same := range []func(*Finding){
		func(f *Finding) { f.Message, f.File = "the fingerprint alone", "b" },
		func(f *Finding) { f.File, f.Fingerprint = "b", "g" },
		func(f *Finding) { f.Path, f.Fingerprint = "/l/2/x1", "g" },
		func(f *Finding) { f.Message, f.Fingerprint = "n", "g" },
	} {
		g := f
		same(&g)
		for j, k := range steps {
			if is := k(f) == k(g); is != (i == j) {
				t.Errorf("change %d, step %d: the keys are equal: %t, want %t", i, j, is, i == j)
			}
		}
	}
}

// TestNotes checks that a finding about the run, and a finding that a directive suppresses, are not in a baseline and not marked by one.
func TestNotes(t *testing.T) {
	v, r := viewOf(), resultOf("a web  note m", "a web /x wrong m")
	r.Diagnostics[1].Suppressed = &diag.Suppression{Kind: "inSource", Reason: "known"}
	b := New(r, v)
	if b.Len() != 0 {
		t.Errorf("the baseline has the findings %v, want none", b.Findings)
	}
	everything := &Baseline{v.findings(r)}
	everything.Mark(r, v, "baseline known.json")
	if r.Diagnostics[0].Suppressed != nil || r.Diagnostics[1].InBaseline() {
		t.Error("a finding about the run, or a finding that a directive suppresses, is marked")
	}
}

// TestKeepUnread checks that only the findings in existing files that were not read are kept.
func TestKeepUnread(t *testing.T) {
	v := viewOf("a", "b")
	old := New(resultOf("a web /x wrong m", "b web /x wrong m", "b web /x wrong m", "deleted web /x wrong m"), v)
	now := resultOf("a")
	b := New(now, v)
	b.KeepUnread(old, now, v)
	if len(b.Findings) != 1 || b.Findings[0].File != "b" || b.Len() != 2 {
		t.Errorf("the baseline has %+v, want the two findings in b", b.Findings)
	}
}
