package main

import (
	"os"
	"syscall"
)

// residentMiB returns the maximum memory of a process that has ended, in MiB.
func residentMiB(p *os.ProcessState) int64 {
	usage, ok := p.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	return int64(usage.Maxrss) >> 10 //nolint:unconvert // Maxrss is an int32 on some architectures
}
