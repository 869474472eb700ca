// Command backendctl writes, checks, compares and migrates kgateway Backend manifests.
package main

import (
	"os"
	"os/signal"
	"syscall"

	"github.com/backendctl/backendctl/internal/cli"
)

func main() {
	// A reader that closes its end of standard output is a failed write like any other, not a signal that ends the process.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	os.Exit(cli.Main(cli.OSEnv(), os.Args[1:]))
}
