package apiserver

import (
	"fmt"

	"github.com/backendctl/backendctl/internal/target"
)

// OwnCRDs returns the CRDs that backendctl generates from its schemas.
func OwnCRDs() (CRDs, error) {
	crds := CRDs{Source: "the CRDs that backendctl generates from its schemas", ByRelease: map[string][]byte{}}
	for _, release := range ReleaseIDs {
		t, err := target.Parse(release)
		if err != nil {
			return CRDs{}, err
		}
		if crds.ByRelease[release], err = t.CRD(); err != nil {
			return CRDs{}, fmt.Errorf("generate the CRD of %s: %w", release, err)
		}
	}
	return crds, nil
}

// PublishedCRD returns a CRD with the schema of the catalog, which no release serves.
func PublishedCRD() ([]byte, error) {
	published, err := target.Parse("catalog")
	if err != nil {
		return nil, err
	}
	return published.CRD()
}
