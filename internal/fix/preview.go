package fix

import (
	"context"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
)

// A Forecast counts findings that [Run] would fix.
type Forecast struct {
	Safe   int // the findings that safe fixes alone fix
	Unsafe int // the additional findings that are fixed if unsafe fixes are applied, too
}

// Preview returns the number of findings of a result that Run would fix. Findings that appear after the first fixes do not count. It checks
// the result's files again, at least once for each kind of fix that exists.
func Preview(ctx context.Context, result *diag.Result, check Check) (Forecast, error) {
	safe, err := countFixed(ctx, result, diag.Safe, check)
	if err != nil {
		return Forecast{}, err
	}
	all, err := countFixed(ctx, result, diag.Unsafe, check)
	return Forecast{Safe: safe, Unsafe: max(0, all-safe)}, err
}

// A subject identifies the finding of a repair.
type subject struct {
	key
	file, document int
}

func countFixed(ctx context.Context, result *diag.Result, upTo diag.Safety, check Check) (int, error) {
	first := true
	r, err := repeat(ctx, result.Files, upTo, func(ctx context.Context, files []*source.File) (*diag.Result, error) {
		if first {
			first = false
			return result, nil
		}
		return check(ctx, files)
	})
	if err != nil {
		return 0, err
	}
	index := map[*source.File]int{}
	for i, f := range result.Files {
		index[f] = i
	}
	open := map[subject]int{}
	for _, d := range result.Diagnostics {
		open[subject{keyOf(d), index[d.File], d.Document}]++
	}
	return r.close(open), nil
}

// close counts the findings that the steps of a run fixed, and removes them from open.
func (r *run) close(open map[subject]int) int {
	n := 0
	for i := range r.states {
		for _, step := range r.states[i].steps {
			for _, p := range step.applied {
				if s := (subject{p.key, i, p.document}); open[s] > 0 {
					open[s]--
					n++
				}
			}
		}
	}
	return n
}
