//go:build unix

package cli

import (
	"os/exec"
	"os/signal"
	"syscall"
	"testing"
	"time"
)

// TestSignals sends signals to commands that wait for standard input. Each signal must end the command; a shell reports that as the status
// 128 plus the number of the signal.
func TestSignals(t *testing.T) {
	tool, dir := program(t), streamsDir(t)
	for _, args := range [][]string{
		{"validate", "-"}, {"lint", "-"}, {"lint", "--fix", "-"}, {"fmt", "-"}, {"convert", "--to", "2.4", "-"}, {"diff", "-", "y.yaml"},
		{"scaffold", "--from-service", "db"},
	} {
		for _, sent := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
			if signal.Ignored(sent) {
				continue // the test runs under nohup, and the commands inherit the ignored signal
			}
			cmd := exec.Command(tool, args...)
			cmd.Dir = dir
			stdin, err := cmd.StdinPipe() // it stays open until the end of the test
			must(t, err)
			must(t, cmd.Start())
			time.Sleep(50 * time.Millisecond)
			must(t, cmd.Process.Signal(sent))
			_ = cmd.Wait() // the error is not checked; the state of the process is checked instead
			if s := cmd.ProcessState.Sys().(syscall.WaitStatus); !s.Signaled() || s.Signal() != sent {
				t.Errorf("%v: the state after the signal %v is %v, want the end by this signal", args, sent, cmd.ProcessState)
			}
			_ = stdin.Close() // the error is not checked, because Wait has closed the pipe
		}
	}
}
