// Command fieldgen writes the table of package fields from CRDs: the names and the nesting of the fields of policies, by release.
//
// The fields of kgateway's own kinds depend on the release, the fields of a BackendTLSPolicy on the API version. If several Gateway API
// releases are given, the table has the fields of all of them.
//
//	go run ./internal/tools/fieldgen -crds DIR -gateway-api MODULE   # DIR/kgateway-2.4/trafficpolicies.yaml and so on
//	go run ./internal/tools/fieldgen -crds DIR -gateway-api MODULE -check
//	go run ./internal/tools/fieldgen -newest DIR                     # add the newest release: DIR/trafficpolicies.yaml and so on
//
// MODULE is a folder with config/crd, such as the one that `go mod download -json sigs.k8s.io/gateway-api@v1.4.1` prints. With -newest, the
// fields of the older releases come from the table on disk, and -same lists the kinds that the newest release did not change.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

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

// kgateway is the group of kgateway's kinds.
const kgateway = "gateway.kgateway.dev"

// plurals are the kinds of kgateway in the table, as the names of their CRD files without .yaml. If a release has no such file, it does not
// have the kind.
var plurals = []string{"backendconfigpolicies", "gatewayextensions", "httplistenerpolicies", "listenerpolicies", "trafficpolicies"}

var errStale = errors.New("the table on disk differs from the CRDs; run fieldgen without -check")

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
	newest := flags.String("newest", "", "add only the newest release: a folder with its trafficpolicies.yaml and so on")
	same := flags.String("same", "", "comma-separated kinds that keep the fields of the previous release, because the folder of -newest has no CRD of them")
	out := flags.String("out", filepath.Join("internal", "fields", "fields.txt"), "file to write")
	check := flags.Bool("check", false, "write nothing, exit 1 if the file differs")
	if err := flags.Parse(args); err != nil {
		return err
	}
	table, err := tableOf(*crds, modules, *newest, strings.Split(*same, ","))
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

// tableOf returns the table from the CRDs of all releases, or from the CRDs of the newest release and the table on disk.
func tableOf(crds string, modules []string, newest string, same []string) ([]byte, error) {
	switch {
	case newest != "":
		return generateNewest(newest, same)
	case crds == "" || len(modules) == 0:
		return nil, errors.New("no CRDs: give their folders with -crds (or BACKENDCTL_CRDS) and -gateway-api, or one folder with -newest")
	}
	return generate(crds, modules)
}

// generate returns the table from the CRDs of all releases, in the folder crds, and from those of the Gateway API, in the folders modules.
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
		if err := t.readFolder(filepath.Join(crds, "kgateway-"+release), 1<<i); err != nil {
			return nil, err
		}
	}
	return t.write()
}

// readFolder adds the kinds of a release of kgateway.
func (t table) readFolder(dir string, in set) error {
	for _, plural := range plurals {
		if err := t.read(filepath.Join(dir, plural+".yaml"), in); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}
