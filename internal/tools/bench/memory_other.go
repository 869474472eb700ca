//go:build !linux

package main

import "os"

// residentMiB returns 0, because the unit is known only on Linux.
func residentMiB(*os.ProcessState) int64 { return 0 }
