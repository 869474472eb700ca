package check

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/source"
)

// TestGuards checks that the search finds all protections that an edit changes, including nested and unordered ones.
func TestGuards(t *testing.T) {
	f := source.New("x.yaml", []byte(strings.Repeat("abcdefgh\n", 30)))
	random := rand.New(rand.NewPCG(1, 2))
	span := func(longest int) source.Span {
		start := random.IntN(len(f.Text()) - longest)
		return source.Span{Start: start, End: start + random.IntN(longest)}
	}
	for range 200 {
		var all []protection
		for i := range random.IntN(20) {
			all = append(all, protection{Span: span(60), alias: source.Span{Start: i}, collection: random.IntN(2) == 0})
		}
		for range 50 {
			e := edit.Edit{Span: span(1 + random.IntN(10))}
			var want []int
			for _, p := range all {
				isInside := p.collection && e.Span.Len() == 0 && p.Start <= e.Span.Start && e.Span.Start <= f.LineEnd(p.End)
				isOver := (!p.collection || e.Span.Len() > 0) && e.Span.Start < p.End && p.Start < e.Span.End
				if isInside || isOver {
					want = append(want, p.alias.Start)
				}
			}
			var got []int
			for p := range newGuards(all, f).changedBy(e) {
				got = append(got, p.alias.Start)
			}
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Fatalf("an edit of %v changes the protections %v of %v, want %v", e.Span, got, all, want)
			}
		}
	}
}

// TestGuardWork checks that changedBy compares an edit only with the protections near it.
func TestGuardWork(t *testing.T) {
	f := source.New("x.yaml", []byte(strings.Repeat("abcdefgh\n", 1000)))
	var all []protection
	for i := range 1000 {
		all = append(all, protection{Span: source.Span{Start: 9 * i, End: 9*i + 4}})
	}
	g := newGuards(all, f)
	for i := range g[:900] {
		g[i].Span = source.Span{Start: g[i].Start, End: len(f.Text())} // changedBy would return this protection if it compared it with the edit
	}
	n := 0
	for range g.changedBy(edit.Edit{Span: source.Span{Start: 9 * 950, End: 9*950 + 1}}) {
		n++
	}
	if n != 1 {
		t.Errorf("changedBy returns %d protections, want 1", n)
	}
}
