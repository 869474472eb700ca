package fix

import (
	"context"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
)

// A Forecast counts findings that [Run] would fix.
type Forecast struct {
	Safe   int // the number of findings that are fixed if only safe fixes are applied
	Unsafe int // the number of further findings that are fixed if unsafe fixes are applied, too
}

// Preview returns the number of findings in a result that Run would fix. Findings that exist only after some fixes do not count. Preview
// does not check the original files again: it calls check only for files that fixes have changed.
func Preview(ctx context.Context, result *diag.Result, check Check) (Forecast, error) {
	safe, err := countFixed(ctx, result, diag.Safe, check)
	if err != nil {
		return Forecast{}, err
	}
	all, err := countFixed(ctx, result, diag.Unsafe, check)
	return Forecast{Safe: safe, Unsafe: max(0, all-safe)}, err
}

// A repairID identifies the finding of a repair in all files.
type repairID struct {
	key
	file, document int
}

// countFixed returns the number of findings in a result that Run would fix with fixes up to a safety.
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
	open := map[repairID]int{}
	for _, d := range result.Diagnostics {
		open[repairID{keyOf(d), index[d.File], d.Document}]++
	}
	return r.close(open), nil
}

// close returns the number of findings in open that a run has fixed, and subtracts them from open.
func (r *run) close(open map[repairID]int) int {
	n := 0
	for i := range r.states {
		for _, step := range r.states[i].steps {
			for _, p := range step.applied {
				if s := (repairID{p.key, i, p.document}); open[s] > 0 {
					open[s]--
					n++
				}
			}
		}
	}
	return n
}
