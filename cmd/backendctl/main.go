// Command backendctl writes, checks, formats, converts and compares kgateway Backend manifests.
package main

import (
	"os"
	"os/signal"
	"syscall"

	"github.com/backendctl/backendctl/internal/cli"
)

func main() {
	// Catch SIGPIPE and ignore it, so that writing to a closed pipe is an error and does not end the process.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	os.Exit(cli.Main(cli.OSEnv(), os.Args[1:]))
}
