// Command bench measures the speed and the memory of the tool and writes docs/performance.md. It compares the tool with kubeconform with a
// local schema, and with a program that only reads the files. It also compares lint with validate, and diff with dyff.
//
//	go run ./internal/tools/bench [-runs 40] [-write]
//
// It installs kubeconform and dyff with go install into a temporary folder. The two programs of a comparison run in turn, and the ratio of
// their median times is the result. The times depend on the machine; the ratios depend on it much less.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	kubeconform = "github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0"
	dyff        = "github.com/homeport/dyff/cmd/dyff@v1.12.0"
)

func main() {
	runs := flag.Int("runs", 40, "number of measured runs of each program")
	write := flag.Bool("write", false, "write docs/performance.md")
	cold := flag.Bool("cold", true, "also measure a build with an empty cache")
	reads := flag.String("read", "", "only read all files in this folder")
	trees := flag.String("trees", "", "only write the inputs into this folder, for a profile")
	memory := flag.Bool("memory", false, "only print the table of memory, which does not depend on the load of the machine")
	crds := flag.Bool("crds", false, "only print the table of CRDs in files")
	flag.Parse()
	var err error
	switch {
	case *crds:
		err = onlyCRDs(*runs)
	case *reads != "":
		err = read(*reads)
	case *trees != "":
		err = (&bench{dir: *trees}).scale()
	default:
		err = run(*runs, *write, *cold, *memory)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(runs int, write, cold, memory bool) error {
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	self, err := os.Executable()
	if err != nil {
		return err
	}
	b := &bench{dir: dir, runs: runs, reader: self, ours: filepath.Join(dir, "backendctl"), theirs: filepath.Join(dir, "kubeconform")}
	for _, step := range []func() error{b.build, b.peer, b.inputs} {
		if err := step(); err != nil {
			return err
		}
	}
	if memory {
		table, err := b.memoryTable()
		fmt.Print(table)
		return err
	}
	page, err := b.page(cold)
	if err != nil {
		return err
	}
	fmt.Print(page)
	if write {
		return os.WriteFile(filepath.Join("docs", "performance.md"), []byte(page), 0o644)
	}
	return nil
}

// onlyCRDs measures only the CRDs in files, and prints the table.
func onlyCRDs(runs int) error {
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	b := &bench{dir: dir, runs: runs, ours: filepath.Join(dir, "backendctl")}
	if err := b.build(); err != nil {
		return err
	}
	if err := os.Mkdir(filepath.Join(dir, "many"), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "many", "web-0.yaml"), fmt.Appendf(nil, manifest, 0, 0), 0o644); err != nil {
		return err
	}
	text, err := b.crdTable()
	fmt.Print(text)
	return err
}

type bench struct {
	dir          string
	runs         int
	ours, theirs string
	reader       string // the path of this program, which is also a program that only reads files
	size         int64  // the size of the stripped binary in bytes
}

func (b *bench) build() error {
	if err := command(nil, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", b.ours, "./cmd/backendctl"); err != nil {
		return err
	}
	info, err := os.Stat(b.ours)
	if err == nil {
		b.size = info.Size()
	}
	return err
}

func (b *bench) peer() error {
	for _, program := range []string{kubeconform, dyff} {
		if err := command([]string{"GOBIN=" + b.dir}, "go", "install", program); err != nil {
			return err
		}
	}
	return nil
}

// The sizes of the inputs: the number of files in a large repository, the number of files in a folder of large texts, and the number of
// documents in a large file.
const (
	treeFiles  = 20_000
	largeFiles = 400
	bigContent = 10_000
)

// scale writes the large inputs: a repository of many files, a folder of files with long block scalars, a folder of large JSON files, and
// one file with many documents.
func (b *bench) scale() error {
	var big strings.Builder
	for i := range bigContent {
		big.WriteString("---\n" + fmt.Sprintf(manifest, i, i))
	}
	if err := os.WriteFile(filepath.Join(b.dir, "big.yaml"), []byte(big.String()), 0o644); err != nil {
		return err
	}
	if err := writeTree(filepath.Join(b.dir, "tree"), treeFiles); err != nil {
		return err
	}
	if err := writeFiles(filepath.Join(b.dir, "blocks"), largeFiles, func(i int) (string, string) { return ".yaml", configMap(i, 4000) }); err != nil {
		return err
	}
	return writeFiles(filepath.Join(b.dir, "json"), largeFiles, func(i int) (string, string) { return ".json", dashboard(i, 800) })
}

// read reads all files in a folder with four goroutines, and does nothing else. Any tool needs at least the time that read needs. The
// function runs in a separate process, so that its time includes the start of a process.
func read(root string) error {
	names := make(chan string, 1000)
	var readers sync.WaitGroup
	var failed atomic.Value
	for range 4 {
		readers.Go(func() {
			for name := range names {
				if _, err := os.ReadFile(name); err != nil {
					failed.Store(err)
				}
			}
		})
	}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			names <- path
		}
		return err
	})
	close(names)
	readers.Wait()
	if first, ok := failed.Load().(error); ok {
		return first
	}
	return err
}

// inputs writes a folder of 1,000 files, and the schema with the file name that kubeconform expects.
func (b *bench) inputs() error {
	// Another process creates the large inputs, because the memory of a child process includes the memory of its parent.
	if err := command(nil, b.reader, "-trees", b.dir); err != nil {
		return err
	}
	many := filepath.Join(b.dir, "many")
	if err := os.Mkdir(many, 0o755); err != nil {
		return err
	}
	for i := range 1000 {
		name := filepath.Join(many, fmt.Sprintf("web-%d.yaml", i))
		if err := os.WriteFile(name, fmt.Appendf(nil, manifest, i, i), 0o644); err != nil {
			return err
		}
	}
	if err := b.streams(); err != nil {
		return err
	}
	schema, err := exec.CommandContext(context.Background(), b.ours, "schema", "latest").Output()
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(b.dir, "backend_v1alpha1.json"), schema, 0o644)
}

// streams writes two files with 1,000 documents each. They differ in ten labels. It also writes a copy of the second file with the
// same meaning in another notation.
func (b *bench) streams() error {
	var before, after, restyled strings.Builder
	for i := range 1000 {
		text := fmt.Sprintf(manifest, i, i)
		before.WriteString("---\n" + text)
		if i%100 == 7 {
			text = strings.Replace(text, "name: web\n", "name: shop\n", 1)
		}
		after.WriteString("---\n" + text)
		restyled.WriteString("---\n" + strings.Replace(text, "type: Static", `type: "Static" # the type`, 1))
	}
	for name, text := range map[string]string{"before.yaml": before.String(), "after.yaml": after.String(), "restyled.yaml": restyled.String()} {
		if err := os.WriteFile(filepath.Join(b.dir, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// differences measures diff, compared with dyff.
func (b *bench) differences() ([]comparison, error) {
	var rows []comparison
	before := filepath.Join(b.dir, "before.yaml")
	for _, row := range []struct{ what, goal, after string }{
		{"1,000 documents, ten of them changed", "0.50", "after.yaml"},
		{"the same, in another notation", "1.00", "restyled.yaml"},
	} {
		after := filepath.Join(b.dir, row.after)
		c, err := b.compare(row.what, row.goal, []string{b.ours, "diff", "--quiet", "--no-config", "--fail-on-impact", "breaking", before, after},
			[]string{filepath.Join(b.dir, "dyff"), "between", "--omit-header", before, after})
		if err != nil {
			return nil, err
		}
		rows = append(rows, c)
	}
	return rows, nil
}

// A comparison is one row of the table.
type comparison struct {
	what         string
	ours, theirs time.Duration
	goal         string
}

// against measures validate for an input, compared with kubeconform. goal is the maximum ratio.
func (b *bench) against(what, goal, path string) (comparison, error) {
	return b.compare(what, goal, b.verb("validate", path),
		b.peerCommand(path))
}

func (b *bench) peerCommand(path string) []string {
	return []string{b.theirs, "-ignore-missing-schemas", "-schema-location", filepath.Join(b.dir, "{{.ResourceKind}}_{{.ResourceAPIVersion}}.json"), path}
}

// memory returns a table row with the maximum memory of processes for an input, in MiB.
func (b *bench) memory(what, path string) (string, error) {
	var peak [3]int64
	for i, args := range [][]string{b.verb("validate", path), b.peerCommand(path), b.verb("lint", path)} {
		for range 3 {
			// The output is not kept, because the memory of a child process includes the memory of its parent.
			c := exec.CommandContext(context.Background(), args[0], args[1:]...)
			if err := c.Run(); err != nil && c.ProcessState.ExitCode() != 1 {
				return "", err
			}
			peak[i] = max(peak[i], residentMiB(c.ProcessState))
		}
	}
	return fmt.Sprintf("| %s | %d MiB | %d MiB | %d MiB | at most %d MiB |\n", what, peak[0], peak[1], peak[2], mostForLint), nil
}

// mostForLint is the maximum memory that lint should use, in MiB.
const mostForLint = 150

// stream measures a check of documents on standard input. size is the amount of input in MiB.
func (b *bench) stream(size int) (string, error) {
	var text strings.Builder
	for i := range bigContent {
		text.WriteString("---\n" + fmt.Sprintf(manifest, i, i))
	}
	var times []time.Duration
	for range 3 {
		c := exec.CommandContext(context.Background(), b.ours, "validate", "--quiet", "--no-config", "--target", "latest", "-")
		c.Stdin = &repeater{text: text.String(), left: size << 20}
		start := time.Now()
		if err := c.Run(); err != nil {
			return "", err
		}
		times = append(times, time.Since(start))
	}
	took := median(times)
	return fmt.Sprintf("| %d MiB | %.2f s | %.0f MiB/s |\n", size, took.Seconds(), float64(size)/took.Seconds()), nil
}

// A repeater is a reader of a text that is repeated until the total size is at least a number of bytes.
type repeater struct {
	text     string
	at, left int
}

func (r *repeater) Read(p []byte) (int, error) {
	if r.at == 0 && r.left <= 0 {
		return 0, io.EOF
	}
	n := copy(p, r.text[r.at:])
	r.at, r.left = (r.at+n)%len(r.text), r.left-n
	return n, nil
}

func (b *bench) verb(verb, path string) []string {
	return []string{b.ours, verb, "--quiet", "--no-config", "--target", "latest", path}
}

// compare measures two commands, which run in turn. It counts the runs after the first three. goal is the maximum ratio of the median
// times, for the page.
func (b *bench) compare(what, goal string, ours, theirs []string) (comparison, error) {
	var mine, other []time.Duration
	for i := range b.runs + 3 {
		for _, c := range []struct {
			args  []string
			times *[]time.Duration
		}{{ours, &mine}, {theirs, &other}} {
			start := time.Now()
			if err := command(nil, c.args...); err != nil {
				return comparison{}, err
			}
			if i >= 3 { // the first runs are not counted, because they fill the disk cache
				*c.times = append(*c.times, time.Since(start))
			}
		}
	}
	return comparison{what, median(mine), median(other), goal}, nil
}

func median(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}

func (b *bench) coldBuild() (time.Duration, error) {
	start := time.Now()
	err := command([]string{"GOCACHE=" + filepath.Join(b.dir, "cache")}, "go", "build", "-o", filepath.Join(b.dir, "cold"), "./cmd/backendctl")
	return time.Since(start), err
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// command runs a program and discards its output. If the program fails, the output is part of the error.
func command(env []string, args ...string) error {
	_, err := execute(env, args...)
	return err
}

// execute runs a program like command, and returns the resources that the process used. The exit status 1 of kubeconform is not a failure,
// because kubeconform cannot read the chart templates in a repository.
func execute(env []string, args ...string) (*os.ProcessState, error) {
	c := exec.CommandContext(context.Background(), args[0], args[1:]...)
	c.Env = append(os.Environ(), env...)
	out, err := c.CombinedOutput()
	if err != nil && (filepath.Base(args[0]) != "kubeconform" || c.ProcessState.ExitCode() != 1) {
		return nil, fmt.Errorf("%s: %w\n%s", strings.Join(args, " "), err, out)
	}
	return c.ProcessState, nil
}
