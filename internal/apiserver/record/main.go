// Command record rewrites testdata/verdicts: a sample of generated manifests with the verdicts of a real API server for every release. Run
// it in the folder of its module:
//
//	go run ./record
//	go run ./record -newest FILE   # add the newest release, whose CRD is in FILE, to the recording
//
// BACKENDCTL_CRDS is the folder of CRDs, and BACKENDCTL_SEED the seed.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strconv"

	"github.com/backendctl/backendctl/internal/apiserver"
)

const (
	seedEnv = "BACKENDCTL_SEED"

	// defaultSeed is fixed, so that a new recording differs only by real changes.
	defaultSeed = 1

	output = "../../testdata/verdicts/verdicts.jsonl"
)

func main() {
	newest := flag.String("newest", "", "add only the verdicts of the newest release, whose CRD is in this file")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, *newest)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "record:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, newest string) error {
	seed, err := seedFrom(os.Getenv(seedEnv))
	if err != nil {
		return err
	}
	if newest == "" {
		return recordAll(ctx, seed)
	}
	crd, err := os.ReadFile(newest)
	if err != nil {
		return err
	}
	return addNewest(ctx, output, crd, seed)
}

func recordAll(ctx context.Context, seed uint64) (err error) {
	crds, err := apiserver.Definitions(apiserver.CRDFolder(apiserver.DefaultCRDFolder))
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "the servers have %s; the seed is %d\n", crds.Source, seed)
	server, err := apiserver.Start(ctx, crds.ByRelease)
	if err != nil {
		return err
	}
	defer func() {
		if closing := server.Close(); err == nil {
			err = closing
		}
	}()
	chosen, err := choose(ctx, server, crds.ByRelease, seed)
	if err != nil {
		return err
	}
	records, err := judgeAll(ctx, server, chosen)
	if err != nil {
		return err
	}
	return write(output, headerOf(crds.ByRelease, seed, len(records)), records)
}

func seedFrom(text string) (uint64, error) {
	if text == "" {
		return defaultSeed, nil
	}
	seed, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%s: want a number: %w", seedEnv, err)
	}
	return seed, nil
}
