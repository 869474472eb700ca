package main

import (
	"os"
	"syscall"
)

// residentMiB returns the most memory that a process had.
func residentMiB(p *os.ProcessState) int64 {
	usage, ok := p.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	return int64(usage.Maxrss) >> 10 //nolint:unconvert // it has 32 bits on some machines
}
