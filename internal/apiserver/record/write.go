package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"unicode/utf8"

	"github.com/backendctl/backendctl/internal/apiserver"
	"github.com/backendctl/backendctl/internal/apiserver/generate"
)

// header is the first line of the recording.
type header struct {
	Format    int               `json:"format"`
	Manifests int               `json:"manifests"`
	Seed      uint64            `json:"seed"`
	Server    map[string]string `json:"server"` // versions, by module
	CRDs      map[string]string `json:"crds"`   // digests, by release
}

// record is each line after the header. A manifest that is not UTF-8 is in Base64.
type record struct {
	Strategy string            `json:"strategy"`
	Manifest string            `json:"manifest,omitempty"`
	Base64   []byte            `json:"base64,omitempty"`
	Verdicts map[string]bool   `json:"verdicts"`
	Why      map[string]string `json:"why,omitempty"` // the reason for each release that rejects the manifest
}

// judgeAll checks every sample against every release.
func judgeAll(ctx context.Context, server *apiserver.Server, samples []generate.Sample) ([]record, error) {
	records := make([]record, len(samples))
	for i, sample := range samples {
		records[i] = newRecord(sample)
	}
	for _, release := range apiserver.ReleaseIDs {
		if err := judgeRelease(ctx, server, release, samples, records); err != nil {
			return nil, err
		}
	}
	return records, nil
}

// judgeRelease adds the verdicts of a release to the records of samples.
func judgeRelease(ctx context.Context, server *apiserver.Server, release string, samples []generate.Sample, records []record) error {
	verdicts, err := judge(ctx, server, release, samples)
	if err != nil {
		return fmt.Errorf("%s: %w", release, err)
	}
	for i, verdict := range verdicts {
		records[i].Verdicts[release] = verdict.Valid
		if !verdict.Valid {
			records[i].Why[release] = reason(verdict.Causes[0])
		}
	}
	return nil
}

func newRecord(sample generate.Sample) record {
	r := record{Strategy: sample.Strategy, Verdicts: map[string]bool{}, Why: map[string]string{}}
	if utf8.Valid(sample.Manifest) {
		r.Manifest = string(sample.Manifest)
	} else {
		r.Base64 = sample.Manifest
	}
	return r
}

func headerOf(crds map[string][]byte, seed uint64, manifests int) header {
	h := header{Format: 1, Manifests: manifests, Seed: seed, Server: map[string]string{}, CRDs: map[string]string{}}
	for release, crd := range crds {
		h.CRDs[release] = digest(crd)
	}
	build, ok := debug.ReadBuildInfo()
	if !ok {
		return h
	}
	for _, module := range build.Deps {
		if strings.HasSuffix(module.Path, "/apiextensions-apiserver") || strings.HasSuffix(module.Path, "/etcd/server/v3") {
			h.Server[module.Path] = module.Version
		}
	}
	return h
}

func digest(crd []byte) string { return fmt.Sprintf("sha256:%x", sha256.Sum256(crd)) }

// write replaces the file at path by the header and the records, one per line.
func write(path string, h header, records []record) error {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(h); err != nil {
		return fmt.Errorf("write the header: %w", err)
	}
	for _, r := range records {
		if err := encoder.Encode(r); err != nil {
			return fmt.Errorf("write a record of %s: %w", r.Strategy, err)
		}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("create the folder of the recording: %w", err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		return fmt.Errorf("write the recording: %w", err)
	}
	return nil
}
