package change

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// A parseJob is a file to parse.
type parseJob struct {
	side  Side
	file  *source.File
	texts []string
	skip  []bool // texts to skip, by index: texts that are on both sides
	out   *[]*manifest.Document
	found []diag.Diagnostic
}

// parse parses the documents of both sides on all processors.
func (p *pairer) parse(sides ...[]*source.File) [2][]*manifest.Document {
	var jobs []parseJob
	read := [2][][]*manifest.Document{}
	for i, files := range sides {
		read[i] = make([][]*manifest.Document, len(files))
		for j, f := range files {
			jobs = append(jobs, parseJob{side: Side(i), file: f, out: &read[i][j]})
		}
	}
	each(len(jobs), func(i int) { jobs[i].texts = manifest.Texts(jobs[i].file) })
	p.skipSame(jobs)
	p.jobs = jobs
	each(len(jobs), func(i int) {
		*jobs[i].out, jobs[i].found = manifest.Parse(jobs[i].file, manifest.Options{Templates: p.options.Templates, Skip: jobs[i].skip})
	})
	for _, j := range jobs {
		p.errors[j.file] = firstErrors(j.found)
	}
	return [2][]*manifest.Document{slices.DeleteFunc(slices.Concat(read[0]...), p.isData), slices.DeleteFunc(slices.Concat(read[1]...), p.isData)}
}

// isData reports whether a document is not a Kubernetes object although it can be decoded, such as a baseline, the values of a chart or
// the settings of an editor. A list may be a JSON patch and a file without a kind may be a Kustomize file, so they are not data.
func (p *pairer) isData(d *manifest.Document) bool {
	if _, broken := p.errors[d.File][d.Index]; broken || p.options.IsKustomization != nil && p.options.IsKustomization(d) {
		return false
	}
	return d.APIVersion == "" && d.Kind == "" && d.Root != nil && d.Root.Kind == manifest.Mapping
}

// skipSame marks and counts the texts that are on both sides equally often. They need not be parsed.
func (p *pairer) skipSame(jobs []parseJob) {
	counts := map[string]*[2]int{} // the number of occurrences of a text on each side
	for _, j := range jobs {
		for _, text := range j.texts {
			if counts[text] == nil {
				counts[text] = &[2]int{}
			}
			counts[text][j.side]++
		}
	}
	for i := range jobs {
		j := &jobs[i]
		j.skip = make([]bool, len(j.texts))
		for k, text := range j.texts {
			if n := counts[text]; text == "" || n[Before] != n[After] {
				continue
			}
			j.skip[k] = true
			if j.side == Before {
				p.same++
			}
		}
	}
}

// each calls a function for every index, on all processors.
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
