// Command newrelease adds a release of kgateway to backendctl. It makes the changes that a program can make, and prints what a person has
// to write.
//
//	go run ./internal/tools/newrelease 2.5 -crds DIR
//
// DIR is a folder with the CRDs of the release, such as the rendered chart of kgateway's CRDs: those of Backend and of the policies. The
// CRDs of older releases are not needed. A missing CRD is an error, unless -same or -gone names its kind: -same if the fields of the kind
// did not change, -gone if the release does not have the kind.
//
// Write what the command asks for, then run it again with the same arguments. It updates the generated files, and keeps what you have
// written.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/target"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "newrelease:", err)
		os.Exit(1)
	}
}

// options are the arguments.
type options struct {
	release    string
	crds       string
	same, gone []string // the kinds in -same and -gone
	noVerdicts bool
	stage      string // tablesStage if the command runs itself for its second stage, compiled with the new release; else ""
}

const usage = "usage: go run ./internal/tools/newrelease 2.5 -crds DIR [-same KINDS] [-gone KINDS] [-no-verdicts]"

func parse(args []string) (options, error) {
	var o options
	if len(args) == 0 || strings.HasPrefix(args[0], "-") {
		return o, errors.New(usage)
	}
	o.release = args[0]
	flags := flag.NewFlagSet("newrelease", flag.ContinueOnError)
	flags.StringVar(&o.crds, "crds", "", "folder with the CRDs of the release")
	same := flags.String("same", "", "kinds without a CRD in -crds that the release did not change, separated by commas")
	gone := flags.String("gone", "", "kinds that the release does not have, separated by commas")
	flags.BoolVar(&o.noVerdicts, "no-verdicts", false, "do not run the API server that records verdicts")
	flags.StringVar(&o.stage, "stage", "", "internal: the stage to run")
	if err := flags.Parse(args[1:]); err != nil {
		return o, err
	}
	o.same, o.gone = kindsIn(*same), kindsIn(*gone)
	if o.crds == "" {
		return o, errors.New(usage)
	}
	return o, o.check()
}

func kindsIn(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}

// check returns an error if the release is not a release line, or is older than the newest release.
func (o options) check() error {
	if !regexp.MustCompile(`^[0-9]+\.[0-9]+$`).MatchString(o.release) {
		return fmt.Errorf("%q is not a release line: expected one such as 2.5", o.release)
	}
	if newest := target.Latest().Release; target.CompareReleases(o.release, newest) < 0 {
		return fmt.Errorf("%s is older than %s, which is the newest release", o.release, newest)
	}
	return nil
}

func run(args []string, out io.Writer) error {
	o, err := parse(args)
	if err != nil {
		return err
	}
	if o.stage == tablesStage {
		return o.writeTables(out)
	}
	dir, err := os.MkdirTemp("", "newrelease-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := collect(o, dir); err != nil {
		return err
	}
	if err := addToList(o.release); err != nil {
		return err
	}
	return o.generate(dir, out)
}

// listFile is the file with the list of releases.
var listFile = filepath.Join("internal", "target", "releases.go")

// previous returns the newest built-in release that is older than a release, or the oldest one if there is none.
func previous(release string) target.Target {
	all := target.Releases()
	for len(all) > 1 && target.CompareReleases(all[len(all)-1].Release, release) >= 0 {
		all = all[:len(all)-1]
	}
	return all[len(all)-1]
}

// hasKind reports whether a list has a kind, ignoring upper and lower case.
func hasKind(list []string, kind string) bool {
	return slices.ContainsFunc(list, func(k string) bool { return strings.EqualFold(k, kind) })
}
