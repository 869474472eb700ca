// Command backendctl writes, checks, compares and migrates kgateway Backend manifests.
package main

import (
	"os"
	"runtime"
	"runtime/debug"

	"github.com/backendctl/backendctl/internal/cli"
)

func main() {
	postponeGC()
	os.Exit(cli.Main(cli.OSEnv(), os.Args[1:]))
}

// postponeGC lets a run on a few files end before the garbage collector has begun: it would cost a fifth of the time and
// free nothing that the end of the process does not. From the first collection on, at a heap of about 16 MB, all is as
// ever.
func postponeGC() {
	usual := debug.SetGCPercent(400)
	runtime.AddCleanup(new(*int), func(percent int) { debug.SetGCPercent(percent) }, usual)
}
