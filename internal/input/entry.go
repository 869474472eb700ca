package input

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"iter"
	"os"
	"path"
	"slices"

	"github.com/backendctl/backendctl/internal/source"
)

// An Entry is one input that was found and not read yet. Different entries may be read concurrently.
type Entry struct {
	name  string
	path  string
	rel   string
	stdin io.Reader
	piped bool
	limit int64
	err   error // the reason why it cannot be read; nil if none is known yet

	dir  *folder // the directory in which the file was listed
	real string  // the path of the file below dir without links; "" if rel has no links
}

// Name returns the name for reports: the path as given, with forward slashes.
func (e Entry) Name() string { return e.name }

// Path returns the absolute path of the file, or "" for standard input.
func (e Entry) Path() string { return e.path }

// Rel returns the path below the requested directory, with forward slashes, or the base name of a file that was an argument itself, or ""
// for standard input.
func (e Entry) Rel() string {
	if e.rel == "" && !e.piped {
		return path.Base(e.name)
	}
	return e.rel
}

// Place returns the place of the file when it was listed. Standard input has no place.
func (e Entry) Place() Place { return Place{e.dir, cmp.Or(e.real, e.rel)} }

// IsStdin reports whether the entry is standard input.
func (e Entry) IsStdin() bool { return e.piped }

// Read reads the whole input. Its error is a [*ReadError] or, for standard input without content, [ErrEmptyStdin].
func (e Entry) Read() (*source.File, error) {
	raw, err := e.bytes()
	if err != nil {
		return nil, &ReadError{Name: e.name, Err: cause(err)}
	}
	if e.piped && isBlank(raw) {
		return nil, ErrEmptyStdin
	}
	return source.New(e.name, raw), nil
}

// Pieces reads an input in pieces of about size bytes. A piece with a larger document is as large as the document, up to the limit of a
// file. cut returns the offset at which a text may be cut, or 0 if it cannot be cut. An input in UTF-16 is one piece. If reading fails, the
// last pair has the same error as Read.
func (e Entry) Pieces(size int, cut func(text string) int) iter.Seq2[*source.File, error] {
	return func(yield func(*source.File, error) bool) {
		r, err := e.open()
		if err != nil {
			yield(nil, &ReadError{Name: e.name, Err: cause(err)})
			return
		}
		// Closing a file after reading loses no data.
		defer func() { _ = r.Close() }()
		p := pieces{Entry: e, reader: r, cut: cut, size: size, buf: make([]byte, 0, size+bytes.MinRead)}
		for !p.done {
			f, err := p.next()
			if f == nil && err == nil {
				return
			}
			if !yield(f, err) || err != nil {
				return
			}
		}
	}
}

// pieces is the state of reading an input in pieces.
type pieces struct {
	Entry
	reader io.Reader
	cut    func(text string) int
	size   int
	buf    []byte       // bytes that were read, but are not in a piece yet
	last   *source.File // the last returned piece; nil before the first one
	ended  bool         // the whole input was read
	done   bool
}

// next returns the next piece, or nil if there is none.
func (p *pieces) next() (*source.File, error) {
	for want := p.size; ; want *= 2 {
		if err := p.fill(min(int64(want), p.limit+1)); err != nil {
			return nil, &ReadError{Name: p.name, Err: cause(err)}
		}
		at := len(p.buf)
		if !p.ended {
			at = 0
			if p.last != nil || !isUTF16(p.buf) {
				at = p.cut(string(p.buf))
			}
		}
		switch {
		case p.ended:
			p.done = true
			if p.last == nil && p.piped && isBlank(p.buf) {
				return nil, ErrEmptyStdin
			}
			fallthrough
		case at > 0:
			return p.take(at), nil
		case int64(len(p.buf)) > p.limit:
			return nil, &ReadError{Name: p.name, Err: &LimitError{Limit: p.limit}}
		}
	}
}

// fill reads until the buffer has want bytes, or to the end of the input. It returns a [*LimitError] if the end is reached and the buffer
// is larger than the limit.
func (p *pieces) fill(want int64) error {
	for !p.ended && int64(len(p.buf)) < want {
		p.buf = slices.Grow(p.buf, bytes.MinRead)
		n, err := p.reader.Read(p.buf[len(p.buf):min(int64(cap(p.buf)), max(want, int64(len(p.buf))+1))])
		p.buf = p.buf[:len(p.buf)+n]
		if errors.Is(err, io.EOF) {
			p.ended = true
		} else if err != nil {
			return err
		}
	}
	if p.ended && int64(len(p.buf)) > p.limit {
		return &LimitError{Limit: p.limit}
	}
	return nil
}

// take removes the first n bytes from the buffer, and returns a piece with these bytes.
func (p *pieces) take(n int) *source.File {
	rest := make([]byte, len(p.buf)-n, max(len(p.buf)-n, p.size)+bytes.MinRead)
	copy(rest, p.buf[n:])
	raw := p.buf[:n:n]
	p.buf = rest
	if p.last == nil {
		p.last = source.New(p.name, raw)
	} else {
		p.last = p.last.Continue(raw)
	}
	return p.last
}

func isUTF16(raw []byte) bool {
	return bytes.HasPrefix(raw, []byte{0xFF, 0xFE}) || bytes.HasPrefix(raw, []byte{0xFE, 0xFF})
}

// Open opens the input, so that it can be read in parts. There is no size limit. The error is a [*ReadError].
func (e Entry) Open() (io.ReadCloser, error) {
	r, err := e.open()
	if err != nil {
		return nil, &ReadError{Name: e.name, Err: cause(err)}
	}
	return r, nil
}

func (e Entry) open() (io.ReadCloser, error) {
	switch {
	case e.err != nil:
		return nil, e.err
	case e.piped && e.stdin == nil:
		return nil, errors.New("standard input is not available")
	case e.piped:
		return io.NopCloser(e.stdin), nil
	}
	return os.Open(e.path)
}

// largestHint limits the first buffer to a size that 32-bit machines can allocate.
const largestHint = 1 << 30

func (e Entry) bytes() (raw []byte, err error) {
	r, err := e.open()
	if err != nil {
		return nil, err
	}
	return readAll(r, e.limit)
}

// readFile reads a file to its end. It returns a [*LimitError] if the file is larger than limit bytes.
func readFile(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return readAll(f, limit)
}

// readAll reads a file or a stream to its end and closes it. It returns a [*LimitError] if the content is larger than limit bytes.
func readAll(r io.ReadCloser, limit int64) (raw []byte, err error) {
	// Closing a file after reading loses no data.
	defer func() { _ = r.Close() }()
	hint, err := sizeOf(r, limit)
	if err != nil {
		return nil, err
	}
	// A file may grow while it is read, and streams have no size, so the limit applies to the bytes read.
	buf := bytes.NewBuffer(make([]byte, 0, min(hint, largestHint)+bytes.MinRead))
	if _, err := buf.ReadFrom(io.LimitReader(r, limit+1)); err != nil {
		return nil, err
	}
	if int64(buf.Len()) > limit {
		return nil, &LimitError{Limit: limit}
	}
	return buf.Bytes(), nil
}

// sizeOf returns the size of a regular file, and an error if it is larger than the limit, so that such a file is not read at all. For
// streams it returns 0.
func sizeOf(r io.Reader, limit int64) (int64, error) {
	file, ok := r.(*os.File)
	if !ok {
		return 0, nil
	}
	info, err := file.Stat()
	switch {
	case err != nil:
		return 0, err
	case !info.Mode().IsRegular():
		return 0, nil
	case info.Size() > limit:
		return 0, &LimitError{Limit: limit}
	}
	return info.Size(), nil
}

// isBlank reports whether a text is only white space.
func isBlank(raw []byte) bool {
	return len(bytes.TrimSpace(bytes.TrimPrefix(raw, []byte("\uFEFF")))) == 0
}
