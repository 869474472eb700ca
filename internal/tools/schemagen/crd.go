package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"

	"github.com/backendctl/backendctl/internal/crd"
)

// An input is the CRD of one release.
type input struct {
	release string
	digest  string // sha256 of the file
	version *crd.Version
}

func readCRDs(dir string) ([]input, error) {
	var inputs []input
	for _, release := range releases {
		in, err := readCRD(release, filepath.Join(dir, "kgateway-"+release, "backends.yaml"))
		if err != nil {
			return nil, err
		}
		inputs = append(inputs, in)
	}
	return inputs, nil
}

func readCRD(release, name string) (input, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return input{}, fmt.Errorf("read the CRD of kgateway %s: %w", release, err)
	}
	version, err := parseCRD(name, text)
	if err != nil {
		return input{}, err
	}
	sum := sha256.Sum256(text)
	return input{release, "sha256:" + hex.EncodeToString(sum[:]), version}, nil
}

// parseCRD returns the only version of a release's CRD.
func parseCRD(name string, text []byte) (*crd.Version, error) {
	found, err := crd.Read(name, text)
	if err != nil {
		return nil, err
	}
	if n := len(found[0].Versions); n != 1 || found[0].Versions[0].Name != "v1alpha1" {
		return nil, fmt.Errorf("%s: got %d versions, expected only v1alpha1", name, n)
	}
	return &found[0].Versions[0], nil
}
