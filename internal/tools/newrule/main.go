// Command newrule keeps the list of rules:
//
//	go run ./internal/tools/newrule -registry
//
// writes internal/rules/registry.go from the rules that the package declares.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	dir := flag.String("dir", "internal/rules", "the rules' package")
	flag.Bool("registry", false, "write the registry only")
	flag.Parse()
	if err := run(*dir); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, "rules.go")); err != nil {
		return errors.New("run it in the root of the repository, or name the rules' package with -dir")
	}
	text, err := registry(dir)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "registry.go"), []byte(text), 0o644)
}
