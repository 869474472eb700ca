// Command backendctl writes, checks, compares and migrates kgateway Backend manifests.
package main

import (
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"

	"github.com/backendctl/backendctl/internal/cli"
)

func main() {
	// A reader that closes its end of standard output is a failed write like any other, not a signal that ends the process.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	env := cli.OSEnv()
	env.Keeps = collect()
	os.Exit(cli.Main(env, os.Args[1:]))
}

// The garbage collector begins when the heap has so many MiB. A run on a few files ends before that; to collect would take a fifth of the
// time and free nothing that the end of the process does not. A command that keeps what it makes has little to free for longer. Once the
// collector has begun, the run is a long one, memory counts, and it works as usual.
const (
	first   = 16
	keeping = 128
	usual   = 100 // percent that it grows from one collection to the next
)

// collect puts the garbage collector off. A command calls what it returns where it keeps what it makes.
func collect() (keeps func()) {
	begun := putOff(first)
	return func() {
		begun.Stop()
		putOff(keeping)
	}
}

// putOff lets the garbage collector begin when the heap has so many MiB, of which 4 are what it counts its percents from.
func putOff(size int) runtime.Cleanup {
	debug.SetGCPercent(size / 4 * 100)
	return runtime.AddCleanup(new([16]byte), func(percent int) { debug.SetGCPercent(percent) }, usual)
}
