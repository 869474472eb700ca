package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// customTargets measures the check of a manifest with --target crd:FILE, compared with a check against the built-in target of the same
// release. It generates the CRDs of some releases, including the smallest and the largest, from the built-in schemas. Like kgateway's own
// CRDs, the generated CRDs have a description for each field.
func (b *bench) customTargets() ([]comparison, error) {
	var rows []comparison
	file := filepath.Join(b.dir, "many", "web-0.yaml")
	for _, release := range []string{"2.2", "2.4", "2.1"} {
		text, err := exec.CommandContext(context.Background(), b.ours, "schema", release, "-o", "crd").Output()
		if err != nil {
			return nil, err
		}
		crd := filepath.Join(b.dir, "crd-"+release+".yaml")
		if err := os.WriteFile(crd, text, 0o644); err != nil {
			return nil, err
		}
		judge := func(target string) []string {
			return []string{b.ours, "validate", "--quiet", "--no-config", "--target", target, file}
		}
		c, err := b.compare(fmt.Sprintf("one file, the CRD of %s (%d KB)", release, len(text)/1000), "2.00", judge("crd:"+crd), judge(release))
		if err != nil {
			return nil, err
		}
		rows = append(rows, c)
	}
	return rows, nil
}

// crdTable returns the Markdown table of customTargets.
func (b *bench) crdTable() (string, error) {
	rows, err := b.customTargets()
	if err != nil {
		return "", err
	}
	var s strings.Builder
	s.WriteString("\n`backendctl validate --target crd:FILE` compared with the built-in target (`go run ./internal/tools/bench -crds` prints only this table):\n\n")
	table(&s, "crd:FILE", "built in", rows)
	return s.String(), nil
}
