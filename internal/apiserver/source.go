package apiserver

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/backendctl/backendctl/internal/target"
)

const (
	// CRDsEnv is the environment variable with the path of a folder of upstream CRDs, as <release>/backends.yaml.
	CRDsEnv = "BACKENDCTL_CRDS"

	// DefaultCRDFolder is the folder of upstream CRDs next to a checkout of backendctl, relative to this module's folder.
	DefaultCRDFolder = "../../../shared/crds"
)

// ReleaseIDs are the releases that backendctl supports, oldest first.
var ReleaseIDs = releaseIDs()

func releaseIDs() []string {
	var ids []string
	for _, t := range target.Releases() {
		ids = append(ids, t.ID)
	}
	return ids
}

// CRDs are the CRDs of Backend for a test, and their source.
type CRDs struct {
	Source    string // a description, for a log
	ByRelease map[string][]byte
}

// CRDFolder returns the folder of upstream CRDs: the value of CRDsEnv, or else fallback if it exists, or else "".
func CRDFolder(fallback string) string {
	if dir := os.Getenv(CRDsEnv); dir != "" {
		return dir
	}
	if info, err := os.Stat(fallback); err == nil && info.IsDir() {
		return fallback
	}
	return ""
}

// Definitions reads the upstream CRDs in dir. If dir is "", it generates the CRDs from backendctl's schemas. It also generates the CRD of
// the newest release if dir does not have it.
func Definitions(dir string) (CRDs, error) {
	if dir == "" {
		return OwnCRDs()
	}
	crds := CRDs{Source: "the upstream CRDs in " + dir, ByRelease: map[string][]byte{}}
	for _, release := range ReleaseIDs {
		crd, err := os.ReadFile(filepath.Join(dir, release, "backends.yaml"))
		if errors.Is(err, os.ErrNotExist) && release == target.Latest().ID {
			crd, err = target.Latest().CRD()
			crds.Source += ", and the generated CRD of " + release
		}
		if err != nil {
			return CRDs{}, fmt.Errorf("read the Backend CRD of %s (check %s): %w", release, CRDsEnv, err)
		}
		crds.ByRelease[release] = crd
	}
	return crds, nil
}
