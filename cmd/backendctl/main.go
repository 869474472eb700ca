// Command backendctl writes, checks, compares and migrates kgateway Backend manifests.
package main

import (
	"os"
	"runtime"
	"runtime/debug"

	"github.com/backendctl/backendctl/internal/cli"
)

func main() {
	env := cli.OSEnv()
	env.Keeps = collect()
	os.Exit(cli.Main(env, os.Args[1:]))
}

// The garbage collector waits until the heap has grown by so many percent. A run on a few files ends before it has begun, which would
// take a fifth of the time and free nothing that the end of the process does not. Once it has begun, the run is a long one,
// and memory counts. A command that keeps what it makes has little to free.
const (
	patient = 400
	usual   = 100
	keeping = 1000
)

// collect lets the garbage collector be patient up to its first run. A command calls what it returns where it keeps what it makes.
func collect() (keeps func()) {
	debug.SetGCPercent(patient)
	first := runtime.AddCleanup(new([16]byte), func(int) { debug.SetGCPercent(usual) }, 0)
	return func() {
		first.Stop()
		debug.SetGCPercent(keeping)
	}
}
