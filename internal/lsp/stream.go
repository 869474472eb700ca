package lsp

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
)

// maxMessage is the maximum size of a message in bytes. It is enough for a document of the maximum file size in which most characters are
// escaped.
const maxMessage = 128 << 20

// maxHeader is the maximum size of the header of a message in bytes.
const maxHeader = 4 << 10

// A stream reads and writes messages in the format of LSP: a header, then JSON. It implements jsonrpc2.ObjectStream.
type stream struct {
	in     *bufio.Reader
	writes sync.Mutex
	out    io.Writer
	end    func() // called when the stream can no longer be read or written
	once   sync.Once
	closed chan struct{}
}

func newStream(in io.Reader, out io.Writer, end func()) *stream {
	return &stream{in: bufio.NewReaderSize(in, 64<<10), out: out, end: end, closed: make(chan struct{})}
}

// ReadObject reads the next message. At the end of the input, it waits until the stream is closed before it returns the error. With the
// error, the connection ends, but earlier requests may not have an answer yet.
func (s *stream) ReadObject(v any) error {
	err := s.next(v)
	if err != nil {
		s.end()
		<-s.closed
	}
	return err
}

// next reads the next message with valid JSON. It answers a message with invalid JSON with an error and continues, because the header
// contains the length of the message.
func (s *stream) next(v any) error {
	for {
		size, err := s.readHeader()
		if err != nil {
			return err
		}
		body, err := readBody(s.in, size)
		if err != nil {
			return err
		}
		if json.Unmarshal(body, v) == nil {
			return nil
		}
		if err := s.write([]byte(`{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"not a JSON-RPC message"}}`)); err != nil {
			return err
		}
	}
}

// readBody reads the JSON of a message. The buffer grows while data arrives, so that a header with a large length cannot allocate memory.
func readBody(r io.Reader, size int64) ([]byte, error) {
	var b bytes.Buffer
	if size < 1<<20 {
		b.Grow(int(size) + bytes.MinRead)
	}
	n, err := b.ReadFrom(io.LimitReader(r, size))
	if err == nil && n < size {
		err = io.ErrUnexpectedEOF
	}
	return b.Bytes(), err
}

func (s *stream) readHeader() (size int64, err error) {
	size = -1
	for total := 0; ; {
		line, err := s.in.ReadSlice('\n')
		if total += len(line); total > maxHeader || errors.Is(err, bufio.ErrBufferFull) {
			return 0, errors.New("the header of a message is too long")
		}
		if err != nil {
			return 0, err
		}
		name, value, found := strings.Cut(strings.TrimSpace(string(line)), ":")
		switch {
		case name == "" && size >= 0:
			return size, nil
		case name == "" || !found:
			return 0, errors.New("a message has no Content-Length header")
		case strings.EqualFold(name, "Content-Length"):
			size, err = strconv.ParseInt(strings.TrimSpace(value), 10, 64)
			if err != nil || size < 0 || size > maxMessage {
				return 0, fmt.Errorf("invalid Content-Length %.20q: must be 0 to %d", strings.TrimSpace(value), maxMessage)
			}
		}
	}
}

// WriteObject writes a message with its header.
func (s *stream) WriteObject(v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return s.write(body)
}

func (s *stream) write(body []byte) error {
	s.writes.Lock()
	defer s.writes.Unlock()
	message := append(fmt.Appendf(nil, "Content-Length: %d\r\n\r\n", len(body)), body...)
	_, err := s.out.Write(message)
	if err != nil {
		s.end() // the client no longer receives messages
	}
	return err
}

// Close ends the connection. It does not close the underlying streams, which belong to the caller.
func (s *stream) Close() error {
	s.once.Do(func() { close(s.closed) })
	return nil
}
