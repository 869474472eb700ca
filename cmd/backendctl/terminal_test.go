//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/testenv"
)

// patience is the maximum time to wait for a text on the screen.
const patience = 20 * time.Second

// A terminal is a tmux session with a shell that runs one command.
type terminal struct {
	*testing.T
	socket string
	dir    string
	width  int
}

// startTerminal runs a command line in a terminal of the given size. The terminal shows the command's exit status after "status".
func startTerminal(t *testing.T, width, height int, dir, command string) terminal {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("tmux is not installed")
	}
	term := terminal{t, filepath.Join(t.TempDir(), "tmux"), dir, width}
	term.tmux("-f", os.DevNull, "new-session", "-d", "-x", strconv.Itoa(width), "-y", strconv.Itoa(height), "-c", dir,
		"env", "-u", "NO_COLOR", "TERM=screen-256color", "LC_ALL=C.UTF-8", "sh", "-c", "trap : INT; "+command+`; echo "status $?"; exec cat`)
	t.Cleanup(func() { _ = exec.Command("tmux", "-S", term.socket, "kill-server").Run() })
	return term
}

func (t terminal) tmux(args ...string) string {
	t.Helper()
	out, err := exec.Command("tmux", append([]string{"-S", t.socket}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("tmux %s: %v\n%s", args[0], err, out)
	}
	return string(out)
}

// press sends keys by their names in tmux, such as Enter and C-c.
func (t terminal) press(keys ...string) {
	t.Helper()
	t.tmux(append([]string{"send-keys"}, keys...)...)
}

// answer waits for a question, types an answer, waits until the screen shows it, and presses Enter.
func (t terminal) answer(question, answer string) {
	t.Helper()
	t.see("┃ " + question)
	t.tmux("send-keys", "-l", answer)
	t.see("> " + answer)
	t.press("Enter")
}

// see waits until the screen shows a text, and returns the screen. It fails the test if a line is longer than the terminal's width.
func (t terminal) see(text string) string {
	t.Helper()
	var screen string
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		screen = t.tmux("capture-pane", "-p")
		if strings.Contains(screen, text) {
			for line := range strings.Lines(screen) {
				if utf8.RuneCountInString(strings.TrimRight(line, "\n")) > t.width {
					t.Errorf("a line is longer than %d columns: %s", t.width, line)
				}
			}
			return screen
		}
	}
	t.Fatalf("the screen does not show %q:\n%s", text, screen)
	return ""
}

// history returns everything that the terminal has shown.
func (t terminal) history() string { t.Helper(); return t.tmux("capture-pane", "-p", "-S", "-") }

// TestMain cleans the environment, so that the program in the terminal does not depend on it.
func TestMain(m *testing.M) {
	testenv.Clean()
	os.Exit(m.Run())
}

// tool builds backendctl, and returns the path of the binary.
func tool(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "backendctl")
	if out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return path
}

// A visit is a way of filling in the form.
type visit struct {
	name  string
	walk  func(terminal) // answers the questions
	flags string         // the arguments of scaffold that have the same result
}

// choose selects a release line in the list of releases, in which the newest release is first.
func (t terminal) choose(line string) {
	newest := target.Releases()
	slices.Reverse(newest)
	for range slices.IndexFunc(newest, func(r target.Target) bool { return r.Release == line }) {
		t.press("Down")
	}
	t.see("> kgateway " + line)
	t.press("Enter")
}

var visits = []visit{
	{"static with TLS and a route", func(t terminal) {
		t.see("┃ kgateway release")
		t.press("Enter")
		t.see("┃ Backend type")
		t.press("Enter")
		t.see("┃ Backend name")
		t.tmux("send-keys", "-l", "Orders")
		t.see(`! "Orders" is not valid`) // the answer is checked before Enter is pressed
		for range "Orders" {
			t.press("BSpace")
		}
		t.see("Lower-case letters, digits and hyphens")
		t.answer("Backend name", "orders")
		t.answer("Namespace", "shop")
		t.see("Hosts to send traffic to")
		t.tmux("send-keys", "-l", "orders.example.com:x")
		t.see(`! "orders.example.com:x": "x" is not a valid port`)
		t.press("BSpace")
		t.tmux("send-keys", "-l", "443")
		t.see("orders.example.com:443")
		t.press("Enter")
		t.see("┃ Port of hosts")
		t.press("Enter")
		t.see("┃ Connect with TLS")
		t.press("Down")
		t.see("> yes")
		t.press("Enter")
		t.see("┃ More settings?")
		t.press("Enter")
		t.see("┃ Also write")
		t.press("Down", "Down", "x")
		t.see("[•] an HTTPRoute to the Backend")
		t.press("Enter")
		t.answer("Gateway of the route", "infra/http")
		t.answer("Host names of the route", "shop.example.com")
	}, "static orders -n shop --host orders.example.com:443 --tls --with route --gateway infra/http --hostname shop.example.com"},

	{"Lambda, with a step back to the previous question", func(t terminal) {
		t.see("┃ kgateway release")
		t.choose("2.3")
		t.see("┃ Backend type")
		t.press("Down", "Enter")
		t.see("┃ Backend name")
		t.press("Escape")
		t.see("┃ Backend type")
		t.press("Enter")
		t.answer("Backend name", "thumbnails")
		t.answer("Namespace", "")
		t.answer("Function name", "make")
		t.answer("AWS account of the function", "123456789012")
		t.answer("AWS region", "eu-central-1")
		t.see("┃ More settings?")
		t.press("Enter")
		t.see("┃ Also write")
		t.press("Enter")
	}, "aws-lambda thumbnails --target 2.3 --function make --account 123456789012 --region eu-central-1"},

	{"a model on Azure", func(t terminal) {
		t.see("┃ kgateway release")
		t.choose("2.1")
		t.see("┃ Backend type")
		t.press("Down", "Down", "Down")
		t.see("> ai: large language models")
		t.press("Enter")
		t.answer("Backend name", "chat")
		t.answer("Namespace", "")
		t.answer("Model provider", "azure")
		t.answer("Secret with the API key", "key")
		t.answer("Host of the Azure resource (azure)", "eastus.openai.azure.com")
		t.answer("Deployment of the model (azure)", "gpt-4o")
		t.answer("Version of the provider's API", "2024-06-01")
		t.see("┃ More settings?")
		t.press("Enter")
		t.see("┃ Also write")
		t.press("Enter")
	}, "ai chat --target 2.1 --provider azure --secret key --endpoint eastus.openai.azure.com --deployment gpt-4o --api-version 2024-06-01"},
}

// TestForm fills in the form in a real terminal, and compares the written file with the output of scaffold with the same flags.
func TestForm(t *testing.T) {
	path := tool(t)
	for _, width := range []int{80, 60} {
		for _, v := range visits {
			t.Run(fmt.Sprintf("%s, %d columns", v.name, width), func(t *testing.T) {
				t.Parallel()
				dir := t.TempDir()
				term := startTerminal(t, width, 24, dir, path+" scaffold --no-config")
				v.walk(term)
				term.see("┃ What next?")
				if shown := term.history(); !strings.Contains(shown, "\napiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\n") {
					t.Errorf("the manifest was not shown:\n%s", shown)
				}
				term.press("Enter")
				term.see("┃ File to write")
				term.press("Enter")
				term.see("status 0")
				got, err := os.ReadFile(filepath.Join(dir, "backend.yaml"))
				if err != nil {
					t.Fatal(err)
				}
				want, err := exec.Command(path, append([]string{"scaffold", "--no-config"}, strings.Fields(v.flags)...)...).Output()
				if err != nil || string(got) != string(want) {
					t.Errorf("the form writes\n%s\nand the flags (error %v) give\n%s", got, err, want)
				}
			})
		}
	}
}

// TestFormInterrupted cancels the form at several places by Ctrl-C, by Esc and by a signal. It checks that nothing is written and that the
// terminal still echoes lines.
func TestFormInterrupted(t *testing.T) {
	path := tool(t)
	for name, leave := range map[string]func(terminal){
		"Ctrl-C at the first question": func(t terminal) { t.see("┃ Backend type"); t.press("C-c") },
		"Esc at the first question":    func(t terminal) { t.see("┃ Backend type"); t.press("Escape") },
		"Ctrl-C after some answers": func(t terminal) {
			t.see("┃ Backend type")
			t.press("Enter")
			t.answer("Backend name", "orders")
			t.see("┃ Namespace")
			t.press("C-c")
		},
		"a signal": func(t terminal) {
			t.see("┃ Backend type")
			t.tmux("run-shell", "kill -TERM $(cat "+filepath.Join(t.dir, "pid")+")")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			term := startTerminal(t, 80, 24, dir, "sh -c 'echo $$ > pid; exec "+path+" scaffold --no-config --target 2.4 --write orders.yaml > out.yaml'")
			leave(term)
			screen := term.see("status ")
			if !strings.Contains(screen, "nothing was written") || !strings.Contains(screen, "status 130") {
				t.Errorf("the screen does not show \"nothing was written\" and status 130:\n%s", screen)
			}
			if out, err := os.ReadFile(filepath.Join(dir, "out.yaml")); err != nil || len(out) > 0 {
				t.Errorf("standard output is %q (error %v), want nothing", out, err)
			}
			if _, err := os.Stat(filepath.Join(dir, "orders.yaml")); err == nil {
				t.Error("the file was written")
			}
			term.press("line", "Enter")
			term.see("line\nline\n") // the first line is the echo of the terminal, and the second is the output of cat
		})
	}
}

// TestFormWithoutDrawing checks that the form asks line by line on a simple terminal, and if a variable or flag for screen readers is set.
func TestFormWithoutDrawing(t *testing.T) {
	path := tool(t)
	for _, how := range []string{"TERM=dumb " + path + " scaffold", "ACCESSIBLE=1 " + path + " scaffold", path + " scaffold --screen-reader"} {
		t.Run(strings.ReplaceAll(how, path, "backendctl"), func(t *testing.T) {
			t.Parallel()
			term := startTerminal(t, 60, 24, t.TempDir(), how)
			term.see(fmt.Sprintf("Enter a number from 1 to %d (default: %s):", len(target.All()), target.Latest().Title))
			term.press("C-c")
			term.see("status 130")
		})
	}
}
