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

// parse reads the documents of both sides, file by file on all processors.
func (p *pairer) parse(sides ...[]*source.File) [2][]*manifest.Document {
	type job struct {
		file  *source.File
		texts []string
		skip  []bool // texts that are on both sides
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
	alike := map[string][2]int{} // how often a text occurs on each side
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
