package check

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/input"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/testenv"
)

const streamed = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: x}\n"

// inPieces returns the pieces of standard input, which r provides, with about size bytes each.
func inPieces(t testing.TB, r io.Reader, size int) iter.Seq2[*source.File, error] {
	t.Helper()
	entries, err := input.Expand(context.Background(), input.Options{Args: []string{"-"}, Dir: t.TempDir(), Stdin: r, StdinName: "x.yaml"})
	if err != nil {
		t.Fatal(err)
	}
	return entries[0].Pieces(size, manifest.Cut)
}

// summaryOf returns the findings, their documents and the summary of a Result as text.
func summaryOf(r *diag.Result) []string {
	var out []string
	for _, d := range r.Diagnostics {
		at, end := d.File.Position(d.Span.Start), d.File.Position(d.Span.End)
		out = append(out, fmt.Sprintf("%d:%d-%d:%d byte %d, document %d%s: %s %s %v", at.Line, at.Column, end.Line, end.Column, d.File.ByteOffset(d.Span.Start), d.Document, d.Path, d.Rule, d.Message, d.Suppressed != nil))
	}
	owners := r.Owners()
	for _, d := range r.Diagnostics {
		owner, _ := owners.Of(d)
		out = append(out, fmt.Sprintf("%s at line %d %v", owner.Title(), owner.Line, owner.Verdicts))
	}
	return append(out, fmt.Sprintf("%+v %v", r.Summary(), r.Worst()))
}

// same checks that a text in pieces of size bytes has the same result as in one piece.
func same(t testing.TB, text string, size int) {
	t.Helper()
	o := Options{Targets: []target.Target{target.Latest()}, Templates: true}
	whole, err := Files(t.Context(), []*source.File{source.New("x.yaml", []byte(text))}, o)
	if err != nil {
		t.Fatal(err)
	}
	if len(whole.Diagnostics) > mostListed {
		return
	}
	stream, unread, err := Stream(t.Context(), inPieces(t, strings.NewReader(text), size), o)
	if errors.Is(unread, input.ErrEmptyStdin) {
		return
	}
	if err != nil || unread != nil {
		t.Fatal(err, unread)
	}
	if len(whole.Documents) == 0 && len(stream.Diagnostics) == 0 {
		return // an irrelevant file: only a stream counts its documents
	}
	if got, want := summaryOf(stream), summaryOf(whole); !slices.Equal(got, want) {
		t.Errorf("in pieces of %d bytes:\n%s\nin one piece:\n%s\ntext: %q", size, strings.Join(got, "\n"), strings.Join(want, "\n"), text)
	}
}

// streams are texts in which the result for a piece depends on earlier pieces.
var streams = []string{
	streamed + "spec: {gcp: {host: a}}\n---\n" + streamed + "spec: {gcp: {host: a, x: 1}}\n---\n" + streamed + "spec: {gcp: {y: a}}\n",
	"# backendctl:ignore-file unknown-field a webhook\n" + streamed + "spec: {gcp: {host: a, x: 1}}\n---\n" + streamed + "spec: {gcp: {host: a, x: 1}}\n# backendctl:ignore-file unknown-field b\n",
	"# backendctl:ignore-file unknown-field a webhook\n" + streamed + "---\n" + streamed + "spec: {gcp: {host: a}}\n",
	"\uFEFF# c\n---\n" + streamed + "---\n# backendctl:ignore unknown-field x\n" + streamed + "spec: {gcp: {host: a, x: 1}}\n...\n# d\n%YAML 1.1\n---\n" + streamed + "...\n---\n---\n" + streamed + "x: 1\n",
	"apiVersion: v1\nkind: List\nitems:\n- " + strings.ReplaceAll(streamed, "\n", "\n  ") + "x: 1\n---\r\n" + strings.ReplaceAll(streamed, "\n", "\r\n") + "x: 1\r\n---\r" + streamed,
	"a: |\n  ---\n---\nb: \"\n---\n\"\n--- \nc: 1\n---x\n---\n" + streamed + "x: {{ .y }}\n---\t# c\n" + streamed + "spec:\n  gcp: {host: \"{{ .x }}\", y: 1}\n",
	"...\n---\n" + streamed + "x: 1\n---",
	"[\n---\na: b\n---\n]\n---\n" + streamed + "spec: {gcp: {host: a}}\n---\n{\n---\na: b\n",
	"\xff\xfea\x00:\x00 \x001\x00\n\x00-\x00-\x00-\x00\n\x00b\x00",
}

// TestStream checks that texts in pieces of many sizes have the same result as in one piece.
func TestStream(t *testing.T) {
	for _, text := range streams {
		for size := 1; size < len(text)+2; size += 1 + size/7 {
			same(t, text, size)
		}
	}
}

// FuzzStream checks for any text that the result is the same in pieces and in one piece.
func FuzzStream(f *testing.F) {
	for _, text := range streams {
		f.Add(text, 20)
	}
	f.Fuzz(func(t *testing.T, text string, size int) {
		if len(text) < 1<<13 {
			same(t, text, 1+max(size, 0)%4096)
		}
	})
}

// TestStreamIsBounded checks that a stream keeps only the first findings but counts all findings, and that the help of the last kept
// finding states this.
func TestStreamIsBounded(t *testing.T) {
	const documents = 5000
	text := strings.Repeat("---\n"+streamed+"spec: {gcp: {host: a, x: 1}}\n", documents)
	r, unread, err := Stream(t.Context(), inPieces(t, strings.NewReader(text), 1<<12), Options{Targets: []target.Target{target.Latest()}})
	if err != nil || unread != nil {
		t.Fatal(err, unread)
	}
	if s := r.Summary(); s.Errors != documents || s.Backends != documents || s.Files != 1 || len(r.Diagnostics) != mostListed || len(r.Documents) > mostListed {
		t.Errorf("the stream keeps %d findings and %d documents, want %d and at most %d; the summary is %+v", len(r.Diagnostics), len(r.Documents), mostListed, mostListed, s)
	}
	if want := "4000 more findings"; !strings.Contains(r.Diagnostics[mostListed-1].Help, want) {
		t.Errorf("the help of the last finding is %q, want it to contain %q", r.Diagnostics[mostListed-1].Help, want)
	}
}

// TestStreamBreaks checks that the input before an error is checked, that one document may not be larger than the limit of a file, and that
// the end of the context ends a blocked read.
func TestStreamBreaks(t *testing.T) {
	text := "---\n" + streamed + "x: 1\n---\n" + streamed + "x: 1\n"
	broken := errors.New("the pipe broke")
	r, unread, err := Stream(t.Context(), inPieces(t, io.MultiReader(strings.NewReader(text), failing{broken}), 40), Options{})
	if err != nil || !errors.Is(unread, broken) || r.Summary().Backends != 1 {
		t.Errorf("got %+v, %v and %v", r.Summary(), unread, err)
	}
	large := io.MultiReader(strings.NewReader(text+"---\na: "), io.LimitReader(endless{}, 2*input.DefaultMaxFileSize))
	r, unread, err = Stream(t.Context(), inPieces(t, large, 40), Options{})
	if limit, ok := errors.AsType[*input.LimitError](unread); err != nil || !ok || limit.Limit != input.DefaultMaxFileSize || r.Summary().Backends != 2 {
		t.Errorf("got %+v, %v and %v", r.Summary(), unread, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	defer writer.Close()
	cancel()
	if _, _, err := Stream(ctx, inPieces(t, reader, 40), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got the error %v, want %v", err, context.Canceled)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

// TestStreamInConstantMemory checks that memory use does not grow with the size of a stream.
func TestStreamInConstantMemory(t *testing.T) {
	const pieceSize = 1 << 16
	if !testenv.Full() {
		t.Skip("this test measures memory that other tests use, too; set BACKENDCTL_FULL=1 and run only this test")
	}
	const all, most = 64 << 20, 24 << 20
	text := strings.Repeat("---\n"+streamed+"spec: {gcp: {host: a, x: 1}}\n---\nkind: Service\napiVersion: v1\n", 1000)
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	read, worst := 0, 0
	stream := reader(func(p []byte) (int, error) {
		if read >= all {
			return 0, io.EOF
		}
		n := copy(p, text[read%len(text):])
		if (read+n)>>21 > read>>21 { // every 2 MiB
			runtime.GC()
			runtime.ReadMemStats(&now)
			worst = max(worst, int(now.HeapAlloc)-int(before.HeapAlloc))
		}
		read += n
		return n, nil
	})
	r, unread, err := Stream(t.Context(), inPieces(t, stream, pieceSize), Options{Targets: []target.Target{target.Latest()}})
	if err != nil || unread != nil || r.Summary().Backends < all/len(text)*1000 {
		t.Fatal(r.Summary(), unread, err)
	}
	if worst > most {
		t.Errorf("up to %d bytes are in use while reading %d bytes, want at most %d", worst, all, most)
	}
	t.Logf("at most %d bytes in use for %d", worst, all)
}

type reader func([]byte) (int, error)

func (r reader) Read(p []byte) (int, error) { return r(p) }
