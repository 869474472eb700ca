package objects

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// TestClusters compares the clusters and their order with a slower method that compares each copy with all other copies.
func TestClusters(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		var all, copies []*manifest.Document
		parse := func(name, text string) []*manifest.Document {
			documents, _ := manifest.Parse(source.New(name, []byte(text)), manifest.Options{})
			all = append(all, documents...)
			return documents
		}
		for folder := range 3 {
			for file := range 3 {
				for range random.IntN(3) {
					copies = append(copies, parse(fmt.Sprintf("%d/%d.yaml", folder, file), "kind: Backend\nmetadata: {name: a}\n")...)
				}
			}
			if random.IntN(2) == 0 {
				parse(fmt.Sprintf("%d/kustomization.yaml", folder), fmt.Sprintf("resources: [%d.yaml, ../%d/%d.yaml, ../%d]\n",
					random.IntN(3), random.IntN(3), random.IntN(3), random.IntN(3)))
			}
		}
		random.Shuffle(len(copies), func(i, j int) { copies[i], copies[j] = copies[j], copies[i] })
		s := lint.NewSet(all, nil, lint.Tree)
		alternatives := func() map[string]bool { return map[string]bool{"1": true} }
		got, want := clustersOf(s, copies, alternatives), pairwise(s, copies, "1")
		if !slices.EqualFunc(got, want, func(a *cluster, b cluster) bool { return a.bond == b.bond && slices.Equal(a.copies, b.copies) }) {
			t.Fatalf("got the clusters %v, want %v", got, want)
		}
	}
}

// pairwise finds clusters by comparing each copy with all other copies.
func pairwise(s *lint.Set, copies []*manifest.Document, alternative string) []cluster {
	bondOf := func(a, b *manifest.Document) lint.Bond {
		if a.File == b.File {
			return lint.Listed
		}
		bond := s.Together(a.File, b.File)
		if bond == lint.SameFolder && a.File.Name()[:1] == alternative {
			return lint.Apart
		}
		return bond
	}
	var clusters []cluster
	for _, d := range copies {
		var joined cluster
		var others []cluster
		for _, c := range clusters {
			bond := lint.Apart
			for _, other := range c.copies {
				bond = max(bond, bondOf(other, d))
			}
			if bond == lint.Apart {
				others = append(others, c)
			} else {
				joined = cluster{copies: append(joined.copies, c.copies...), bond: max(joined.bond, c.bond, bond)}
			}
		}
		joined.copies = append(joined.copies, d)
		others = append(others, joined)
		clusters = others
	}
	if len(copies) < 2 {
		return nil
	}
	return clusters
}
