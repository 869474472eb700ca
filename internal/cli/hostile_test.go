package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"unicode"

	"github.com/backendctl/backendctl/internal/report"
	"github.com/backendctl/backendctl/internal/testenv"
)

// calledIn runs the tool in this process in a folder. It returns the exit status and the texts on standard output and standard error.
func calledIn(t *testing.T, dir, stdin string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs strings.Builder
	env := &Env{
		Stdin: strings.NewReader(stdin), Stdout: &out, Stderr: &errs, Dir: dir, Version: Version{Version: "test"}, StdinTerminal: stdin == "",
		LookupEnv: func(string) (string, bool) { return "", false },
	}
	status = Main(env, args)
	return status, out.String(), errs.String()
}

const envelope = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata:\n  name: web\nspec:\n"

// bomb returns a text with a number of lines of aliases. Each line makes the expanded value ten times as large.
func bomb(lines int) string {
	var b strings.Builder
	b.WriteString(envelope + "  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < lines; i++ {
		fmt.Fprintf(&b, "  a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 10), ", "))
	}
	return b.String()
}

// A hostileText crashes, blocks or confuses some parsers.
type hostileText struct {
	name, text string
	fine       bool // validate exits with 0, because the text has a valid Backend or none
}

// hostiles returns the hostile texts: about 35 MB, or about a fortieth of that if tests run a sample. It is a function because a variable
// would be initialized in each child process of a script.
func hostileTexts() []hostileText {
	sized := testenv.Sized
	deep := max(sized(100_000), 10_001) // more levels than the parsers allow
	return []hostileText{
		{name: "alias bomb", text: bomb(30)},
		{name: "merge bomb", text: envelope + "  a: &a {x: 1}\n" + strings.Repeat("  <<: *a\n", sized(2000))},
		{name: "an alias inside its own anchor", text: envelope + "  a: &a [*a]\n"},
		{name: "brackets", text: envelope + "  a: " + strings.Repeat("[", deep)},
		{name: "closed brackets", text: envelope + "  a: " + strings.Repeat("[", deep) + strings.Repeat("]", deep) + "\n"},
		{name: "braces", text: envelope + "  a: " + strings.Repeat("{a: ", deep)},
		{name: "dashes", text: envelope + "  a:\n  " + strings.Repeat("- ", deep) + "x\n"},
		{name: "question marks", text: envelope + strings.Repeat("? ", deep)},
		{name: "JSON brackets", text: `{"apiVersion":"gateway.kgateway.dev/v1alpha1","kind":"Backend","spec":` + strings.Repeat("[", deep) + strings.Repeat("]", deep) + "}"},
		{name: "JSON braces", text: `{"apiVersion":"gateway.kgateway.dev/v1alpha1","kind":"Backend","spec":` + strings.Repeat(`{"a":`, sized(9_000)) + "1" + strings.Repeat("}", sized(9_000)) + "}"},
		{name: "a deep block", text: envelope + steps(sized(1_000))},
		{name: "a long key", text: envelope + "  " + strings.Repeat("k", sized(1<<20)) + ": x\n"},
		{name: "a long quoted key", text: envelope + "  ? \"" + strings.Repeat("k", sized(1<<20)) + "\"\n  : x\n"},
		{name: "a long scalar", text: envelope + "  static: " + strings.Repeat("v", sized(1<<20)) + "\n"},
		{name: "a long block scalar", text: envelope + "  static: |\n" + strings.Repeat("    line after line\n", sized(50_000))},
		{name: "a long comment", text: envelope + "  dynamicForwardProxy: {} # " + strings.Repeat("c", sized(1<<20)) + "\n", fine: true},
		{name: "many documents", text: strings.Repeat("---\n", sized(50_000)) + envelope + "  dynamicForwardProxy: {}\n", fine: true},
		{name: "many unknown fields", text: envelope + numbered("  x%d: 1\n", sized(20_000))},
		{name: "many unknown fields on a line", text: envelope + "  gcp: {" + numbered("x%d: 1, ", sized(20_000)) + "}\n"},
		{name: "many unknown fields of JSON", text: `{"apiVersion":"gateway.kgateway.dev/v1alpha1","kind":"Backend","metadata":{"name":"x"},"spec":{` + numbered(`"x%d":1,`, sized(20_000)) + `"a":1}}`},
		{name: "many duplicate keys", text: envelope + strings.Repeat("  gcp: {host: a}\n", sized(20_000))},
		{name: "many wrong items", text: envelope + "  static:\n    hosts:\n" + numbered("    - {host: h%d, port: x}\n", sized(10_000))},
		{name: "many equal items", text: envelope + "  priorityGroups:\n  - backendRefs:\n" + strings.Repeat("    - {name: a}\n", sized(20_000))},
		{name: "many labels", text: strings.Replace(envelope, "  name: web\n", "  name: web\n  labels:\n"+numbered("    -a%d: 1\n", sized(10_000)), 1) + "  dynamicForwardProxy: {}\n"},
		{name: "many ignore comments", text: envelope + numbered("  # backendctl:ignore unknown-field r%d\n  x: 1\n", sized(5_000))},
		{name: "many ignore comments above one field", text: envelope + numbered("  # backendctl:ignore unknown-field r%d\n", sized(20_000)) + "  x: 1\n  y: 1\n"},
		{name: "many rules in one ignore comment", text: envelope + "  x: 1 # backendctl:ignore " + strings.Repeat("a,", sized(100_000)) + " why\n"},
		{name: "many items of a List", text: "apiVersion: v1\nkind: List\nitems: # backendctl:ignore unknown-field x\n" + strings.Repeat("- {apiVersion: gateway.kgateway.dev/v1alpha1, kind: Backend, metadata: {name: a}, spec: {x: 1}}\n", sized(1_000))},
		{name: "many items of a broken List", text: "apiVersion: v1\nkind: List\nkind: List\nkind: List\nitems:\n" + strings.Repeat("- {apiVersion: gateway.kgateway.dev/v1alpha1, kind: Backend, metadata: {name: a}, spec: {gcp: {host: a}}}\n", sized(1_000))},
		{name: "many fixes that cause new findings", text: numbered(envelope+"  static: {hosts: [{hots: h%d, prot: x}]}\n---\n", sized(500))},
		{name: "many templates", text: envelope + numbered("  x%d: {{ .x }}\n", sized(10_000)), fine: false},
		{name: "NUL", text: envelope + "  a: \x00\n"},
		{name: "only NUL", text: strings.Repeat("\x00", 1<<16), fine: true},
		{name: "invalid UTF-8", text: envelope + "  \xff\xfe: \x80\xc0\xaf\n"},
		{name: "incomplete UTF-16", text: "\xff\xfek", fine: true},
		{name: "escapes", text: envelope + "  \"\\e[2J\x1b[31m\u202eevil\": \"\\e]0;title\\a\u009b31m\"\n# \x1b[1m\n"},
		{name: "escapes in names", text: strings.Replace(envelope, "web", "\"\\e[31m\\u202eweb\\u2066\\r\\n::error::x\"", 1) + "  gcp: {x: 1}\n"},
		{name: "bidirectional controls", text: envelope + "  gcp: {host: \"\u202e\u2066moc.elgoog\u2069\", \u200bhost: x}\n"},
	}
}

// numbered returns the concatenation of n copies of a format, each with its number.
func numbered(format string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// steps returns mappings with deep levels of nesting.
func steps(deep int) string {
	var b strings.Builder
	for i := range deep {
		b.WriteString(strings.Repeat(" ", 2+i) + "a:\n")
	}
	return b.String()
}

// TestHostileTexts runs commands on hostile texts. validate must accept or reject each text correctly, no command may change the file, and
// no output may control a terminal.
func TestHostileTexts(t *testing.T) {
	for i, h := range hostileTexts() {
		t.Run(h.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			must(t, os.WriteFile(filepath.Join(dir, "x.yaml"), []byte(h.text), 0o600))
			for j, f := range report.Formats() {
				if !testenv.InSample(i+j, 16) {
					continue
				}
				status, out, errs := calledIn(t, dir, "", "validate", "-t", "latest", "-o", f.Name, "x.yaml")
				if status == ExitOK != h.fine || status > ExitFindings {
					t.Errorf("validate -o %s: status %d, want 0: %v\n%.300s", f.Name, status, h.fine, errs)
				}
				harmless(t, f.Name, out, f.Machine)
				harmless(t, f.Name, errs, false)
			}
			for _, args := range [][]string{{"lint", "x.yaml"}, {"lint", "--fix", "--unsafe-fixes", "--diff", "x.yaml"}, {"fmt", "--diff", "x.yaml"}, {"convert", "--to", "kgateway-2.4", "x.yaml"}, {"convert", "--to", "agentgateway", "x.yaml"}, {"diff", "x.yaml", "x.yaml"}} {
				status, out, errs := calledIn(t, dir, "", args...)
				if status > ExitFailure {
					t.Errorf("%v: status %d, want at most %d", args, status, ExitFailure)
				}
				if args[0] != "convert" { // convert writes manifests, which may contain any text
					harmless(t, args[0], out, false)
				}
				harmless(t, args[0], errs, false)
			}
			if after, err := os.ReadFile(filepath.Join(dir, "x.yaml")); err != nil || string(after) != h.text {
				t.Error("the file has changed")
			}
		})
	}
}

// TestLongStream checks that standard input may be longer than the maximum file size, and that a single document may not.
func TestLongStream(t *testing.T) {
	dir := t.TempDir()
	good := envelope + "  dynamicForwardProxy: {}\n---\n"
	long := strings.Repeat(good, 1<<20/len(good)) + envelope + "  x: 1\n"
	for _, c := range []struct {
		name, stdin string
		args        []string
		status      int
		want        string
	}{
		{"every document is checked", long, nil, ExitFindings, "1 error in "},
		{"lines are counted from the start of the stream", long, []string{"-o", "concise"}, ExitFindings, fmt.Sprintf("<stdin>:%d:3: error:", strings.Count(long, "\n"))},
		{"a document that is too large", good + good + envelope + "  a: " + strings.Repeat("x", 20_000), nil, ExitFailure, "larger than the limit of 10000 bytes"},
		{"a report that lists each document", long, []string{"-o", "json"}, ExitFailure, "larger than the limit of 10000 bytes"},
		{"lint, which checks all documents together", long, []string{"lint"}, ExitFailure, "larger than the limit of 10000 bytes"},
		{"empty input", " \n", nil, ExitFailure, "standard input is empty"},
		{"empty input with --allow-empty", " \n", []string{"--allow-empty"}, ExitOK, "no manifest found"},
	} {
		verb := []string{"validate"}
		if len(c.args) > 0 && c.args[0] == "lint" {
			verb = nil
		}
		status, out, errs := calledIn(t, dir, c.stdin, append(append(verb, c.args...), "-t", "latest", "--max-file-size", "10000", "-")...)
		if status != c.status || !strings.Contains(out+errs, c.want) {
			t.Errorf("%s: status %d, want %d with %q\n%.300s%.300s", c.name, status, c.status, c.want, out, errs)
		}
	}
}

// harmless checks that a text does not control a terminal. If machine is true and the text begins like JSON, it checks only that the text is
// valid JSON. The parameter of describes the text in errors.
func harmless(t *testing.T, of, text string, machine bool) {
	t.Helper()
	if machine && (strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[")) {
		if !json.Valid([]byte(text)) {
			t.Errorf("%s is not valid JSON", of)
		}
		return
	}
	for i, r := range text {
		if r != '\n' && r != '\t' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			t.Errorf("%s contains %U in %.60q", of, r, text[max(0, i-20):])
			return
		}
	}
}

// TestHostileNames runs the tool on files whose names could control a terminal.
func TestHostileNames(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows does not allow these file names")
	}
	dir := t.TempDir()
	for _, name := range []string{"\x1b[31mred\u202e.yaml", "a\n::error::b.yaml", "c\r.yaml", "\xff.yaml", "-rf.yaml", "sub\x07/x\u009b.yaml"} {
		path := filepath.Join(dir, name)
		must(t, os.MkdirAll(filepath.Dir(path), 0o755))
		must(t, os.WriteFile(path, []byte(envelope+"  gcp: {x: 1}\n"), 0o600))
	}
	must(t, os.Symlink("nowhere\x1b[1m", filepath.Join(dir, "link\u2066.yaml")))
	must(t, os.WriteFile(filepath.Join(dir, "large\x1b.yaml"), make([]byte, 2<<10), 0o600))
	for _, f := range report.Formats() {
		status, out, errs := calledIn(t, dir, "", "validate", "--max-file-size", "1KiB", "-o", f.Name, ".")
		if status != ExitFailure {
			t.Errorf("validate -o %s: status %d, want %d\n%s", f.Name, status, ExitFailure, errs)
		}
		harmless(t, f.Name, out, f.Machine)
		harmless(t, f.Name, errs, false)
	}
	for _, args := range [][]string{{"lint", "--fix", "--diff", "."}, {"lint", "-v", "."}, {"fmt", "--check", "."}, {"fmt", "--diff", "."}, {"convert", "--to", "2.4", "--check", "."}, {"diff", ".", "sub\x07"}, {"validate", "nothing\x1b[1m.yaml"}} {
		_, out, errs := calledIn(t, dir, "", args...)
		harmless(t, args[0], out, false)
		harmless(t, args[0], errs, false)
	}
}

// TestFullDisk runs commands that write files on a full disk. The input must stay unchanged, and the error must state the cause.
func TestFullDisk(t *testing.T) {
	if runtime.GOOS != "linux" || os.Getuid() != 0 {
		t.Skip("requires root on Linux, to mount a small disk")
	}
	dir := t.TempDir()
	if err := mount(dir); err != nil {
		t.Skipf("cannot mount a small disk: %v", err)
	}
	t.Cleanup(func() { must(t, unmount(dir)) })
	before := []byte(strings.Replace(envelope, "Backend", "Backnd", 1) + "  dynamicForwardProxy: {}\n")
	path := filepath.Join(dir, "x.yaml")
	must(t, os.WriteFile(path, before, 0o600))
	fill, err := os.Create(filepath.Join(dir, "fill"))
	must(t, err)
	_, err = io.Copy(fill, zeros{})
	must(t, fill.Close())
	if err == nil {
		t.Fatal("the disk is not full")
	}
	for _, args := range [][]string{{"lint", "--fix", "x.yaml"}, {"fmt", "x.yaml"}, {"convert", "--to", "2.4", "--in-place", "x.yaml"}, {"validate", "--report", "json=report.json", "x.yaml"}, {"lint", "--write-baseline", "known.json", "x.yaml"}} {
		status, _, errs := calledIn(t, dir, "", args...)
		if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
			t.Errorf("%v changed the file to %q (%v)", args, after, err)
		}
		if args[0] != "fmt" && args[0] != "convert" && (status != ExitFailure || !strings.Contains(errs, syscall.ENOSPC.Error())) {
			t.Errorf("%v: status %d, want %d and the error of a full disk: %s", args, status, ExitFailure, errs)
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// TestNoNetwork runs every command in a network namespace that has only the loopback interface, and counts packets. No packet may be sent,
// not even for DNS.
func TestNoNetwork(t *testing.T) {
	if runtime.GOOS != "linux" || os.Getuid() != 0 {
		t.Skip("requires root on Linux, to create a network namespace")
	}
	for _, program := range []string{"unshare", "ip"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed", program)
		}
	}
	tool := program(t)
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "x.yaml"), []byte("# https://example.com/x.yaml\n"+envelope+"  static: {hosts: [{host: example.com, port: 443}]}\n"), 0o600))
	const inside = `set -e
ip link set lo up; ip route add default dev lo
sent() { awk '/^(Ip|Tcp|Udp):/ && $2 ~ /^[0-9]/ {print}' /proc/self/net/snmp | tr -d '\n'; cat /proc/self/net/dev | tr -s ' ' | grep ' lo:' | cut -d' ' -f3,11; }
before=$(sent)
if [ "$1" = control ]; then (exec 3<>/dev/udp/192.0.2.1/53; echo x >&3) || true; else shift; "$@" >/dev/null 2>&1 </dev/null || [ $? -le 3 ]; fi
[ "$before" = "$(sent)" ] && echo silent || echo sent`
	measure := func(args ...string) string {
		cmd := exec.Command("unshare", append([]string{"--net", "bash", "-c", inside, "bash"}, args...)...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Skipf("cannot create a network namespace: %v\n%s", err, out)
		}
		return strings.TrimSpace(string(out))
	}
	if got := measure("control"); got != "sent" {
		t.Fatalf("a run that sends a packet gives %q, want sent", got)
	}
	for _, c := range Commands().Commands() {
		args := []string{c.Name()}
		switch c.Name() {
		case "convert":
			args = append(args, "--to", "2.4", ".")
		case "diff":
			args = append(args, "x.yaml", "x.yaml")
		case "scaffold":
			args = append(args, "static", "web", "--host", "example.com:443")
		case "validate", "lint", "fmt":
			args = append(args, ".")
		}
		if got := measure(append([]string{"run", tool}, args...)...); got != "silent" {
			t.Errorf("%v gives %q, want silent: no packet may be sent", args, got)
		}
	}
}

// TestHostileRepository runs commands in a Git repository with traps: its Git configuration, hooks and attributes start programs, and its
// .backendctl.yaml has the path of a file outside of the repository. The tool must not start such a program or read that file.
func TestHostileRepository(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil || runtime.GOOS == "windows" {
		t.Skip("requires git and a shell")
	}
	outside := t.TempDir()
	ran := filepath.Join(outside, "ran")
	dir := t.TempDir()
	git := func(args ...string) {
		cmd := exec.Command("git", append([]string{"-c", "user.name=x", "-c", "user.email=x@example.com"}, args...)...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	git("init", "-q")
	text := envelope + "  dynamicForwardProxy: {}\n"
	must(t, os.WriteFile(filepath.Join(dir, "x.yaml"), []byte(text), 0o600))
	git("add", "x.yaml")
	git("commit", "-qm", "one")
	must(t, os.WriteFile(filepath.Join(dir, "x.yaml"), []byte(text+"# changed\n"), 0o600))
	evil := filepath.Join(outside, "evil")
	must(t, os.WriteFile(evil, []byte("#!/bin/sh\ntouch "+ran+"\ncat\n"), 0o700))
	for _, setting := range []string{"core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "diff.external", "filter.x.clean", "filter.x.smudge", "filter.x.process", "diff.x.textconv", "diff.x.command", "credential.helper", "uploadpack.packObjectsHook", "gpg.program"} {
		git("config", setting, evil)
	}
	git("config", "core.hooksPath", outside)
	must(t, os.WriteFile(filepath.Join(outside, "post-index-change"), []byte("#!/bin/sh\ntouch "+ran+"\n"), 0o700))
	must(t, os.WriteFile(filepath.Join(dir, ".gitattributes"), []byte("*.yaml filter=x diff=x\n"), 0o600))
	for _, args := range [][]string{{"lint", "."}, {"validate"}, {"fmt", "--check", "."}, {"fmt", "."}, {"lint", "--fix", "."}, {"convert", "--to", "2.4", "--check", "."}, {"diff", "--git", "HEAD"}, {"diff", "--git", "HEAD...HEAD"}} {
		if status, _, errs := calledIn(t, dir, "", args...); status > ExitFindings {
			t.Errorf("%v: status %d, want at most %d: %s", args, status, ExitFindings, errs)
		}
		if _, err := os.Stat(ran); err == nil {
			t.Fatalf("%v started a program of the repository", args)
		}
	}
	// Check that the trap works: git status itself must start the program.
	cmd := exec.Command("git", "status")
	cmd.Dir = dir
	_ = cmd.Run()
	if _, err := os.Stat(ran); err != nil {
		t.Error("git status does not start the program, so the test has checked nothing")
	}
	must(t, os.WriteFile(filepath.Join(dir, ".backendctl.yaml"), []byte("baseline: "+evil+"\n"), 0o600))
	for _, args := range [][]string{{"lint", "."}, {"lint", "--fix", "."}, {"validate", "--write-baseline", "known.json", "."}} {
		if status, _, errs := calledIn(t, dir, "", args...); status != ExitUsage || !strings.Contains(errs, "outside of the repository") {
			t.Errorf("%v: status %d, want %d and an error about the baseline: %s", args, status, ExitUsage, errs)
		}
	}
}

// TestFilesThatChange checks files that another process writes, truncates and removes at the same time. Each run must end with a verdict,
// or with an error that names a file.
func TestFilesThatChange(t *testing.T) {
	dir := t.TempDir()
	path := func(i int) string { return filepath.Join(dir, fmt.Sprintf("x%d.yaml", i)) }
	stop, stopped := make(chan bool), make(chan bool)
	go func() {
		defer close(stopped)
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			switch p := path(i % 20); i % 3 {
			case 0:
				_ = os.WriteFile(p, []byte(envelope+"  gcp: {host: a.example.com}\n"), 0o600)
			case 1:
				_ = os.Truncate(p, 40)
			default:
				_ = os.Remove(p)
			}
		}
	}()
	for range 100 {
		status, out, errs := calledIn(t, dir, "", "lint", "-o", "json", ".")
		if status > ExitFailure || status == ExitUsage || !json.Valid([]byte(out)) && out != "" {
			t.Errorf("status %d, want 0, 1 or 3 and valid JSON: %s", status, errs)
		}
	}
	close(stop)
	<-stopped
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
