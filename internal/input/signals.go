package input

import (
	"os"
	"os/signal"
	"slices"
	"sync"
	"syscall"
)

// replacing is locked while a file is replaced. A signal that ends the process locks it, too, and never unlocks it, so that no replacement
// begins after the signal.
var replacing sync.Mutex

// catchSignals catches the signals that end a process, from the first replacement of a file to the end of the process. It does not stop
// between two files: a signal that the runtime has received, but that has not ended the process yet, would not wait for the next file.
// Signals that the process ignores stay ignored.
var catchSignals = sync.OnceFunc(func() {
	wanted := slices.DeleteFunc([]os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}, signal.Ignored)
	if len(wanted) == 0 {
		return
	}
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, wanted...)
	go func() {
		s := <-caught
		replacing.Lock()
		signal.Reset(s)
		raise(s)
	}()
})

// deferSignals defers the signals that end a process until the returned function is called.
func deferSignals() (deliver func()) {
	catchSignals()
	replacing.Lock()
	return replacing.Unlock
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
