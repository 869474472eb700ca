package main

import (
	"fmt"

	"github.com/backendctl/backendctl/internal/crd"
)

// generateNewest returns schemas by file name: that of the newest release, from its CRD, and those of the older releases, from dir. In
// these, a field that the newest release does not have gets an x-until with the last release that has it.
func generateNewest(name, dir string) (map[string][]byte, error) {
	last := len(releases) - 1
	in, err := readCRD(releases[last], name)
	if err != nil {
		return nil, err
	}
	older, life, err := readOlder(dir, releases[:last])
	if err != nil {
		return nil, err
	}
	life.add(in)
	tables, err := readTables()
	if err != nil {
		return nil, err
	}
	schema, err := build(in, tables, life)
	if err != nil {
		return nil, fmt.Errorf("kgateway %s: %w", in.release, err)
	}
	files := map[string][]byte{nameOf(in.release): crd.Encode(schema)}
	for _, o := range older {
		o.end(life)
		files[nameOf(o.release)] = crd.Encode(o.schema)
	}
	return files, tables.unusedFrom(in.release)
}
