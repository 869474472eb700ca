//go:build unix

package cli

import (
	"os/exec"
	"os/signal"
	"syscall"
	"testing"
	"time"
)

// TestSignals sends signals to commands that wait for standard input. Each ends by the signal, which a shell reports as 128 plus its
// number.
func TestSignals(t *testing.T) {
	tool, dir := program(t), streamsDir(t)
	for _, args := range [][]string{
		{"validate", "-"}, {"lint", "-"}, {"lint", "--fix", "-"}, {"fmt", "-"}, {"convert", "--to", "2.4", "-"}, {"diff", "-", "y.yaml"},
		{"scaffold", "--from-service", "db"},
	} {
		for _, sent := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
			if signal.Ignored(sent) {
				continue // under nohup the commands inherit the ignored signal
			}
			cmd := exec.Command(tool, args...)
			cmd.Dir = dir
			stdin, err := cmd.StdinPipe() // open until the end
			must(t, err)
			must(t, cmd.Start())
			time.Sleep(50 * time.Millisecond)
			must(t, cmd.Process.Signal(sent))
			_ = cmd.Wait() // the test checks the state of the process instead
			if s := cmd.ProcessState.Sys().(syscall.WaitStatus); !s.Signaled() || s.Signal() != sent {
				t.Errorf("%v, %v: %v", args, sent, cmd.ProcessState)
			}
			_ = stdin.Close() // Wait closed it
		}
	}
}
