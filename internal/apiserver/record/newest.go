package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/backendctl/backendctl/internal/apiserver"
	"github.com/backendctl/backendctl/internal/apiserver/generate"
)

// addNewest adds the newest release to a recording: its verdicts on the recorded manifests, and on new manifests that are generated from
// its CRD. The new manifests have no verdicts of other releases.
func addNewest(ctx context.Context, path string, crd []byte, seed uint64) (err error) {
	h, records, err := read(path)
	if err != nil {
		return err
	}
	release := apiserver.ReleaseIDs[len(apiserver.ReleaseIDs)-1]
	if h.CRDs[release] != "" {
		return fmt.Errorf("%s already has verdicts of %s", path, release)
	}
	server, err := apiserver.Start(ctx, map[string][]byte{release: crd})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Close()) }()
	fresh, err := chooseNewest(ctx, server, release, crd, seed, records)
	if err != nil {
		return err
	}
	samples := make([]generate.Sample, 0, len(records)+len(fresh))
	for _, r := range records {
		samples = append(samples, r.sample())
	}
	for _, sample := range fresh {
		records = append(records, newRecord(sample))
	}
	if err := judgeRelease(ctx, server, release, append(samples, fresh...), records); err != nil {
		return err
	}
	h.Manifests = len(records)
	h.CRDs[release] = digest(crd)
	return write(path, h, records)
}

// chooseNewest selects manifests that are generated from the CRD of a release and that are not recorded yet.
func chooseNewest(ctx context.Context, server *apiserver.Server, release string, crd []byte, seed uint64, have []record) ([]generate.Sample, error) {
	generator, err := generate.New(crd, seed+uint64(len(apiserver.ReleaseIDs)))
	if err != nil {
		return nil, err
	}
	c := &chooser{server: server, seen: map[string]bool{}}
	for _, r := range have {
		c.seen[string(r.sample().Manifest)] = true
	}
	if err := c.add(ctx, release, many(candidates, generator.Next), quota{take, ownValid, ownInvalid}); err != nil {
		return nil, err
	}
	err = c.add(ctx, release, many(slipCandidates, generator.Slip), quota{takeEvenly, slipsValid, slipsInvalid})
	return c.chosen, err
}

// read reads a recording, and returns its header and records.
func read(path string) (h header, records []record, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return h, nil, fmt.Errorf("read the recording: %w", err)
	}
	decoder := json.NewDecoder(bufio.NewReader(bytes.NewReader(text)))
	if err := decoder.Decode(&h); err != nil {
		return h, nil, fmt.Errorf("%s: the header: %w", path, err)
	}
	for {
		r := record{Why: map[string]string{}}
		switch err := decoder.Decode(&r); {
		case errors.Is(err, io.EOF):
			return h, records, nil
		case err != nil:
			return h, nil, fmt.Errorf("%s: record %d: %w", path, len(records)+1, err)
		}
		records = append(records, r)
	}
}

// sample returns the manifest of a record.
func (r record) sample() generate.Sample {
	if r.Base64 != nil {
		return generate.Sample{Strategy: r.Strategy, Manifest: r.Base64}
	}
	return generate.Sample{Strategy: r.Strategy, Manifest: []byte(r.Manifest)}
}
