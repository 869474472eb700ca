// Command backendctl writes, checks, compares and migrates kgateway Backend manifests.
package main

import (
	"os"
	"runtime"
	"runtime/debug"

	"github.com/backendctl/backendctl/internal/cli"
)

func main() {
	// A run on a few files ends before the garbage collector has begun, which would take a fifth of the time and free
	// nothing that the end of the process does not. Once it has begun, the run is a long one, and memory counts.
	debug.SetGCPercent(400)
	collect()
	os.Exit(cli.Main(cli.OSEnv(), os.Args[1:]))
}

// collect lets the garbage collector work as it usually does from its first run on.
func collect() {
	runtime.AddCleanup(new([16]byte), func(int) { debug.SetGCPercent(100) }, 0)
}
