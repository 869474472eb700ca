// Command backendctl writes, checks, compares and migrates kgateway Backend manifests.
package main

import (
	"os"
	"runtime/debug"

	"github.com/backendctl/backendctl/internal/cli"
)

func main() {
	debug.SetGCPercent(400) // most runs end before there is anything to collect
	os.Exit(cli.Main(cli.OSEnv(), os.Args[1:]))
}
