package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A trap is a kind of input for which the run time once grew with the square of the input's size.
type trap struct {
	what   string // the description of the input, for the page
	before string // the run time at commit 887c3fc, on the machine of docs/performance.md
	verb   string
	files  map[string]string
}

const (
	trapBackend = `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: %s
  labels: {app: a}
spec:
  type: Static
  static:
    hosts:
    - host: web.example.com
      port: %d
`
	trapPolicy = "---\napiVersion: gateway.kgateway.dev/v1alpha1\nkind: BackendConfigPolicy\nmetadata:\n  name: p§\nspec:\n  %s\n  connectTimeout: 5s\n"
	trapItem   = `{"apiVersion":"gateway.kgateway.dev/v1alpha1","kind":"Backend","metadata":{"name":"w§"},"spec":{"type":"Static","static":{"hosts":[{"host":"a.example.com","port":0}]}}},`
)

// traps returns the inputs that growth measures. An input that once took more than a minute is smaller here.
func traps() []trap {
	web := fmt.Sprintf(trapBackend, "web", 443)
	one := func(text string) map[string]string { return map[string]string{"a.yaml": text} }
	namesakes := func(port int) string {
		var b strings.Builder
		for i := range 4000 {
			b.WriteString("---\n" + fmt.Sprintf(trapBackend, "web", port+i))
		}
		return b.String()
	}
	var routed strings.Builder
	for i := range 2000 {
		routed.WriteString(fmt.Sprintf(trapBackend, fmt.Sprintf("w%d", i), 443) + "---\n")
	}
	routed.WriteString("apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r}\nspec:\n  rules:\n  - backendRefs:\n" +
		repeat(2000, "    - {group: gateway.kgateway.dev, kind: Backend, name: w§}\n"))
	return []trap{
		{"2,000 policies of one Backend", "5.3 s", "lint", one(web + repeat(2000, fmt.Sprintf(trapPolicy, "targetRefs: [{group: gateway.kgateway.dev, kind: Backend, name: web}]")))},
		{"2,000 policies that select a Backend", "5.0 s", "lint", one(web + repeat(2000, fmt.Sprintf(trapPolicy, "targetSelectors: [{group: gateway.kgateway.dev, kind: Backend, matchLabels: {app: a}}]")))},
		{"one rule with 2,000 backendRefs", "2.5 s", "lint", one(routed.String())},
		{"one line of JSON with 5,000 Backends, each with a finding", "14.4 s", "lint", map[string]string{"a.json": `{"apiVersion":"v1","kind":"List","items":[` + strings.TrimSuffix(repeat(5000, trapItem), ",") + "]}"}},
		{"66 KB of headers of private keys", "11.4 s", "lint", one(web + "  x: \"" + repeat(2000, "-----BEGIN RSA PRIVATE KEY-----\\n") + "\"\n")},
		{"4,000 Backends with the same name on both sides", "13.4 s", "diff", map[string]string{"a.yaml": namesakes(1000), "b.yaml": namesakes(30000)}},
		{"a new baseline of 2,000 findings", "41.4 s", "lint --write-baseline b.json", one(repeat(2000, "---\n"+strings.ReplaceAll(fmt.Sprintf(trapBackend, "w§", 0), "type:", "tpye:")))},
	}
}

// growth measures the traps, and returns a table of the old and the new run times.
func (b *bench) growth() (string, error) {
	var s strings.Builder
	s.WriteString("\nInputs whose time once grew with the square of their size. `BACKENDCTL_LINEAR=1 go test -run TestLinear -v ./internal/cli` doubles each dimension of an input " +
		"and fails if the time grows by more than 2.6 times:\n\n| input | command | before | now |\n|---|---|---|---|\n")
	for i, t := range traps() {
		took, err := b.spring(t, filepath.Join(b.dir, fmt.Sprintf("trap-%d", i)))
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&s, "| %s | `%s` | %s | %.2f s |\n", t.what, t.verb, t.before, took.Seconds())
	}
	s.WriteString("\nTimes are CPU times, medians of three runs.\n")
	return s.String(), nil
}

// spring writes the files of a trap to a folder, runs the tool on them, and returns the processor time of the tool.
func (b *bench) spring(t trap, dir string) (time.Duration, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return 0, err
	}
	args := append(strings.Fields(t.verb), "--no-config")
	for _, name := range slices.Sorted(maps.Keys(t.files)) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(t.files[name]), 0o644); err != nil {
			return 0, err
		}
		args = append(args, name)
	}
	var times []time.Duration
	for range 3 {
		c := exec.CommandContext(context.Background(), b.ours, args...)
		c.Dir = dir
		if err := c.Run(); err != nil && c.ProcessState.ExitCode() != 1 { // the exit status 1 means findings or changes, not a failure
			return 0, fmt.Errorf("%s: %w", t.what, err)
		}
		times = append(times, c.ProcessState.UserTime()+c.ProcessState.SystemTime())
	}
	return median(times), nil
}
