package change

import (
	"iter"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// withhold finds the possible counterparts of documents that cannot be decoded, among the documents without a partner. It removes them from
// the comparison, because it is not known whether they are removed, added or renamed. It adds them to the problems, and returns the
// problems to report.
func (p *pairer) withhold(problems []*Problem) []Problem {
	if len(problems) == 0 {
		return nil
	}
	left, right := p.free()
	w := &withholder{p, [2]*freeIndex{newFreeIndex(left, p.files[Before]), newFreeIndex(right, p.files[After])}, map[*manifest.Document]bool{}}
	rest := map[*Problem][]unmatched{}
	for _, problem := range problems {
		for _, d := range problem.objects {
			if named, found := w.byName(problem, d); !found {
				rest[problem] = append(rest[problem], unmatched{d, named})
			}
		}
	}
	var out []Problem
	for _, problem := range problems {
		isRelevant := p.options.Relevant == nil || p.options.Relevant(problem.Document)
		for _, u := range rest[problem] {
			w.byFile(problem, u, isRelevant)
		}
		if len(problem.Counterparts) > 0 || isRelevant {
			out = append(out, *problem)
		}
	}
	for side := range p.sides {
		p.sides[side] = slices.DeleteFunc(p.sides[side], func(d *manifest.Document) bool { return w.withheld[d] })
	}
	return out
}

// A withholder removes the possible counterparts of documents that cannot be decoded. Each object is the counterpart of one problem only:
// of the first problem with the object's name, or else of the first problem that it may belong to.
type withholder struct {
	*pairer
	free     [2]*freeIndex
	withheld map[*manifest.Document]bool
}

func (w *withholder) add(problem *Problem, others []*manifest.Document) {
	for _, other := range others {
		if !w.withheld[other] {
			w.withheld[other] = true
			problem.Counterparts = append(problem.Counterparts, other)
		}
	}
}

// byName adds the objects with the identity of a document to the problem. It also adds objects of corresponding files if the document's
// text contains their kinds and names, because a broken document marker joins two documents. named reports whether the document's identity
// can be read, and found whether the other side has an object with this identity.
func (w *withholder) byName(problem *Problem, d *manifest.Document) (named, found bool) {
	free := w.free[problem.Side.other()]
	id, named := w.identityBefore(d)
	if !named || len(free.byIdentity[id]) == 0 {
		return named, false
	}
	w.add(problem, free.byIdentity[id])
	files := w.correspondingFiles(problem.Side, d.File, free)
	text := d.File.Slice(d.Span)
	for name := range strings.FieldsFuncSeq(text, isNoNameCharacter) {
		for _, f := range files {
			at := fileName{f, name}
			free.byName[at] = slices.DeleteFunc(free.byName[at], func(other *manifest.Document) bool {
				isNamed := strings.Contains(text, other.Kind)
				if isNamed {
					w.add(problem, []*manifest.Document{other})
				}
				return isNamed
			})
		}
	}
	return true, true
}

// An unmatched is a document that cannot be decoded, and whose identity no object has. named states whether its identity can be read.
type unmatched struct {
	*manifest.Document
	named bool
}

// isNoNameCharacter reports whether a character is not allowed in the name of an object.
func isNoNameCharacter(r rune) bool {
	isLetter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
	isDigit := r >= '0' && r <= '9'
	return !isLetter && !isDigit && r != '-' && r != '.' && r != '_'
}

// byFile adds all objects of the corresponding files to the problem of a document for which byName found no object. If the document has
// neither a readable name nor a corresponding file, byFile adds all objects, because the document may be a version of any of them.
func (w *withholder) byFile(problem *Problem, d unmatched, isRelevant bool) {
	free := w.free[problem.Side.other()]
	files := w.correspondingFiles(problem.Side, d.File, free)
	for _, f := range files {
		w.add(problem, free.inFile[f])
		delete(free.inFile, f) // its documents are withheld now
	}
	if !d.named && len(files) == 0 && isRelevant {
		w.add(problem, free.all)
		free.all = nil
	}
}

// A fileName is the name of an object together with its file.
type fileName struct {
	file *source.File
	name string
}

// A freeIndex finds the documents of one side that have no partner on the other side, and the files of their side.
type freeIndex struct {
	all        []*manifest.Document
	byIdentity map[identity][]*manifest.Document
	byName     map[fileName][]*manifest.Document
	inFile     map[*source.File][]*manifest.Document
	byTail     map[string][]*source.File // the files by each suffix of their paths
}

func newFreeIndex(documents []*manifest.Document, files []*source.File) *freeIndex {
	x := &freeIndex{documents, map[identity][]*manifest.Document{}, map[fileName][]*manifest.Document{}, map[*source.File][]*manifest.Document{}, map[string][]*source.File{}}
	for _, d := range documents {
		id := identityOf(d)
		x.byIdentity[id] = append(x.byIdentity[id], d)
		at := fileName{d.File, d.Name}
		x.byName[at] = append(x.byName[at], d)
		x.inFile[d.File] = append(x.inFile[d.File], d)
	}
	for _, f := range files {
		for tail := range tails(f) {
			x.byTail[tail] = append(x.byTail[tail], f)
		}
	}
	return x
}

// tails yields the path of a file, then the path without its first folder, and so on to the file name.
func tails(f *source.File) iter.Seq[string] {
	return func(yield func(string) bool) {
		for tail, more := pathOf(f), true; more && yield(tail); {
			_, tail, more = strings.Cut(tail, "/")
		}
	}
}

// correspondingFiles returns the files on the other side that correspond to a file: the only file if each side has one, or else the files
// that share the longest path suffix with it.
func (p *pairer) correspondingFiles(side Side, f *source.File, index *freeIndex) []*source.File {
	others := p.files[side.other()]
	if len(p.files[side]) == 1 && len(others) == 1 {
		return others
	}
	for tail := range tails(f) {
		if found := index.byTail[tail]; len(found) > 0 {
			return found
		}
	}
	return nil
}

// pathOf returns the path of a file. The revision of a file from Git is the first part of the path.
func pathOf(f *source.File) string { return strings.Replace(f.Name(), ":", "/", 1) }
