package input

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/backendctl/backendctl/internal/source"
)

// TestConcurrentAppends repeatedly replaces a file while another goroutine appends 1,000 lines, as `echo >>` does. No line may be lost.
func TestConcurrentAppends(t *testing.T) {
	path := filepath.Join(memory(t), "a.yaml")
	if err := os.WriteFile(path, []byte("# 0\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	at := placeOf(t, path)
	appended := make(chan error, 1)
	go func() { appended <- appendLines(path, 1000) }()
	replaced, refused := 0, 0
	for done := false; !done; {
		select {
		case err := <-appended:
			if err != nil {
				t.Fatal(err)
			}
			done = true
		default:
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		_, rest, _ := strings.Cut(string(raw), "\n")
		switch err := Replace(at, source.New("a", raw), fmt.Sprintf("# %d\n%s", replaced+1, rest)); {
		case err == nil:
			replaced++
		case errors.Is(err, ErrChanged) || errors.Is(err, ErrBusy):
			refused++
		default:
			t.Fatal(err)
		}
	}
	t.Logf("replaced %d times, refused %d times", replaced, refused)
	if replaced < 20 || refused == 0 {
		t.Errorf("replaced %d times, want at least 20; refused %d times, want at least once", replaced, refused)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, lines, _ := strings.Cut(string(raw), "\n")
	if want := fmt.Sprintf("# %d", replaced); head != want {
		t.Errorf("the first line is %q, want %q, so Replace returned an error but replaced the file", head, want)
	}
	if lost := 1000 - strings.Count(lines, "\n"); lost > mostLost {
		t.Errorf("%d appended lines of 1000 are lost", lost)
	}
}

// mostLost is the number of appended lines that may be lost on a busy machine. A process that waits for longer than grace between finding
// the file and opening it is not detected.
const mostLost = 1

// memory returns an empty directory. It is in memory if there is such a file system, because on a slow disk the file is rarely replaced.
func memory(t *testing.T) string {
	dir, err := os.MkdirTemp("/dev/shm", "backendctl")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func appendLines(path string, n int) error {
	for i := range n {
		time.Sleep(time.Duration(rand.Int64N(int64(time.Millisecond))))
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(f, "- %d\n", i)
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
	}
	return nil
}

func TestReplaceBusy(t *testing.T) {
	path, f := fileIn(t, "a: b\n", 0o644)
	writer, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := Replace(placeOf(t, path), f, "a: c\n"); !errors.Is(err, ErrBusy) {
		t.Errorf("error %v, want ErrBusy", err)
	}
	holds(t, path, "a: b\n")
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	if err := Replace(placeOf(t, path), f, "a: c\n"); err != nil {
		t.Error(err)
	}
	holds(t, path, "a: c\n")
}
