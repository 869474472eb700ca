package input

import (
	"os"
	"os/signal"
	"slices"
	"syscall"
)

// deferSignals holds back the signals that end a process until the returned function is called. That function delivers the first signal
// that was held back. Signals that the process ignores stay ignored.
func deferSignals() (deliver func()) {
	wanted := slices.DeleteFunc([]os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}, signal.Ignored)
	if len(wanted) == 0 {
		return func() {}
	}
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, wanted...)
	return func() {
		signal.Stop(caught)
		select {
		case s := <-caught:
			raise(s)
		default:
		}
	}
}

// raise sends the process a signal that it caught. Windows does not support that, so there the process exits with the status that a shell
// would report.
func raise(s os.Signal) {
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Signal(s)
	}
	if err != nil {
		number, _ := s.(syscall.Signal)
		os.Exit(128 + int(number)) //nolint:forbidigo // the signal ends the process here
	}
}
