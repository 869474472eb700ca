//go:build !linux

package main

import "os"

// residentMiB returns 0: only on Linux is the unit of the system's number known.
func residentMiB(*os.ProcessState) int64 { return 0 }
