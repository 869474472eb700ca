package change

import (
	"cmp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// Files compares two sets of files. Documents are the same when their kind, namespace and name are; of the rest, those are
// that say the same by another name.
func Files(before, after []*source.File, o Options) *Difference {
	d := &Difference{}
	p := &pairer{options: o, secrets: map[region]func() []source.Span{}, files: [2][]*source.File{before, after}, found: map[*source.File][]diag.Diagnostic{}}
	p.sides = p.parse(before, after)
	problems := p.takeBroken()
	p.identify()
	d.Problems = p.withhold(problems)
	if len(problems) == 0 {
		p.pairTwo()
	}
	p.rename()
	d.Documents = p.documents()
	p.compare(d.Documents)
	d.Same = p.same
	d.Compared = len(d.Documents) > 0 || p.same > 0 && p.isComparable()
	return d
}

// An identity is what makes two documents the same one.
type identity struct{ group, kind, namespace, name string }

func identityOf(d *manifest.Document) identity {
	group, _, found := strings.Cut(d.APIVersion, "/")
	if !found {
		group = ""
	}
	return identity{group, d.Kind, d.Namespace, d.Name}
}

// A pairer finds the partners of documents.
type pairer struct {
	options Options
	files   [2][]*source.File
	sides   [2][]*manifest.Document
	found   map[*source.File][]diag.Diagnostic        // what keeps documents from being decoded
	partner map[*manifest.Document]*manifest.Document // of the older side, by that of the newer one
	taken   map[*manifest.Document]bool               // of the older side
	same    int                                       // documents that stand on both sides word for word
	secrets map[region]func() []source.Span
	mu      sync.Mutex
}

// parse reads the documents of both sides, file by file on all processors.
func (p *pairer) parse(sides ...[]*source.File) [2][]*manifest.Document {
	type job struct {
		file  *source.File
		texts []string
		skip  []bool // what stands on both sides word for word
		out   *[]*manifest.Document
		found []diag.Diagnostic
	}
	var jobs []job
	read := [2][][]*manifest.Document{}
	for i, files := range sides {
		read[i] = make([][]*manifest.Document, len(files))
		for j, f := range files {
			jobs = append(jobs, job{file: f, out: &read[i][j]})
		}
	}
	each(len(jobs), func(i int) { jobs[i].texts = manifest.Texts(jobs[i].file) })
	alike := map[string][2]int{} // how often a text is there, on each side
	for i := range jobs {
		for _, text := range jobs[i].texts {
			counts := alike[text]
			counts[sideOf(i, sides)]++
			alike[text] = counts
		}
	}
	for i := range jobs {
		jobs[i].skip = make([]bool, len(jobs[i].texts))
		for j, text := range jobs[i].texts {
			side, counts := sideOf(i, sides), alike[text]
			if text == "" || counts[0] != counts[1] {
				continue
			}
			jobs[i].skip[j] = true
			if side == 0 {
				p.same++
			}
		}
	}
	each(len(jobs), func(i int) {
		*jobs[i].out, jobs[i].found = manifest.Parse(jobs[i].file, manifest.Options{Templates: p.options.Templates, Skip: jobs[i].skip})
	})
	for _, j := range jobs {
		p.found[j.file] = j.found
	}
	return [2][]*manifest.Document{slices.Concat(read[0]...), slices.Concat(read[1]...)}
}

// sideOf returns the side of a file by its number among those of both.
func sideOf(i int, sides [][]*source.File) int {
	if i < len(sides[0]) {
		return 0
	}
	return 1
}

// each does something for every index, on all processors.
func each(n int, do func(int)) {
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				do(int(i))
			}
		})
	}
	workers.Wait()
}

// identify pairs the documents that have the same identity: where several have it, those of the same file first.
func (p *pairer) identify() {
	p.partner, p.taken = map[*manifest.Document]*manifest.Document{}, map[*manifest.Document]bool{}
	for folders := mostFolders; folders >= 0; folders-- {
		p.identifyIn(folders)
	}
}

// identifyIn pairs the documents of one identity whose paths end with the same names, so many of them: the file, its folder, and so on.
func (p *pairer) identifyIn(names int) {
	type place struct {
		identity
		tail string
	}
	free := map[place][]*manifest.Document{}
	for _, d := range p.sides[Before] {
		if tail, ok := tailOf(d.File.Name(), names); ok && !p.taken[d] {
			at := place{identityOf(d), tail}
			free[at] = append(free[at], d)
		}
	}
	for _, d := range p.sides[After] {
		tail, ok := tailOf(d.File.Name(), names)
		if !ok || p.partner[d] != nil {
			continue
		}
		at := place{identityOf(d), tail}
		if candidates := free[at]; len(candidates) > 0 {
			p.partner[d], p.taken[candidates[0]] = candidates[0], true
			free[at] = candidates[1:]
		}
	}
}

// mostFolders is how many folders decide which of several documents of one identity belong together.
const mostFolders = 8

// tailOf returns so many names at the end of a path; false if it has fewer.
func tailOf(path string, names int) (string, bool) {
	at := len(path) + 1
	for range names {
		if at <= 0 {
			return "", false
		}
		at = strings.LastIndexByte(path[:at-1], '/') + 1
	}
	return path[min(at, len(path)):], true
}

// pairTwo pairs the documents of two files of one document each, whatever their names are.
func (p *pairer) pairTwo() {
	a, b := p.sides[Before], p.sides[After]
	if p.same > 0 || len(a) != 1 || len(b) != 1 || p.taken[a[0]] || identityOf(a[0]).kind != identityOf(b[0]).kind {
		return
	}
	p.partner[b[0]], p.taken[a[0]] = a[0], true
}

// rename pairs what is left: documents of a kind that say the same, or most of it, by another name.
func (p *pairer) rename() {
	left, right := p.free()
	if len(left) == 0 || len(right) == 0 {
		return
	}
	specs := map[*manifest.Document]*Value{}
	for _, d := range slices.Concat(left, right) {
		v := p.value(d, nil)
		v.Fields = slices.DeleteFunc(v.Fields, func(f Field) bool { return f.Key == "metadata" })
		v.sum(d.Kind, "")
		specs[d] = v
	}
	if len(left)*len(right) > mostPairs {
		p.renameAlike(left, right, specs)
		return
	}
	type candidate struct {
		x, y int
		like float64
	}
	var all []candidate
	for x, a := range left {
		for y, b := range right {
			if idA, idB := identityOf(a), identityOf(b); idA.kind != idB.kind || idA.group != idB.group {
				continue
			}
			if like := similarity(specs[a], specs[b]); like >= mostlyLike && len(specs[a].Fields) > 2 {
				all = append(all, candidate{x, y, like})
			}
		}
	}
	slices.SortStableFunc(all, func(c, d candidate) int { // by nothing that depends on which side is which
		return cmp.Or(cmp.Compare(d.like, c.like), cmp.Compare(c.x+c.y, d.x+d.y), cmp.Compare(abs(c.x-c.y), abs(d.x-d.y)))
	})
	for _, c := range all {
		if !p.taken[left[c.x]] && p.partner[right[c.y]] == nil {
			p.partner[right[c.y]], p.taken[left[c.x]] = left[c.x], true
		}
	}
}

// renameAlike pairs documents of a kind that say the same, in their order.
func (p *pairer) renameAlike(left, right []*manifest.Document, specs map[*manifest.Document]*Value) {
	type content struct {
		group, kind string
		hash        uint64
	}
	of := func(d *manifest.Document) content {
		id := identityOf(d)
		return content{id.group, id.kind, specs[d].hash}
	}
	free := map[content][]*manifest.Document{}
	for _, d := range left {
		free[of(d)] = append(free[of(d)], d)
	}
	for _, d := range right {
		candidates := free[of(d)]
		if len(candidates) == 0 || len(specs[d].Fields) <= 2 {
			continue
		}
		p.partner[d], p.taken[candidates[0]] = candidates[0], true
		free[of(d)] = candidates[1:]
	}
}

// mostlyLike is how much two documents have in common that are one by another name: apiVersion and kind always are.
const mostlyLike = 0.8

// free returns the documents that have no partner yet.
func (p *pairer) free() (left, right []*manifest.Document) {
	for _, d := range p.sides[Before] {
		if !p.taken[d] {
			left = append(left, d)
		}
	}
	for _, d := range p.sides[After] {
		if p.partner[d] == nil {
			right = append(right, d)
		}
	}
	return left, right
}

// documents returns the pairs in the order of the newer side; what is gone comes behind what stood before it.
func (p *pairer) documents() []*Document {
	behind := map[*manifest.Document][]*Document{}
	var first, out []*Document
	var last *manifest.Document
	for _, d := range p.sides[Before] {
		switch {
		case p.taken[d]:
			last = d
		case last == nil:
			first = append(first, &Document{Before: d, Status: OnlyBefore})
		default:
			behind[last] = append(behind[last], &Document{Before: d, Status: OnlyBefore})
		}
	}
	out = append(out, first...)
	for _, d := range p.sides[After] {
		partner := p.partner[d]
		pair := &Document{Before: partner, After: d, Status: Same}
		switch {
		case partner == nil:
			pair.Status = OnlyAfter
		case identityOf(partner) != identityOf(d):
			pair.Status = Renamed
		}
		out = append(append(out, pair), behind[partner]...)
	}
	return out
}

// compare finds the changes of every pair.
func (p *pairer) compare(documents []*Document) {
	each(len(documents), func(i int) {
		d := documents[i]
		if d.Before != nil && d.After != nil && d.Before.Path+d.After.Path == "" && d.Before.File.Slice(d.Before.Span) == d.After.File.Slice(d.After.Span) {
			return
		}
		if d.changes(p.value(d.Before, nil), p.value(d.After, nil)); len(d.Changes) > 0 && p.options.Secrets != nil {
			d.changes(p.value(d.Before, p.secretsOf), p.value(d.After, p.secretsOf)) // to look for secrets takes longer than all the rest
		}
		if len(d.Changes) > 0 && d.Status == Same {
			d.Status = Different
		}
	})
}

// changes compares the values of the two sides.
func (d *Document) changes(a, b *Value) {
	d.a, d.b = a, b
	c := &comparer{kind: d.Document().Kind}
	c.values(place{}, a, b)
	c.settleTwins()
	d.Changes = c.changes
}

// value makes the value of a document, nil of none.
func (p *pairer) value(d *manifest.Document, secrets func(*manifest.Document) []source.Span) *Value {
	if d == nil {
		return nil
	}
	r := &reader{file: d.File, managed: p.options.Managed}
	if secrets != nil {
		r.secrets = secrets(d)
	}
	return r.document(d)
}

// A region is a YAML document of a file.
type region struct {
	file *source.File
	span source.Span
}

// secretsOf finds the secrets of a YAML document, once for all items of a List.
func (p *pairer) secretsOf(d *manifest.Document) []source.Span {
	at := region{d.File, d.Whole}
	p.mu.Lock()
	find, ok := p.secrets[at]
	if !ok {
		find = sync.OnceValue(func() []source.Span { return p.options.Secrets(d) })
		p.secrets[at] = find
	}
	p.mu.Unlock()
	return find()
}
