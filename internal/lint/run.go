package lint

import (
	"context"
	"runtime"
	"slices"
	"sync"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/stable"
	"github.com/backendctl/backendctl/internal/target"
)

// A Subject is a Backend with the targets that it is checked for.
type Subject struct {
	Document *manifest.Document
	Targets  []target.Target
}

// Run runs rules over a set, once for each target of the subjects. If no subject has a target, it runs the rules for the targets in
// the parameter otherwise. Run merges equal findings for several targets. It returns an error only if ctx ends.
func Run(ctx context.Context, set *Set, subjects []Subject, rules []Rule, otherwise []target.Target) ([]diag.Diagnostic, error) {
	var jobs []func() []*diag.Diagnostic
	for _, t := range targetsOf(subjects, otherwise) {
		jobs = append(jobs, jobsOf(t, set, subjects, rules)...)
	}
	found := make([][]*diag.Diagnostic, len(jobs))
	if err := each(ctx, len(jobs), func(i int) { found[i] = jobs[i]() }); err != nil {
		return nil, err
	}
	var all []diag.Diagnostic
	for _, d := range slices.Concat(found...) {
		all = append(all, *d)
	}
	return diag.Merge(all), nil
}

func targetsOf(subjects []Subject, otherwise []target.Target) []target.Target {
	var out []target.Target
	seen := map[target.Target]bool{}
	for _, s := range subjects {
		for _, t := range s.Targets {
			if !seen[t] {
				seen[t], out = true, append(out, t)
			}
		}
	}
	if len(out) == 0 {
		return otherwise
	}
	stable.Sort(out, target.Compare)
	return out
}

// batch is the number of Backends per job: large enough to outweigh the cost of scheduling a job.
const batch = 64

// jobsOf splits the work for one target into independent jobs: each rule over the set, and all rules over a batch of Backends.
func jobsOf(t target.Target, set *Set, subjects []Subject, rules []Rule) []func() []*diag.Diagnostic {
	pass := Pass{Target: t, Set: set, judged: make(map[*manifest.Document]bool, len(subjects))}
	for _, s := range subjects {
		if slices.Contains(s.Targets, t) && !set.apart[s.Document] {
			pass.backends = append(pass.backends, s.Document)
			pass.judged[s.Document] = true
		}
	}
	var jobs []func() []*diag.Diagnostic
	var perBackend []*Rule
	for i := range rules {
		r := &rules[i]
		if !r.holds(t) {
			continue
		}
		if r.Set != nil {
			jobs = append(jobs, func() []*diag.Diagnostic { p := pass; p.rule = r; r.Set(&p); return p.found })
		}
		if r.Backend != nil {
			perBackend = append(perBackend, r)
		}
	}
	for some := range slices.Chunk(pass.backends, batch) {
		jobs = append(jobs, func() []*diag.Diagnostic { return pass.runBackends(some, perBackend) })
	}
	return jobs
}

// runBackends runs rules over a batch of Backends. It works on a copy of the Pass, because jobs run concurrently.
func (p Pass) runBackends(backends []*manifest.Document, rules []*Rule) []*diag.Diagnostic {
	var last *manifest.Node
	var about []*Rule // the rules that read the spec of the last Backend
	for _, b := range backends {
		if spec := b.Root.Get("spec"); last == nil || !hasMembersOf(spec, last) {
			last, about = spec, about[:0]
			for _, r := range rules {
				if isAbout(spec, r.About) {
					about = append(about, r)
				}
			}
		}
		for _, p.rule = range about {
			p.rule.Backend(&p, b)
		}
	}
	return p.found
}

// hasMembersOf reports whether two mappings have the same keys in the same order, as most neighbouring Backends have.
func hasMembersOf(a, b *manifest.Node) bool {
	if a == nil || len(a.Fields) != len(b.Fields) {
		return false
	}
	for i := range a.Fields {
		if a.Fields[i].Key != b.Fields[i].Key {
			return false
		}
	}
	return true
}

// each calls the function do with each number from 0 to n-1, on all processors. It returns an error only if ctx ends.
func each(ctx context.Context, n int, do func(int)) error {
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		workers.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	defer workers.Wait()
	defer close(next)
	for i := range n {
		select {
		case next <- i:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
