// Command backendctl writes, checks, compares and migrates kgateway Backend manifests.
package main

import (
	"os"
	"os/signal"
	"syscall"

	"github.com/backendctl/backendctl/internal/cli"
)

func main() {
	// With SIGPIPE ignored, a closed pipe is a write error and does not end the process.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	os.Exit(cli.Main(cli.OSEnv(), os.Args[1:]))
}
