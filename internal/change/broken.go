package change

import (
	"iter"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// A Side is one of the two sets that are compared.
type Side int

// The sides.
const (
	Before Side = iota // the older one
	After              // the newer one
)

func (s Side) String() string { return []string{"before", "after"}[s] }

func (s Side) other() Side { return 1 - s }

// A Problem is a YAML document that cannot be compared because it cannot be decoded.
type Problem struct {
	Side     Side
	Document *manifest.Document // the first of its objects, where it is a List
	Line     int                // where the reason is
	Reason   string
	// Counterparts are the objects of the other side that it may be a version of. They are not among the documents of the
	// Difference: whether they changed or were removed is not known.
	Counterparts []*manifest.Document

	objects []*manifest.Document
}

// isBroken reports whether a document cannot be decoded.
func isBroken(d *manifest.Document) bool { return d.Root == nil || d.Broken }

// takeBroken takes out the documents that cannot be decoded and returns them, except for those whose text is on both sides.
func (p *pairer) takeBroken() []*Problem {
	text := func(d *manifest.Document) string { return strings.TrimSpace(d.File.Slice(d.Span)) }
	var counts [2]map[string]int
	for side := range p.sides {
		counts[side] = map[string]int{}
		for _, d := range p.sides[side] {
			if isBroken(d) {
				counts[side][text(d)]++
			}
		}
	}
	var problems []*Problem
	for side := range p.sides {
		for _, d := range p.sides[side] {
			if isBroken(d) && counts[1-side][text(d)] != counts[side][text(d)] {
				problems = p.addProblem(problems, Side(side), d)
			}
		}
		p.sides[side] = slices.DeleteFunc(p.sides[side], isBroken)
	}
	return problems
}

// addProblem adds an object that cannot be compared. The objects of a List are one problem.
func (p *pairer) addProblem(all []*Problem, side Side, d *manifest.Document) []*Problem {
	if n := len(all); n > 0 && all[n-1].Document.File == d.File && all[n-1].Document.Index == d.Index {
		all[n-1].objects = append(all[n-1].objects, d)
		return all
	}
	problem := &Problem{Side: side, Document: d, Line: d.Line(), Reason: "it cannot be decoded", objects: []*manifest.Document{d}}
	if first, ok := p.errorOf(d); ok {
		problem.Line, problem.Reason = d.File.LineOf(first.Span.Start), first.Message
	}
	return append(all, problem)
}

// errorOf returns the first error of a document.
func (p *pairer) errorOf(d *manifest.Document) (diag.Diagnostic, bool) {
	found := p.found[d.File]
	i := slices.IndexFunc(found, func(f diag.Diagnostic) bool { return f.Document == d.Index && f.Severity == diag.Error })
	if i < 0 {
		return diag.Diagnostic{}, false
	}
	return found[i], true
}

// withhold finds the counterparts of what cannot be decoded among the documents that have no partner, and takes them out: to
// call them removed, added or renamed would be a guess. It returns the problems that are to be reported.
func (p *pairer) withhold(problems []*Problem) []Problem {
	if len(problems) == 0 {
		return nil
	}
	left, right := p.free()
	free := [2]*freeIndex{newFreeIndex(left, p.files[Before]), newFreeIndex(right, p.files[After])}
	withheld := map[*manifest.Document]bool{}
	var out []Problem
	for _, problem := range problems {
		isRelevant := p.options.Relevant == nil || p.options.Relevant(problem.Document)
		isCounterpart := map[*manifest.Document]bool{}
		for _, d := range problem.objects {
			index := free[problem.Side.other()]
			others, known := p.counterparts(problem.Side, d, index)
			if !known && isRelevant {
				others = index.all
			}
			for _, other := range others {
				if !isCounterpart[other] {
					isCounterpart[other] = true
					problem.Counterparts = append(problem.Counterparts, other)
				}
				withheld[other] = true
			}
		}
		if len(problem.Counterparts) > 0 || isRelevant {
			out = append(out, *problem)
		}
	}
	for side := range p.sides {
		p.sides[side] = slices.DeleteFunc(p.sides[side], func(d *manifest.Document) bool { return withheld[d] })
	}
	return out
}

// counterparts returns what a document that cannot be decoded may be a form of: the object of its kind and name, and those of the
// files that correspond to its own which its text names, because a broken marker makes one document of two; else all of those
// files. The second result is false where neither its name nor such a file is known, so that it may be anything.
func (p *pairer) counterparts(side Side, d *manifest.Document, free *freeIndex) (_ []*manifest.Document, known bool) {
	id, named := p.identityBefore(d)
	files := p.correspondingFiles(side, d.File, free)
	var there []*manifest.Document
	for _, f := range files {
		there = append(there, free.inFile[f]...)
	}
	if !named || len(free.byIdentity[id]) == 0 {
		return there, named || len(files) > 0
	}
	text := d.File.Slice(d.Span)
	out := slices.Clone(free.byIdentity[id])
	for _, other := range there {
		if identityOf(other) != id && strings.Contains(text, other.Kind) && strings.Contains(text, other.Name) {
			out = append(out, other)
		}
	}
	return out, true
}

// A freeIndex finds the documents of a side that have no partner, and the files of that side.
type freeIndex struct {
	all        []*manifest.Document
	byIdentity map[identity][]*manifest.Document
	inFile     map[*source.File][]*manifest.Document
	byTail     map[string][]*source.File // by each part of the path that reaches to its end
}

func newFreeIndex(documents []*manifest.Document, files []*source.File) *freeIndex {
	x := &freeIndex{documents, map[identity][]*manifest.Document{}, map[*source.File][]*manifest.Document{}, map[string][]*source.File{}}
	for _, d := range documents {
		id := identityOf(d)
		x.byIdentity[id] = append(x.byIdentity[id], d)
		x.inFile[d.File] = append(x.inFile[d.File], d)
	}
	for _, f := range files {
		for tail := range tails(f) {
			x.byTail[tail] = append(x.byTail[tail], f)
		}
	}
	return x
}

// tails yields the path of a file, then that without its first folder, and so on to the name of the file alone.
func tails(f *source.File) iter.Seq[string] {
	return func(yield func(string) bool) {
		for tail, more := pathOf(f), true; more && yield(tail); {
			_, tail, more = strings.Cut(tail, "/")
		}
	}
}

// correspondingFiles returns the files of the other side that correspond to a file: the only one where each side has one file, else
// those whose paths have most in common with its own at their ends.
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

// pathOf returns the path of a file, with the revision that it is of as its first part.
func pathOf(f *source.File) string { return strings.Replace(f.Name(), ":", "/", 1) }

// identityBefore returns the identity of a document that cannot be decoded, from the top-level fields that end before its first
// error; false where its names are not among them.
func (p *pairer) identityBefore(d *manifest.Document) (_ identity, named bool) {
	if first, ok := p.errorOf(d); ok && d.Root == nil {
		d = p.readable(d, first.Span.Start)
	}
	if d == nil || d.Root == nil {
		return identity{}, false
	}
	return identityOf(d), d.APIVersion != "" && d.Kind != "" && d.Name != ""
}

// readable parses the top-level fields of a document that end before an offset, nil where that is not possible.
func (p *pairer) readable(d *manifest.Document, before int) *manifest.Document {
	text, end := d.File.Text(), min(before, d.Span.End)
	for end > d.Span.Start {
		end = max(strings.LastIndexByte(text[:end], '\n')+1, d.Span.Start)
		if end < len(text) && !strings.ContainsRune(" \t#-\r\n", rune(text[end])) {
			break // a top-level field begins here
		}
		end--
	}
	if end <= d.Span.Start {
		return nil
	}
	documents, _ := manifest.Parse(source.New(d.File.Name(), []byte(text[d.Span.Start:end])), manifest.Options{Templates: p.options.Templates})
	if len(documents) != 1 || documents[0].Broken {
		return nil
	}
	return documents[0]
}

// isComparable reports whether a text that is on both sides could be compared: whether any document of a file can be decoded.
func (p *pairer) isComparable() bool {
	return slices.ContainsFunc(p.files[Before], func(f *source.File) bool {
		documents, _ := manifest.Parse(f, manifest.Options{Templates: p.options.Templates})
		return slices.ContainsFunc(documents, func(d *manifest.Document) bool { return d.Root != nil && !d.Broken })
	})
}
