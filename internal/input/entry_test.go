package input

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/backendctl/backendctl/internal/source"
)

// only returns the entry of arguments that expand to one entry.
func only(t *testing.T, o Options) Entry {
	t.Helper()
	entries, err := Expand(t.Context(), o)
	check(t, err)
	if len(entries) != 1 {
		t.Fatalf("got %d entries, want 1", len(entries))
	}
	return entries[0]
}

func wantRead(t *testing.T, e Entry, name, content string) {
	t.Helper()
	f, err := e.Read()
	check(t, err)
	if f.Name() != name || f.Text() != content {
		t.Errorf("read %s %q, want %s %q", f.Name(), f.Text(), name, content)
	}
}

func wantReadError(t *testing.T, e Entry, want string) {
	t.Helper()
	_, err := e.Read()
	if re, ok := errors.AsType[*ReadError](err); !ok || err.Error() != want || re.Name != e.Name() {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestRead(t *testing.T) {
	dir := lay(t, "sub/a.yaml")
	e := only(t, Options{Args: []string{"sub"}, Dir: dir})
	wantRead(t, e, "sub/a.yaml", "sub/a.yaml")
	if e.IsStdin() || e.Path() != filepath.Join(dir, "sub", "a.yaml") {
		t.Errorf("the path is %q, want the absolute path of sub/a.yaml", e.Path())
	}
	r, err := e.Open()
	check(t, err)
	defer func() { _ = r.Close() }()
	if raw, err := io.ReadAll(r); err != nil || string(raw) != "sub/a.yaml" {
		t.Errorf("the opened file contains %q, %v, want sub/a.yaml", raw, err)
	}
}

func TestReadStdin(t *testing.T) {
	e := only(t, Options{Stdin: strings.NewReader("kind: Backend"), StdinName: "x.yaml"})
	wantRead(t, e, "x.yaml", "kind: Backend")
	if !e.IsStdin() || e.Path() != "" {
		t.Errorf("the path of standard input is %q, want none", e.Path())
	}
	for _, blank := range []string{"", "\n", "\uFEFF \r\n"} {
		if _, err := only(t, Options{Stdin: strings.NewReader(blank)}).Read(); !errors.Is(err, ErrEmptyStdin) {
			t.Errorf("standard input %q: error %v, want ErrEmptyStdin", blank, err)
		}
	}
	wantRead(t, only(t, Options{Stdin: strings.NewReader("# none\n")}), "<stdin>", "# none\n")
	wantReadError(t, only(t, Options{Args: []string{"-"}}), "cannot read <stdin>: standard input is not available")
	wantReadError(t, only(t, Options{Stdin: io.MultiReader(strings.NewReader("x"), broken{})}), "cannot read <stdin>: the pipe broke")
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("the pipe broke") }

func TestReadLimit(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "fits.yaml"), strings.Repeat("x", 2048))
	write(t, filepath.Join(dir, "large.yaml"), strings.Repeat("x", 2049))
	const limit = 2048

	wantRead(t, only(t, Options{Args: []string{"fits.yaml"}, Dir: dir, MaxFileSize: limit}), "fits.yaml", strings.Repeat("x", 2048))
	e := only(t, Options{Args: []string{"large.yaml"}, Dir: dir, MaxFileSize: limit})
	wantReadError(t, e, "cannot read large.yaml: larger than the limit of 2 KiB; raise it with --max-file-size")
	e = only(t, Options{Stdin: strings.NewReader(strings.Repeat("x", 2049)), MaxFileSize: limit})
	wantReadError(t, e, "cannot read <stdin>: larger than the limit of 2 KiB; raise it with --max-file-size")
}

func TestReadVanished(t *testing.T) {
	dir := lay(t, "a.yaml")
	e := only(t, Options{Dir: dir})
	check(t, os.Remove(e.Path()))
	wantReadError(t, e, "cannot read a.yaml: no such file or directory")
	if _, err := e.Open(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Open returns the error %v, want one that wraps fs.ErrNotExist", err)
	}
}

func TestSize(t *testing.T) {
	for n, want := range map[int64]string{DefaultMaxFileSize: "32 MiB", 1000: "1000 bytes", 5 << 40: "5120 GiB", 0: "0 bytes"} {
		if got := size(n); got != want {
			t.Errorf("size(%d) = %s, want %s", n, got, want)
		}
	}
}

// TestPieces checks that the pieces of an input are complete and in order, that they have the right line and byte offset, and that the
// input is cut only before a line.
func TestPieces(t *testing.T) {
	lines := func(text string) int { return strings.LastIndexByte(text[:max(len(text)-1, 0)], '\n') + 1 } // the start of the last line
	for _, c := range []struct {
		text string
		size int
		want []string
	}{
		{"a\nb\nc\n", 3, []string{"a\n", "b\n", "c\n"}},
		{"a\nb\nc\n", 100, []string{"a\nb\nc\n"}},
		{"abcdefgh\nijklmnop\nq", 2, []string{"abcdefgh\n", "ijklmnop\nq"}},
		{"abcdefgh", 2, []string{"abcdefgh"}},
		{"\xff\xfea\x00\n\x00b\x00\n\x00", 2, []string{"a\nb\n"}},
	} {
		e := only(t, Options{Args: []string{"-"}, Stdin: iotest.OneByteReader(strings.NewReader(c.text)), MaxFileSize: 20})
		var got []string
		line, offset := 1, 0
		for f, err := range e.Pieces(c.size, lines) {
			if err != nil {
				t.Fatal(err)
			}
			if f.FirstLine() != line || f.Encoding() == source.UTF8 && f.ByteOffset(0) != offset {
				t.Errorf("the piece %q begins at line %d, byte %d; want line %d, byte %d", f.Text(), f.FirstLine(), f.ByteOffset(0), line, offset)
			}
			line, offset = line+strings.Count(f.Text(), "\n"), offset+len(f.Raw())
			got = append(got, f.Text())
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q in pieces of %d bytes: got %q, want %q", c.text, c.size, got, c.want)
		}
	}
	for name, c := range map[string]struct {
		stdin io.Reader
		want  string
	}{
		"empty":         {strings.NewReader(" \n"), "standard input is empty"},
		"a broken pipe": {io.MultiReader(strings.NewReader("a\n"), broken{}), "cannot read <stdin>: the pipe broke"},
		"too large":     {strings.NewReader("a\n" + strings.Repeat("b", 30)), "larger than the limit of 20 bytes"},
		"no reader":     {nil, "standard input is not available"},
	} {
		var last error
		for _, last = range only(t, Options{Args: []string{"-"}, Stdin: c.stdin, MaxFileSize: 20}).Pieces(4, lines) {
		}
		if last == nil || !strings.Contains(last.Error(), c.want) {
			t.Errorf("%s: the last error is %v, want %q", name, last, c.want)
		}
	}
}
