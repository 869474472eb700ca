package apiserver

import (
	"fmt"
	"os"
	"path/filepath"
)

const (
	// CRDsEnv names the environment variable with a folder of upstream
	// definitions, laid out as <release>/backends.yaml.
	CRDsEnv = "BACKENDCTL_CRDS"

	// DefaultCRDFolder is where upstream definitions lie beside a checkout of
	// backendctl, seen from this module's folder.
	DefaultCRDFolder = "../../../shared/crds"
)

// ReleaseIDs are the releases that backendctl judges for, oldest first.
var ReleaseIDs = []string{"kgateway-2.0", "kgateway-2.1", "kgateway-2.2", "kgateway-2.3", "kgateway-2.4"}

// CRDs are the Backend definitions to judge by and where they are from.
type CRDs struct {
	Source    string // in words, for a log
	ByRelease map[string][]byte
}

// CRDFolder is the folder to read upstream definitions from: what CRDsEnv says,
// else fallback if it is there. It is empty when there is neither.
func CRDFolder(fallback string) string {
	if dir := os.Getenv(CRDsEnv); dir != "" {
		return dir
	}
	if info, err := os.Stat(fallback); err == nil && info.IsDir() {
		return fallback
	}
	return ""
}

// Definitions reads the upstream definitions in dir, or makes those of our own
// schemas when dir is empty.
func Definitions(dir string) (CRDs, error) {
	if dir == "" {
		return OwnCRDs()
	}
	crds := CRDs{Source: "the upstream definitions in " + dir, ByRelease: map[string][]byte{}}
	for _, release := range ReleaseIDs {
		crd, err := os.ReadFile(filepath.Join(dir, release, "backends.yaml"))
		if err != nil {
			return CRDs{}, fmt.Errorf("read the Backend definition of %s (is %s right?): %w", release, CRDsEnv, err)
		}
		crds.ByRelease[release] = crd
	}
	return crds, nil
}
