// Command bench measures the tool as whole processes against kubeconform with a local schema, lint against validate, and diff
// against dyff, and writes docs/performance.md.
//
//	go run ./internal/tools/bench [-runs 40] [-write]
//
// kubeconform and dyff are installed through go install into a temporary folder. Two programs run in turn, and what is compared
// are medians of one run of this command: absolute times differ from machine to machine, ratios less.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

const (
	kubeconform = "github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0"
	dyff        = "github.com/homeport/dyff/cmd/dyff@v1.12.0"
)

func main() {
	runs := flag.Int("runs", 40, "counted runs of each program")
	write := flag.Bool("write", false, "write docs/performance.md")
	cold := flag.Bool("cold", true, "measure a build from a cold cache, too")
	flag.Parse()
	if err := run(*runs, *write, *cold); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(runs int, write, cold bool) error {
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	b := &bench{dir: dir, runs: runs, ours: filepath.Join(dir, "backendctl"), theirs: filepath.Join(dir, "kubeconform")}
	for _, step := range []func() error{b.build, b.peer, b.inputs} {
		if err := step(); err != nil {
			return err
		}
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

type bench struct {
	dir          string
	runs         int
	ours, theirs string
	size         int64 // of the stripped binary, in bytes
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

const manifest = `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web-%d
  labels:
    app.kubernetes.io/name: web
spec:
  type: Static
  static:
    hosts:
    - host: web-%d.example.com
      port: 8080
`

// inputs writes one file, a folder of 1,000, and the schema under the name that kubeconform looks for.
func (b *bench) inputs() error {
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

// streams writes two files of 1,000 documents that differ in ten labels, and one more of each that says the same in another
// way all through.
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

// differences compares with dyff.
func (b *bench) differences() ([]comparison, error) {
	var rows []comparison
	before := filepath.Join(b.dir, "before.yaml")
	for _, row := range []struct{ what, goal, after string }{
		{"1,000 documents, ten of them changed", "0.50", "after.yaml"},
		{"the same, and all written in another way", "1.00", "restyled.yaml"},
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

// against compares with kubeconform.
func (b *bench) against(what, goal, path string) (comparison, error) {
	return b.compare(what, goal, b.verb("validate", path),
		[]string{b.theirs, "-schema-location", filepath.Join(b.dir, "{{.ResourceKind}}_{{.ResourceAPIVersion}}.json"), path})
}

func (b *bench) verb(verb, path string) []string {
	return []string{b.ours, verb, "--quiet", "--no-config", "--target", "latest", path}
}

// compare runs two commands in turn.
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
			if i >= 3 { // the first ones warm the disk's cache
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

func (b *bench) page(cold bool) (string, error) {
	one, many := filepath.Join(b.dir, "many", "web-0.yaml"), filepath.Join(b.dir, "many")
	var peer, lint []comparison
	for _, row := range []struct{ what, goal, path string }{{"one file", "0.60", one}, {"1,000 files", "0.50", many}} {
		c, err := b.against(row.what, row.goal, row.path)
		if err != nil {
			return "", err
		}
		peer = append(peer, c)
		if c, err = b.compare(row.what, "1.50", b.verb("lint", row.path), b.verb("validate", row.path)); err != nil {
			return "", err
		}
		lint = append(lint, c)
	}
	var s strings.Builder
	fmt.Fprintf(&s, "# Performance\n\nMade by `go run ./internal/tools/bench -write` with %s on %s/%s, %d processors; medians of %d runs.\n\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), b.runs)
	fmt.Fprintf(&s, "Whole processes, `backendctl validate --target latest` against %s with a local schema, in turn:\n\n", strings.Split(kubeconform, "/")[2]+" "+strings.Split(kubeconform, "@")[1])
	table(&s, "backendctl", "kubeconform", peer)
	s.WriteString("\n`backendctl lint` with all rules that are on by themselves against `backendctl validate`:\n\n")
	table(&s, "lint", "validate", lint)
	differences, err := b.differences()
	if err != nil {
		return "", err
	}
	fmt.Fprintf(&s, "\n`backendctl diff` against dyff %s:\n\n", strings.Split(dyff, "@")[1])
	table(&s, "diff", "dyff", differences)
	fmt.Fprintf(&s, "\nThe stripped binary has %.1f MB (`go build -trimpath -ldflags '-s -w' ./cmd/backendctl`); the goal is at most 15 MB.\n", float64(b.size)/1e6)
	if cold {
		took, err := b.coldBuild()
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&s, "`go build ./cmd/backendctl` from an empty build cache takes %.0f s; the goal is under a minute on two cores.\n", took.Seconds())
	}
	s.WriteString("\nWhere a ratio is above its goal, the goal is not reached yet. On many files most of the time goes to the YAML parser and to\n" +
		"opening files: `go test ./internal/check -run xxx -bench 'Validate|Lint' -cpuprofile cpu.prof && go tool pprof -top -cum cpu.prof`.\n" +
		"On one file most of it is the start of the process: `GODEBUG=inittrace=1 backendctl version` names the package that compiles\n" +
		"every draft of JSON Schema when it is loaded.\n")
	s.WriteString("\nInside of the process: `go test -run xxx -bench . ./internal/schema ./internal/manifest`.\n")
	return s.String(), nil
}

func table(w io.Writer, ours, theirs string, rows []comparison) {
	fmt.Fprintf(w, "| input | %s | %s | ratio | goal |\n|---|---|---|---|---|\n", ours, theirs)
	for _, c := range rows {
		fmt.Fprintf(w, "| %s | %.1f ms | %.1f ms | %.2f | at most %s |\n", c.what, ms(c.ours), ms(c.theirs), float64(c.ours)/float64(c.theirs), c.goal)
	}
}

func (b *bench) coldBuild() (time.Duration, error) {
	start := time.Now()
	err := command([]string{"GOCACHE=" + filepath.Join(b.dir, "cache")}, "go", "build", "-o", filepath.Join(b.dir, "cold"), "./cmd/backendctl")
	return time.Since(start), err
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// command runs a program and drops its output, unless it fails.
func command(env []string, args ...string) error {
	c := exec.CommandContext(context.Background(), args[0], args[1:]...)
	c.Env = append(os.Environ(), env...)
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", strings.Join(args, " "), err, out)
	}
	return nil
}
