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
	candidates = 8000 // the number of manifests that are generated for each release
	ownValid   = 190  // the number of manifests to choose from those that the release accepts
	ownInvalid = 180  // the number of manifests to choose from those that the release rejects
	maxBytes   = 4096 // the maximum size of a manifest

	slipCandidates = 2000 // the number of manifests that are generated for each release and for the catalog
	slipsValid     = 40
	slipsInvalid   = 80
	clients        = 8 // the number of concurrent requests
)

// choose generates manifests for every release and selects a varied sample: the same number for each strategy, and manifests of as many
// kinds as possible. Most of the selected manifests are valid, because a manifest that is valid in one release is often invalid in
// another. Manifests with typical mistakes are added at the end.
func choose(ctx context.Context, server *apiserver.Server, crds map[string][]byte, seed uint64) ([]generate.Sample, error) {
	c := &chooser{server: server, seen: map[string]bool{}}
	for i, release := range apiserver.ReleaseIDs {
		generator, err := generate.New(crds[release], seed+uint64(i))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", release, err)
		}
		draw := quota{take, ownValid, ownInvalid}
		if err := c.add(ctx, release, many(candidates, generator.Next), draw); err != nil {
			return nil, err
		}
	}
	err := c.addSlips(ctx, crds, seed)
	return c.chosen, err
}

// addSlips adds manifests with typical mistakes, for every release and for the catalog.
func (c *chooser) addSlips(ctx context.Context, crds map[string][]byte, seed uint64) error {
	for i, release := range apiserver.ReleaseIDs {
		generator, err := generate.New(crds[release], seed+uint64(i))
		if err != nil {
			return fmt.Errorf("%s: %w", release, err)
		}
		if err := c.add(ctx, release, many(slipCandidates, generator.Slip), quota{takeEvenly, slipsValid, slipsInvalid}); err != nil {
			return err
		}
	}
	published, err := apiserver.PublishedCRD()
	if err != nil {
		return err
	}
	generator, err := generate.New(published, seed)
	if err != nil {
		return fmt.Errorf("the catalog: %w", err)
	}
	samples := many(slipCandidates, generator.Slip)
	for i := range samples {
		samples[i].Strategy = "published-" + samples[i].Strategy
	}
	newest := apiserver.ReleaseIDs[len(apiserver.ReleaseIDs)-1]
	return c.add(ctx, newest, samples, quota{takeEvenly, 0, slipsInvalid})
}

func many(n int, next func() generate.Sample) []generate.Sample {
	samples := make([]generate.Sample, n)
	for i := range samples {
		samples[i] = next()
	}
	return samples
}

// chooser collects samples. It skips manifests that it has already seen.
type chooser struct {
	server *apiserver.Server
	chosen []generate.Sample
	seen   map[string]bool
}

// quota sets how many samples are kept of those that a release accepts and of those that it rejects. take selects them.
type quota struct {
	take           func(map[string]kinds, int) []generate.Sample
	valid, invalid int
}

// add sends samples to the server of a release, and keeps a quota of them.
func (c *chooser) add(ctx context.Context, release string, samples []generate.Sample, q quota) error {
	verdicts, err := judge(ctx, c.server, release, samples)
	if err != nil {
		return err
	}
	valid, invalid := sorted(samples, verdicts, c.seen)
	c.chosen = append(c.chosen, q.take(valid, q.valid)...)
	c.chosen = append(c.chosen, q.take(invalid, q.invalid)...)
	return nil
}

// judge returns the verdict on each sample. It sends several requests at the same time.
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

// kinds contains samples by the reason for their rejection. Valid samples have the reason "".
type kinds map[string][]generate.Sample

// sorted groups samples by strategy and kind. It skips manifests that are too long or that were seen before.
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

// take selects n samples. First it takes one sample of each kind, in turn from the classes of reasons. Then it takes the other samples, in
// turn from the strategies.
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
	return first(n, append(inTurn(firsts), inTurn(rest)...))
}

// takeEvenly selects n samples, in turn from the strategies.
func takeEvenly(strategies map[string]kinds, n int) []generate.Sample {
	all := map[string][]generate.Sample{}
	for name, kinds := range strategies {
		all[name] = inTurn(kinds)
	}
	return first(n, inTurn(all))
}

// first returns the first n samples, sorted by strategy.
func first(n int, samples []generate.Sample) []generate.Sample {
	samples = samples[:min(n, len(samples))]
	slices.SortStableFunc(samples, func(a, b generate.Sample) int { return strings.Compare(a.Strategy, b.Strategy) })
	return samples
}

// class returns the class of a reason: the part after the field.
func class(why string) string { return why[strings.LastIndex(why, ": ")+1:] }

// inTurn returns the first samples of all groups, then the second samples, and so on.
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
