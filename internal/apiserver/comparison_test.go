package apiserver

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/backendctl/backendctl/internal/apiserver/generate"
)

// workers is the number of manifests that are checked concurrently.
const workers = 4

// errUndecided is the error of a reference for a manifest that has no single correct verdict.
var errUndecided = errors.New("undecided")

// reference returns the expected verdict on a manifest. It is a Server, or combines the verdicts of several releases.
type reference interface {
	Judge(ctx context.Context, release string, manifest []byte) (Verdict, error)
}

// comparison compares the verdicts of the tool for a release with those of a reference, and records the differences.
type comparison struct {
	server  reference
	release string
	ours    judgeOurs

	began time.Time

	mu           sync.Mutex
	valid, total map[string]int          // the number of manifests for each strategy
	kinds        map[string]disagreement // the shortest disagreement of each kind
	counts       map[string]int          // the number of disagreements of each kind
}

func newComparison(server reference, release string, ours judgeOurs) *comparison {
	return &comparison{
		server: server, release: release, ours: ours, began: time.Now(),
		valid: map[string]int{}, total: map[string]int{}, kinds: map[string]disagreement{}, counts: map[string]int{},
	}
}

// disagreement is a manifest with the two different verdicts on it.
type disagreement struct {
	sample  generate.Sample
	verdict Verdict
	ours    bool
	reasons []string
}

// run compares the verdicts on size samples. next returns a sample.
func (c *comparison) run(t *testing.T, next func() generate.Sample, size int) error {
	samples, errs := make(chan generate.Sample), make(chan error, workers)
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for sample := range samples {
				if err := c.compare(t, sample); err != nil {
					errs <- fmt.Errorf("strategy %s: %w\n%q", sample.Strategy, err, clip(string(sample.Manifest)))
					return
				}
			}
		})
	}
	for range size {
		select {
		case samples <- next():
		case err := <-errs:
			close(samples)
			return err
		}
	}
	close(samples)
	group.Wait()
	close(errs)
	return <-errs
}

func (c *comparison) compare(t *testing.T, sample generate.Sample) error {
	d, err := c.judge(t, sample)
	if errors.Is(err, errUndecided) {
		return nil
	}
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.total[sample.Strategy]++
	if d.verdict.Valid {
		c.valid[sample.Strategy]++
	}
	if d.verdict.Valid == d.ours {
		return nil
	}
	kind := d.kind()
	c.counts[kind]++
	if known, ok := c.kinds[kind]; !ok || len(sample.Manifest) < len(known.sample.Manifest) {
		c.kinds[kind] = d
	}
	return nil
}

func (c *comparison) judge(t *testing.T, sample generate.Sample) (disagreement, error) {
	verdict, err := c.server.Judge(t.Context(), c.release, sample.Manifest)
	if err != nil {
		return disagreement{}, err
	}
	valid, reasons, err := c.ours(c.release, sample.Manifest)
	return disagreement{sample: sample, verdict: verdict, ours: valid, reasons: reasons}, err
}
