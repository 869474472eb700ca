// Command backendctl writes, checks, compares and migrates kgateway Backend manifests.
package main

import (
	"os"

	"github.com/backendctl/backendctl/internal/cli"
)

func main() { os.Exit(cli.Main(cli.OSEnv(), os.Args[1:])) }
