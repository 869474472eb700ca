//go:build !linux

package main

import "os"

// residentMiB returns 0: only on Linux the unit is known.
func residentMiB(*os.ProcessState) int64 { return 0 }
