// Command fieldgen writes the table of package fields from CRDs: the names and the nesting of the fields of policies, by release.
//
// The fields of kgateway's own kinds depend on the release, those of a BackendTLSPolicy on the API version. Several Gateway API releases
// may be given: the table has the fields of all of them.
//
//	go run ./internal/tools/fieldgen -crds DIR -gateway-api MODULE   # DIR/kgateway-2.4/trafficpolicies.yaml and so on
//	go run ./internal/tools/fieldgen -crds DIR -gateway-api MODULE -check
//
// MODULE is a folder with config/crd, such as the one that `go mod download -json sigs.k8s.io/gateway-api@v1.4.1` prints.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/backendctl/backendctl/internal/target"
)

// releases are the release lines of kgateway, oldest first.
var releases = lines()

func lines() []string {
	var out []string
	for _, t := range target.Releases() {
		out = append(out, t.Release)
	}
	return out
}

// plurals are the files of kgateway's kinds. A release that lacks one has no such kind.
var plurals = []string{"backendconfigpolicies", "gatewayextensions", "httplistenerpolicies", "listenerpolicies", "trafficpolicies"}

var errStale = errors.New("the table on disk is not what the CRDs say; run fieldgen without -check")

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "fieldgen:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	flags := flag.NewFlagSet("fieldgen", flag.ContinueOnError)
	crds := flags.String("crds", os.Getenv("BACKENDCTL_CRDS"), "folder with kgateway-2.X/trafficpolicies.yaml and so on for each release")
	var modules []string
	flags.Func("gateway-api", "folder of a Gateway API release, with config/crd; may be repeated", func(dir string) error {
		modules = append(modules, dir)
		return nil
	})
	out := flags.String("out", filepath.Join("internal", "fields", "fields.txt"), "file to write")
	check := flags.Bool("check", false, "write nothing, exit 1 if the file differs")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *crds == "" || len(modules) == 0 {
		return errors.New("no CRDs: name their folders with -crds (or BACKENDCTL_CRDS) and -gateway-api")
	}
	table, err := generate(*crds, modules)
	if err != nil {
		return err
	}
	if !*check {
		return os.WriteFile(*out, table, 0o644)
	}
	have, err := os.ReadFile(*out)
	if err == nil && !bytes.Equal(have, table) {
		err = errStale
	}
	return err
}

// generate returns the table.
func generate(crds string, modules []string) ([]byte, error) {
	t := table{}
	for _, module := range modules {
		files, err := filepath.Glob(filepath.Join(module, "config", "crd", "*", "gateway.networking.k8s.io_backendtlspolicies.yaml"))
		if err != nil || len(files) == 0 {
			return nil, fmt.Errorf("%s has no CRD of BackendTLSPolicy below config/crd", module)
		}
		for _, name := range files {
			if err := t.read(name, anyRelease); err != nil {
				return nil, err
			}
		}
	}
	for i, release := range releases {
		for _, plural := range plurals {
			err := t.read(filepath.Join(crds, "kgateway-"+release, plural+".yaml"), 1<<i)
			if err != nil && !errors.Is(err, os.ErrNotExist) {
				return nil, err
			}
		}
	}
	return t.write()
}
