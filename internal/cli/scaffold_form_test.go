package cli

import (
	"bytes"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/form"
	"github.com/backendctl/backendctl/internal/scaffold"
	"github.com/backendctl/backendctl/internal/scaffold/scaffoldtest"
	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/testenv"
)

// A respondent is a user of the form: it answers certain questions, by their titles, and all other questions with Enter.
type respondent struct {
	answers map[string]string
	asked   []string // the titles of the questions, in order
	title   string   // the title of the current question
	written strings.Builder
	typed   chan string
	once    bool   // each answer is given once, and Enter afterwards
	left    string // the part of a line that was not read yet
}

func newRespondent(answers map[string]string) *respondent {
	return &respondent{answers: answers, typed: make(chan string, 1)}
}

// Write receives the output of the form. A question begins with its title on a separate line, and a prompt ends with a colon and a space.
func (r *respondent) Write(p []byte) (int, error) {
	r.written.Write(p)
	text := string(p)
	switch {
	case strings.HasPrefix(text, "\n") && strings.HasSuffix(text, "\n"):
		r.title = strings.TrimSpace(text)
	case strings.HasSuffix(text, ": "):
		r.asked = append(r.asked, r.title)
		if len(r.asked) > 50 {
			panic("the form asks more than 50 questions:\n" + r.written.String())
		}
		r.typed <- r.answers[r.title] + "\n"
		if r.once {
			delete(r.answers, r.title)
		}
	}
	return len(p), nil
}

// Read returns the answers that the user types.
func (r *respondent) Read(p []byte) (int, error) {
	if r.left == "" {
		r.left = <-r.typed
	}
	n := copy(p, r.left)
	r.left = r.left[n:]
	return n, nil
}

// interviewed runs scaffold as a form that asks line by line. It returns the exit status and standard output.
func interviewed(t *testing.T, r *respondent, args ...string) (status int, stdout string) {
	t.Helper()
	var out bytes.Buffer
	env := &Env{
		Stdin: r, Stdout: &out, Stderr: r, Dir: t.TempDir(), StdinTerminal: true, StderrTerminal: true,
		LookupEnv: func(string) (string, bool) { return "", false },
	}
	status = Main(env, append([]string{"scaffold", "--screen-reader", "--no-config"}, args...))
	return status, out.String()
}

// answersOf returns the answers that correspond to the flags of a case, by the titles of the questions.
func answersOf(c scaffoldtest.Case) map[string]string {
	answers := map[string]string{
		"kgateway release": c.Target.ID,
		"Backend type":     c.Type.ID,
		"Backend name":     "orders",
		"More settings?":   "yes",
		"Also write":       strings.Join(c.With, ","),
		"What next?":       "print",
	}
	titles := map[string]string{
		"namespace": "Namespace", "gateway": "Gateway of the route",
		"hostname": "Host names of the route", "health-path": "Health check path", "route-namespace": "Namespace of the route",
	}
	for _, flag := range c.Type.Flags {
		titles[flag.Name] = capital(flag.Usage)
		if flag.Bool {
			titles[flag.Name] += "?"
		}
	}
	args := c.Filled()
	for i, arg := range args {
		name, isFlag := strings.CutPrefix(arg, "--")
		title := titles[name]
		switch {
		case !isFlag || title == "":
		case i+1 == len(args) || strings.HasPrefix(args[i+1], "--"):
			answers[title] = "yes"
		default:
			answers[title] = strings.TrimSpace(answers[title] + " " + args[i+1])
		}
	}
	return answers
}

// TestScaffoldForm checks that answers in the form have the same result as flags, for every type, target and companion.
func TestScaffoldForm(t *testing.T) {
	asked := 0
	for i, c := range scaffoldtest.Cases() {
		// Test at most two companions together, because the questions about them do not depend on each other.
		if !testenv.InSample(i, 10) || c.Refusal(true) != "" || len(c.With) > 2 {
			continue
		}
		asked++
		r := newRespondent(answersOf(c))
		status, got := interviewed(t, r)
		_, want, said := runHere(t, c.Filled()...)
		if strings.Contains(r.written.String(), " --") {
			t.Errorf("%s: the form names flags\n%s", c, r.written.String())
		}
		if status != ExitOK || got != want {
			t.Fatalf("%s: status %d, the form writes\n%s\n---- the flags write\n%s%s\n---- the form shows\n%s", c, status, got, want, said, r.written.String())
		}
	}
	if asked < 20 {
		t.Errorf("%d forms were filled in, want at least 20", asked)
	}
}

// TestScaffoldFormAsks checks that the form asks only for settings that the type needs and that the flags do not set.
func TestScaffoldFormAsks(t *testing.T) {
	for _, test := range []struct {
		name    string
		answers map[string]string
		args    []string
		want    string
	}{
		{"no arguments", map[string]string{"Backend name": "orders"}, nil, `kgateway release
Backend type
Backend name
Namespace
Hosts to send traffic to
Port of hosts that are given without a port
Connect with TLS (adds a policy)?
More settings?
Also write
What next?`},
		{"a Lambda function with some flags", nil, []string{"aws-lambda", "f", "--target", "2.4", "-n", "a", "--function", "f", "-i"}, `AWS account of the function (12 digits)
AWS region
More settings?
Also write
What next?`},
		{"a model provider with its own questions", map[string]string{"Model provider; several fail over in the given order": "azure", "Also write": "route"},
			[]string{"ai", "chat", "--target", "2.1", "-n", "a", "-w", "chat.yaml", "-i"}, `Model provider; several fail over in the given order
Secret with the API key
Host of the Azure resource (azure)
Deployment of the model (azure)
Version of the provider's API
More settings?
Also write
Gateway of the route
Host names of the route
What next?`},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRespondent(test.answers)
			if status, _ := interviewed(t, r, test.args...); status != ExitOK {
				t.Fatalf("status %d, want 0\n%s", status, r.written.String())
			}
			if got := strings.Join(r.asked, "\n"); got != test.want {
				t.Errorf("the form asks\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// TestScaffoldFormChecks checks that each answer is validated like the value of the flag, and that the message does not contain the name
// of the flag.
func TestScaffoldFormChecks(t *testing.T) {
	i := &interview{}
	i.request.Target, i.targets = target.Latest(), []target.Target{target.Latest()}
	for _, test := range []struct{ typ, flag, answer, want string }{
		{"static", "host", "orders.example.com:443 b:x", `"b:x": "x" is not a valid port: must be 1 to 65535`},
		{"static", "host", "https://orders.example.com", `"https://orders.example.com" is a URL: expected HOST:PORT; start again with --from-url for a URL`},
		{"static", "host", "orders.example.com:443", ""},
		{"static", "port", "0", `"0" is not a valid port: must be 1 to 65535`},
		{"aws-lambda", "account", "12", `"12" is not valid: expected 12 digits, such as "123456789012"`},
		{"aws-lambda", "account", "123456789012", ""},
		{"aws-lambda", "region", "", ""},
	} {
		i.request.Type, _ = scaffold.ParseType(test.typ)
		flag, _ := flagNamed(i.request.Type, test.flag)
		q := i.flagQuestion(form.Answers{}, target.Latest(), flag)
		got := ""
		if err := q.Check(strings.Fields(test.answer)); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s --%s: the answer %q has the error %q, want %q", test.typ, test.flag, test.answer, got, test.want)
		}
	}
}

// TestScaffoldFormEnds checks the result of the last answers that cancel, print the manifest, and write it to a file. Each time, the form
// must show the manifest before.
func TestScaffoldFormEnds(t *testing.T) {
	given := []string{"gcp", "receipts", "--host", "receipts-4fkxq2ab3a-ew.a.run.app", "--target", "2.4", "-n", "a", "-i"}
	for _, test := range []struct {
		end    string
		status int
		stdout bool
	}{
		{"leave", ExitInterrupted, false},
		{"print", ExitOK, true},
		{"file", ExitOK, false},
	} {
		r := newRespondent(map[string]string{"What next?": test.end})
		status, stdout := interviewed(t, r, given...)
		if status != test.status || (stdout != "") != test.stdout {
			t.Errorf("%s: status %d, want %d; standard output %q, want output: %v", test.end, status, test.status, stdout, test.stdout)
		}
		if !strings.Contains(r.written.String(), "  gcp:\n    host: receipts-4fkxq2ab3a-ew.a.run.app\n") {
			t.Errorf("%s: the manifest was not shown\n%s", test.end, r.written.String())
		}
	}
}

// TestScaffoldFormWords checks that messages in a form name the questions, not the flags that the user did not type.
func TestScaffoldFormWords(t *testing.T) {
	for _, test := range []struct {
		answers map[string]string
		args    []string
		want    string
	}{
		{map[string]string{"Hosts to send traffic to": "a.example.com:443"}, []string{"static", "a"}, `this Backend sends plaintext: add "Connect with TLS"`},
		{map[string]string{"Also write": "health"}, []string{"static", "a", "--host", "a.example.com:80"}, `the health check requests /: use "Health check path" to set`},
		{nil, []string{"ai", "a", "--target", "2.1"}, `note: "Model provider" is not set: using openai`},
		{nil, []string{"aws-lambda", "a", "--target", "2.4"}, `  "AWS account of the function"`},
		{nil, []string{"aws-lambda", "a", "--target", "2.4"}, "  line 8  spec.aws.lambda.functionName"},
		{map[string]string{"What next?": "file"}, []string{"aws-lambda", "a", "--target", "2.4"}, "wrote backend.yaml\n"},
		{map[string]string{"Tag that instances must have (exact match)": "env=x*"}, []string{"aws-ec2", "a"}, `note: "Tag that instances must have" env=x* is matched literally`},
	} {
		r := newRespondent(test.answers)
		interviewed(t, r, append(test.args, "-i")...)
		if !strings.Contains(r.written.String(), test.want) {
			t.Errorf("%q: the form does not say %s:\n%s", test.args, test.want, r.written.String())
		}
	}
}

// TestScaffoldFormHints checks the help for questions: it must describe the whole value, and give no advice for YAML.
func TestScaffoldFormHints(t *testing.T) {
	for _, test := range []struct{ release, typ, flag, want string }{
		{"2.4", "static", "host", "HOST[:PORT],...; separate several with spaces."},
		{"2.4", "static", "port", "The TCP port of the host."},
		{"2.4", "aws-lambda", "function", "NAME|ARN"},
		{"2.4", "aws-lambda", "account", "The AWS account that owns the function, as 12 digits."},
		{"2.1", "ai", "passthrough", ""},
		{"2.4", "dynamic-forward-proxy", "tls", "Whether to connect with TLS, verified against the system's CA certificates."},
	} {
		i := &interview{}
		of, err := target.Parse(test.release)
		if err != nil {
			t.Fatal(err)
		}
		i.request.Type, _ = scaffold.ParseType(test.typ)
		flag, _ := flagNamed(i.request.Type, test.flag)
		if got := i.flagQuestion(form.Answers{}, of, flag).Help; got != test.want {
			t.Errorf("%s --%s: the help is %q, want %q", test.typ, test.flag, got, test.want)
		}
	}
}

// TestScaffoldNarrow checks that the summary fits a narrow terminal.
func TestScaffoldNarrow(t *testing.T) {
	var said bytes.Buffer
	env := &Env{
		Stdin: strings.NewReader(""), Stdout: &bytes.Buffer{}, Stderr: &said, Dir: t.TempDir(), StdoutTerminal: true, StderrTerminal: true, Width: 60,
		LookupEnv: func(string) (string, bool) { return "", false },
	}
	if status := Main(env, []string{"scaffold", "static", "web", "--host", "a.example.com:443", "--with", "route", "--no-config"}); status != ExitOK {
		t.Fatalf("status %d, want 0\n%s", status, said.String())
	}
	const want = `1 value to fill in:
  line 21  HTTPRoute spec.parentRefs[0].name: the name of
           the Gateway (--gateway)
warning: spec.static.hosts[0].port: port 443 expects TLS,
  but no policy turns it on: the server gets plaintext
  [tls-port-without-policy]
note: port 443 usually needs TLS, but this Backend sends
  plaintext: add --tls
`
	if said.String() != want {
		t.Errorf("the summary is\n%s\nwant\n%s", said.String(), want)
	}
}

// TestReword checks which flags in a message become the titles of questions.
func TestReword(t *testing.T) {
	i := &interview{}
	i.request.Type, _ = scaffold.ParseType("static")
	i.request.Target, i.targets = target.Latest(), []target.Target{target.Latest()}
	i.request.Values = map[string][]string{"host": {"a.example.com:443"}}
	for text, want := range map[string]string{
		"a dash - without a flag":               "a dash - without a flag",
		"--sni: cannot be combined with --host": `"TLS server name": cannot be combined with --host`,
		"a path: use --with route to write it":  `a path: use "Also write" to write it`,
		"use --set a=VALUE or b=VALUE instead":  "start again with --set a=VALUE or b=VALUE instead",
		"the value a--sni":                      "the value a--sni",
	} {
		if got := i.reword(form.Answers{}, text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

// TestScaffoldFormRetries checks that a file that cannot be written does not lose the answers: the form asks again what to do.
func TestScaffoldFormRetries(t *testing.T) {
	r := newRespondent(map[string]string{"What next?": "file", "File to write": "nope/x.yaml"})
	r.once = true
	status, stdout := interviewed(t, r, "gcp", "receipts", "--host", "a.run.app", "--target", "2.4", "-n", "a", "-i")
	if status != ExitOK || !strings.Contains(stdout, "host: a.run.app") || !strings.Contains(r.written.String(), "cannot write nope/x.yaml: ") {
		t.Errorf("status %d, standard output %q, want the manifest after an error\n%s", status, stdout, r.written.String())
	}
}

func TestScaffoldFormNeedsTerminal(t *testing.T) {
	for _, args := range [][]string{{"scaffold", "-i"}, {"scaffold", "static", "orders", "--interactive"}} {
		status, stdout, said := runHere(t, args...)
		if status != ExitUsage || stdout != "" || !strings.Contains(said, "--interactive requires a terminal") {
			t.Errorf("%v: status %d, want %d; standard error %s", args, status, ExitUsage, said)
		}
	}
}
