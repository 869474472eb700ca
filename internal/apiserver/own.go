package apiserver

import (
	"fmt"

	"github.com/backendctl/backendctl/internal/target"
)

// OwnCRDs returns the definitions that are generated from backendctl's schemas.
func OwnCRDs() (CRDs, error) {
	crds := CRDs{Source: "the definitions that backendctl makes of its own schemas", ByRelease: map[string][]byte{}}
	for _, release := range ReleaseIDs {
		t, err := target.Parse(release)
		if err != nil {
			return CRDs{}, err
		}
		if crds.ByRelease[release], err = t.CRD(); err != nil {
			return CRDs{}, fmt.Errorf("make the definition of %s: %w", release, err)
		}
	}
	return crds, nil
}

// PublishedCRD returns the definition with the schema of the catalog, which no release serves.
func PublishedCRD() ([]byte, error) {
	published, err := target.Parse("catalog")
	if err != nil {
		return nil, err
	}
	return published.CRD()
}
