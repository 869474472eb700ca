package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/backendctl/backendctl/internal/apiserver"
	"github.com/backendctl/backendctl/internal/apiserver/generate"
)

const (
	candidates = 8000 // generated for each release
	ownValid   = 190  // chosen of those that the release accepts
	ownInvalid = 180  // chosen of those that it rejects
	maxBytes   = 4096 // of a manifest
	clients    = 8    // requests at a time
)

// choose generates manifests around every release and keeps an interesting
// sample: by each strategy equally many, of as many kinds as there are. Valid ones
// are the larger part, because what is valid in one release often is not in
// another.
func choose(ctx context.Context, server *apiserver.Server, crds map[string][]byte, seed uint64) ([]generate.Sample, error) {
	var chosen []generate.Sample
	seen := map[string]bool{}
	for i, release := range apiserver.ReleaseIDs {
		generator, err := generate.New(crds[release], seed+uint64(i))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", release, err)
		}
		samples := make([]generate.Sample, candidates)
		for j := range samples {
			samples[j] = generator.Next()
		}
		verdicts, err := judge(ctx, server, release, samples)
		if err != nil {
			return nil, err
		}
		valid, invalid := sorted(samples, verdicts, seen)
		chosen = append(chosen, take(valid, ownValid)...)
		chosen = append(chosen, take(invalid, ownInvalid)...)
	}
	return chosen, nil
}

// judge asks for the verdict on each sample, several at a time.
func judge(ctx context.Context, server *apiserver.Server, release string, samples []generate.Sample) ([]apiserver.Verdict, error) {
	verdicts := make([]apiserver.Verdict, len(samples))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(clients)
	for i, sample := range samples {
		group.Go(func() (err error) {
			verdicts[i], err = server.Judge(ctx, release, sample.Manifest)
			return err
		})
	}
	return verdicts, group.Wait()
}

// kinds are samples by the reason against them, which is empty for valid ones.
type kinds map[string][]generate.Sample

// sorted groups samples by strategy and kind, those that are too long or
// already chosen left out.
func sorted(samples []generate.Sample, verdicts []apiserver.Verdict, seen map[string]bool) (valid, invalid map[string]kinds) {
	valid, invalid = map[string]kinds{}, map[string]kinds{}
	for i, sample := range samples {
		if len(sample.Manifest) > maxBytes || seen[string(sample.Manifest)] {
			continue
		}
		seen[string(sample.Manifest)] = true
		strategies, why := valid, ""
		if !verdicts[i].Valid {
			strategies, why = invalid, indices.ReplaceAllString(reason(verdicts[i].Causes[0]), "[]")
		}
		if strategies[sample.Strategy] == nil {
			strategies[sample.Strategy] = kinds{}
		}
		strategies[sample.Strategy][why] = append(strategies[sample.Strategy][why], sample)
	}
	return valid, invalid
}

// take draws n samples: the first of each kind, the classes of reasons in turn,
// then from the strategies in turn.
func take(strategies map[string]kinds, n int) []generate.Sample {
	firsts, rest := map[string][]generate.Sample{}, map[string][]generate.Sample{}
	drawn := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(strategies)) {
		for _, why := range slices.Sorted(maps.Keys(strategies[name])) {
			if drawn[why] {
				continue
			}
			drawn[why] = true
			samples := strategies[name][why]
			firsts[class(why)] = append(firsts[class(why)], samples[0])
			strategies[name][why] = samples[1:]
		}
		rest[name] = inTurn(strategies[name])
	}
	taken := append(inTurn(firsts), inTurn(rest)...)
	taken = taken[:min(n, len(taken))]
	slices.SortStableFunc(taken, func(a, b generate.Sample) int { return strings.Compare(a.Strategy, b.Strategy) })
	return taken
}

// class is a reason without the field that it is about.
func class(why string) string { return why[strings.LastIndex(why, ": ")+1:] }

// inTurn is one sample of each group, then a second of each, and so on.
func inTurn(groups map[string][]generate.Sample) []generate.Sample {
	var all []generate.Sample
	names := slices.Sorted(maps.Keys(groups))
	for round := 0; ; round++ {
		before := len(all)
		for _, name := range names {
			if round < len(groups[name]) {
				all = append(all, groups[name][round])
			}
		}
		if len(all) == before {
			return all
		}
	}
}
