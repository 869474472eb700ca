package baseline

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// A repository consists of files with random manifests with mistakes, as structs that the test can change.
type (
	repository struct {
		*rand.Rand
		files []*file
		fresh int // the number in the last name, which makes names unique
	}
	file struct {
		name, head string
		documents  []*document
	}
	document struct {
		name   string
		fields []string   // unknown fields of spec
		hosts  [][]string // the lines of each host
	}
)

func newRepository(r *rand.Rand) *repository {
	x := &repository{Rand: r}
	for range 1 + x.IntN(4) {
		f := &file{name: x.name("dir/") + ".yaml"}
		for range 1 + x.IntN(3) {
			f.documents = append(f.documents, x.document())
		}
		x.files = append(x.files, f)
	}
	return x
}

// document returns a random document. Its name and mistakes are often the same as those of another document.
func (x *repository) document() *document {
	d := &document{name: fmt.Sprintf("web-%d", x.IntN(3))}
	for range x.IntN(2) {
		d.fields = append(d.fields, "extra")
	}
	for range 1 + x.IntN(4) {
		d.hosts = append(d.hosts, x.host())
	}
	return d
}

func (x *repository) host() []string {
	ports := []string{"port: 80", "port: 80", "port: high", "port: [1]"}
	h := []string{"host: " + x.name("h") + ".example.com", ports[x.IntN(len(ports))]}
	if x.IntN(3) == 0 {
		h = append(h, "weight: 1")
	}
	return h
}

func (x *repository) name(prefix string) string {
	x.fresh++
	return fmt.Sprintf("%s%d", prefix, x.fresh)
}

func (x *repository) anyFile() *file { return x.files[x.IntN(len(x.files))] }

func (x *repository) anyDocument() *document {
	f := x.anyFile()
	return f.documents[x.IntN(len(f.documents))]
}

func (d *document) write(b *strings.Builder) {
	fmt.Fprintf(b, "---\napiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: %s}\nspec:\n", d.name)
	for _, f := range d.fields {
		fmt.Fprintf(b, "  %s: 1\n", f)
	}
	b.WriteString("  static:\n    hosts:\n")
	for _, h := range d.hosts {
		fmt.Fprintf(b, "    - %s\n", strings.Join(h, "\n      "))
	}
}

// check checks the files of the repository. It returns the result and the View of the run.
func (x *repository) check(t *testing.T) (*diag.Result, View) {
	t.Helper()
	var files []*source.File
	var names []string
	for _, f := range x.files {
		var b strings.Builder
		b.WriteString(f.head)
		for _, d := range f.documents {
			d.write(&b)
		}
		files, names = append(files, source.New(f.name, []byte(b.String()))), append(names, f.name)
	}
	r, err := check.Files(t.Context(), files, check.Options{Targets: []target.Target{target.Latest()}})
	if err != nil {
		t.Fatal(err)
	}
	return r, viewOf(names...)
}

// known returns the baseline of the repository, after writing and reading it.
func (x *repository) known(t *testing.T) *Baseline {
	t.Helper()
	r, v := x.check(t)
	b, err := Read(source.New("known.json", written(t, New(r, v))))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// harmless are changes that neither add nor fix a mistake.
var harmless = map[string]func(x *repository){
	"nothing":         func(*repository) {},
	"lines move":      func(x *repository) { x.anyFile().head = strings.Repeat("# moved\n", 1+x.IntN(9)) },
	"file is renamed": func(x *repository) { x.anyFile().name = x.name("elsewhere/") + ".yaml" },
	"host is inserted first": func(x *repository) {
		d := x.anyDocument()
		d.hosts = slices.Insert(d.hosts, 0, []string{"host: new.example.com", "port: 80"})
	},
	"hosts are reordered": func(x *repository) {
		d := x.anyDocument()
		x.Shuffle(len(d.hosts), func(i, j int) { d.hosts[i], d.hosts[j] = d.hosts[j], d.hosts[i] })
	},
	"files are reordered": func(x *repository) {
		x.Shuffle(len(x.files), func(i, j int) { x.files[i], x.files[j] = x.files[j], x.files[i] })
	},
	"documents are reordered": func(x *repository) {
		f := x.anyFile()
		x.Shuffle(len(f.documents), func(i, j int) { f.documents[i], f.documents[j] = f.documents[j], f.documents[i] })
	},
}

const trials = 60

// TestHarmlessChanges checks that after a harmless change no finding counts, and no finding of the baseline is gone.
func TestHarmlessChanges(t *testing.T) {
	for name, change := range harmless {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(trials) {
				x := newRepository(rand.New(rand.NewPCG(seed, 1)))
				b := x.known(t)
				change(x)
				r, v := x.check(t)
				if gone := b.Mark(r, v, "known"); gone != 0 || len(counting(r)) != 0 {
					t.Fatalf("seed %d: %d findings are gone, and the findings %q count, want none", seed, gone, counting(r))
				}
			}
		})
	}
}

// TestOneNewMistake makes a harmless change and adds a mistake. Exactly the finding about this mistake must count.
func TestOneNewMistake(t *testing.T) {
	for name, change := range harmless {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(trials) {
				x := newRepository(rand.New(rand.NewPCG(seed, 2)))
				b := x.known(t)
				change(x)
				d := x.anyDocument()
				d.fields = slices.Insert(d.fields, 0, "zzfresh")
				r, v := x.check(t)
				gone, got := b.Mark(r, v, "known"), counting(r)
				if gone != 0 || len(got) != 1 || !strings.Contains(got[0], "zzfresh") {
					t.Fatalf("seed %d: %d findings are gone, want 0; the findings %q count, want one about zzfresh", seed, gone, got)
				}
			}
		})
	}
}

// TestFixedMistakes fixes the mistakes of a document, and checks that exactly their findings are gone.
func TestFixedMistakes(t *testing.T) {
	all := 0
	for seed := range uint64(trials) {
		x := newRepository(rand.New(rand.NewPCG(seed, 3)))
		b := x.known(t)
		all += b.Len()
		d := x.anyDocument()
		d.fields = nil
		for i := range d.hosts {
			d.hosts[i] = []string{d.hosts[i][0], "port: 80"}
		}
		r, v := x.check(t)
		left := New(r, v).Len()
		if gone := b.Mark(r, v, "known"); gone != b.Len()-left || len(counting(r)) != 0 {
			t.Fatalf("seed %d: %d of %d findings are gone and %d are left; the findings %q count, want none", seed, gone, b.Len(), left, counting(r))
		}
	}
	if all < 3*trials {
		t.Errorf("%d repositories have %d findings, want at least %d", trials, all, 3*trials)
	}
}
