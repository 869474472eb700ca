package cli

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// linearEnv is the environment variable that enables TestLinear, which needs an idle machine.
const linearEnv = "BACKENDCTL_LINEAR"

// noise is a time below which measurements are not reliable.
const noise = 100 * time.Millisecond

// mostGrowth is the maximum factor by which the time may grow if the input doubles.
const mostGrowth = 2.6

// A dimension is a property of an input that can be doubled.
type dimension struct {
	name  string
	n     int                           // the size of the input; the test also uses 2*n
	args  []string                      // the command
	files func(n int) map[string]string // the texts of the input by the names of the files
}

// TestLinear doubles each dimension of an input. The processor time may then grow by little more than a factor of 2; the time of a run on
// an empty input is subtracted. The test prints a table for docs/performance.md.
func TestLinear(t *testing.T) {
	if os.Getenv(linearEnv) == "" {
		t.Skip("requires an idle machine: set " + linearEnv + "=1")
	}
	program := filepath.Join(t.TempDir(), "backendctl")
	if out, err := exec.Command("go", "build", "-o", program, "../../cmd/backendctl").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	base := least(t, program, dimension{args: []string{"validate", "a.yaml"}, files: oneFile(func(int) string { return plain(0) })}, 1)
	t.Logf("| what is doubled | command | size | time | time for twice the size | ratio |\n|---|---|---|---|---|---|")
	for _, d := range dimensions {
		t.Run(d.name, func(t *testing.T) {
			var one, two time.Duration
			ratio := mostGrowth + 1
			for range 3 { // repeat, because a disturbance rarely affects all measurements
				if ratio <= mostGrowth {
					break
				}
				one, two = least(t, program, d, d.n)-base, least(t, program, d, 2*d.n)-base
				ratio = float64(two) / float64(max(one, time.Millisecond))
			}
			t.Logf("| %s | `%s` | %d | %.2f s | %.2f s | %.1f |", d.name, strings.Join(d.args, " "), d.n, one.Seconds(), two.Seconds(), ratio)
			if two > noise && ratio > mostGrowth {
				t.Errorf("an input of twice the size takes %.1f times as long, want at most %.1f times", ratio, mostGrowth)
			}
		})
	}
}

// least returns the minimum processor time of several runs, because disturbances only add time.
func least(t *testing.T, program string, d dimension, n int) time.Duration {
	t.Helper()
	var times []time.Duration
	for range 3 {
		dir := t.TempDir()
		for name, text := range d.files(n) {
			path := filepath.Join(dir, name)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		c := exec.Command(program, slices.Concat(d.args[:1], []string{"--no-config"}, d.args[1:])...)
		c.Dir = dir
		out, err := c.CombinedOutput()
		code := c.ProcessState.ExitCode()
		isBroken := code == 3 && bytes.Contains(out, []byte("cannot be compared"))
		if err != nil && code != 1 && !isBroken {
			t.Fatalf("%v: %s", err, out[:min(len(out), 1000)])
		}
		times = append(times, c.ProcessState.UserTime()+c.ProcessState.SystemTime())
	}
	return slices.Min(times)
}

// dimensions are the dimensions of inputs.
var dimensions = []dimension{
	{"documents", 4000, []string{"validate", "a.yaml"}, oneFile(many(plain))},
	{"documents", 4000, []string{"lint", "a.yaml"}, oneFile(many(plain))},
	{"documents with a finding", 2000, []string{"lint", "a.yaml"}, oneFile(many(loopback))},
	{"documents with a syntax error", 1000, []string{"lint", "a.yaml"}, oneFile(many(func(i int) string { return plain(i) + " x: [\n" }))},
	{"documents with a syntax error beside a Backend", 20000, []string{"fmt", "--check", "a.yaml"}, oneFile(func(n int) string {
		return plain(0) + strings.Repeat("---\na: [\n", n)
	})},
	{"documents to format", 4000, []string{"fmt", "--check", "a.yaml"}, oneFile(many(plain))},
	{"documents to convert", 2000, []string{"convert", "--to", "2.0", "--check", "a.yaml"}, oneFile(many(plain))},
	{"documents with templates", 2000, []string{"validate", "a.yaml"}, oneFile(many(func(i int) string { return plain(i) + "  # {{ .Values.x }}\n  type: {{ .Values.type }}\n" }))},
	{"fixes", 500, []string{"lint", "--fix", "--diff", "--unsafe-fixes", "a.yaml"}, oneFile(many(loopback))},
	{"findings of a new baseline", 1000, []string{"lint", "--write-baseline", "b.json", "a.yaml"}, oneFile(many(loopback))},
	{"ignore comments", 1000, []string{"lint", "a.yaml"}, oneFile(many(func(i int) string {
		return strings.Replace(loopback(i), "    - host", "    # backendctl:ignore static-loopback-host a test\n    - host", 1)
	}))},
	{"documents that differ", 1000, []string{"diff", "a.yaml", "b.yaml"}, pairOf(many(plain), many(func(i int) string { return strings.Replace(plain(i), "8080", "8081", 1) }))},
	{"documents with the same name", 2000, []string{"diff", "a.yaml", "b.yaml"}, pairOf(many(namesake(1000)), many(namesake(30000)))},
	{"documents with the same name", 2000, []string{"lint", "a.yaml"}, oneFile(many(namesake(1000)))},
	{"broken documents on both sides", 2000, []string{"diff", "a.yaml", "b.yaml"}, pairOf(many(brokenAt(8080)), many(brokenAt(8081)))},
	{"broken documents without names", 2000, []string{"diff", "a.yaml", "b.yaml"}, pairOf(many(plain), many(func(i int) string { return strings.Replace(plain(i), "name: ", "name: '", 1) }))},
	{"broken documents with names", 2000, []string{"diff", "a.yaml", "b.yaml"}, pairOf(many(plain), many(brokenAt(8080)))},
	{"hosts in another order", 5000, []string{"diff", "a.yaml", "b.yaml"}, pairOf(hostsFrom(1), hostsFrom(-1))},
	{"hosts in another order", 5000, []string{"diff", "-o", "json", "a.yaml", "b.yaml"}, pairOf(hostsFrom(1), hostsFrom(-1))},
	{"policies with label selectors", 1000, []string{"diff", "a.yaml", "b.yaml"}, pairOf(many(selected("x")), many(selected("y")))},
	{"policies of one Backend", 2000, []string{"diff", "a.yaml", "b.yaml"}, pairOf(many(policyWith("p", 5)), many(policyWith("q", 50_000)))},
	{"ReferenceGrants that are split", 1000, []string{"diff", "a.yaml", "b.yaml"}, pairOf(many(grantFrom("g", "a", "b")), many(func(i int) string { return grantFrom("h", "a")(i) + "---\n" + grantFrom("k", "b")(i) }))},
	{"rules of a GRPCRoute in another order", 2000, []string{"diff", "a.yaml", "b.yaml"}, pairOf(rulesFrom(1), rulesFrom(-1))},
	{"items of a List that differ", 1000, []string{"diff", "a.yaml", "b.yaml"}, pairOf(listOf(8080), listOf(8081))},
	{"passwords in one text", 4000, []string{"lint", "a.yaml"}, oneFile(func(n int) string {
		return strings.Replace(plain(0), "  labels", "  annotations:\n    note: |\n"+repeated(n, "      password=s3cr%dt\n")+"  labels", 1) + "  x: 1\n"
	})},
	{"words like user:password@", 20000, []string{"validate", "a.yaml"}, oneFile(func(n int) string {
		return "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: web}\nspec: " + strings.Repeat("a:b@", n) + "\n"
	})},
	{"ports of a Service", 500, []string{"convert", "--to", "2.0", "--allow-loss", "a.yaml"}, oneFile(func(n int) string {
		var ports strings.Builder
		for i := range n {
			fmt.Fprintf(&ports, "  - name: p%d\n    port: %d\n", i, 1000+i)
		}
		return "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  type: ExternalName\n  externalName: web.example.com\n  ports:\n" + ports.String()
	})},
	{"policies of one Backend", 4000, []string{"convert", "--to", "2.0", "--allow-loss", "a.yaml"}, oneFile(func(n int) string {
		return plain(0) + many(policy("targetRefs: [{group: gateway.kgateway.dev, kind: Backend, name: web-0}]\n  tls: {sni: web.example.com, secretRef: {name: s}}"))(n)
	})},
	{"files", 2000, []string{"lint", "."}, filesOf(plain)},
	{"files", 2000, []string{"convert", "--to", "2.0", "--check", "."}, filesOf(plain)},
	{"files of Secrets", 4000, []string{"lint", "."}, filesOf(func(i int) string {
		return fmt.Sprintf("apiVersion: v1\nkind: Secret\nmetadata:\n  name: s%d\nstringData: {a: b}\n", i)
	})},
	{"referenced Secrets", 1000, []string{"lint", "."}, filesOf(func(i int) string {
		return fmt.Sprintf("apiVersion: v1\nkind: Secret\nmetadata:\n  name: s%d\nstringData: {accessKey: a, secretKey: b}\n---\n%s", i, lambda(i))
	})},
	{"missing Secrets", 1000, []string{"lint", "."}, filesOf(lambda)},
	{"policies of one Backend", 4000, []string{"lint", "a.yaml"}, oneFile(func(n int) string {
		return plain(0) + many(policy("targetRefs: [{group: gateway.kgateway.dev, kind: Backend, name: web-0}]"))(n)
	})},
	{"policies that select a Backend", 4000, []string{"lint", "a.yaml"}, oneFile(func(n int) string {
		return plain(0) + many(policy("targetSelectors: [{group: gateway.kgateway.dev, kind: Backend, matchLabels: {app: web}}]"))(n)
	})},
	{"backendRefs of a rule", 2000, []string{"lint", "a.yaml"}, oneFile(func(n int) string {
		return many(plain)(n) + route("  - backendRefs:\n", n, "    - {group: gateway.kgateway.dev, kind: Backend, name: web-%d}\n")
	})},
	{"rules of a route", 2000, []string{"lint", "a.yaml"}, oneFile(func(n int) string {
		return many(plain)(n) + route("", n, "  - backendRefs:\n    - {group: gateway.kgateway.dev, kind: Backend, name: web-%d}\n")
	})},
	{"hosts of a Backend", 4000, []string{"lint", "a.yaml"}, oneFile(func(n int) string {
		return plain(0) + repeated(n, "    - host: h%d.example.com\n      port: 0\n")
	})},
	{"items of a list on one line", 20000, []string{"lint", "a.yaml"}, oneFile(func(n int) string {
		return strings.TrimSuffix(plain(0), "    - host: web-0.example.com\n      port: 8080\n") + "    [" + repeated(n, "{host: h%d, port: 0},") + "]\n"
	})},
	{"Backends on one line of JSON", 1000, []string{"lint", "a.json"}, func(n int) map[string]string {
		item := `{"apiVersion":"gateway.kgateway.dev/v1alpha1","kind":"Backend","metadata":{"name":"web-%d"},"spec":{"type":"Static","static":{"hosts":[{"host":"a.example.com","port":0}]}}},`
		return map[string]string{"a.json": `{"apiVersion":"v1","kind":"List","items":[` + strings.TrimSuffix(repeated(n, item), ",") + "]}"}
	}},
	{"credentials on one line", 2000, []string{"lint", "a.yaml"}, oneFile(func(n int) string {
		return strings.TrimSuffix(plain(0), "    - host: web-0.example.com\n      port: 8080\n") + "    [" + repeated(n, `{host: "u:secret%d@h.example.com", port: 0},`) + "]\n"
	})},
	{"headers of private keys", 1000, []string{"lint", "a.yaml"}, oneFile(func(n int) string {
		return plain(0) + "  x: |\n" + repeated(n, "    -----BEGIN RSA PRIVATE KEY----- %d\n")
	})},
	{"unknown fields", 2000, []string{"lint", "a.yaml"}, oneFile(func(n int) string { return plain(0) + repeated(n, "  unknown%d: 1\n") })},
	{"aliases", 10000, []string{"lint", "a.yaml"}, oneFile(func(n int) string {
		return strings.Replace(plain(0), "- host", "- &h\n      host", 1) + repeated(n, "    - *h # %d\n")
	})},
}

func plain(i int) string {
	return fmt.Sprintf("apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata:\n  name: web-%[1]d\n  labels: {app: web}\nspec:\n  type: Static\n  static:\n    hosts:\n    - host: web-%[1]d.example.com\n      port: 8080\n", i)
}

func brokenAt(port int) func(int) string {
	return func(i int) string { return strings.Replace(plain(i), "8080", strconv.Itoa(port), 1) + " x: [\n" }
}

// hostsFrom returns a function that returns a Backend with hosts in ascending (1) or descending (-1) order.
func hostsFrom(order int) func(int) string {
	return func(n int) string {
		var b strings.Builder
		b.WriteString("apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: web}\nspec:\n  static:\n    hosts:\n")
		for i := range n {
			fmt.Fprintf(&b, "    - {host: web-%d.example.com, port: 80}\n", (order*i+n)%n)
		}
		return b.String()
	}
}

// selected returns a function that returns a Backend with a label and a policy. The policy selects the Backend by the label x.
func selected(label string) func(int) string {
	return func(i int) string {
		return strings.Replace(plain(i), "app: web", fmt.Sprintf("app: %s%d", label, i), 1) + "---\n" +
			policy(fmt.Sprintf("targetSelectors: [{group: gateway.kgateway.dev, kind: Backend, matchLabels: {app: x%d}}]", i))(i)
	}
}

func loopback(i int) string {
	return strings.Replace(plain(i), fmt.Sprintf("web-%d.example.com", i), "http://127.0.0.1", 1)
}

func namesake(port int) func(int) string {
	return func(i int) string { return strings.Replace(plain(0), "8080", strconv.Itoa(port+i), 1) }
}

func listOf(port int) func(n int) string {
	return func(n int) string {
		return "apiVersion: v1\nkind: List\nitems:\n" + repeated(n, "- apiVersion: gateway.kgateway.dev/v1alpha1\n  kind: Backend\n  metadata: {name: web-%d}\n  spec:\n    type: Static\n"+
			fmt.Sprintf("    static: {hosts: [{host: a.example.com, port: %d}]}\n", port))
	}
}

func lambda(i int) string {
	return fmt.Sprintf("apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata:\n  name: fn-%[1]d\nspec:\n  type: AWS\n  aws:\n    accountId: \"123456789012\"\n    region: eu-west-1\n"+
		"    auth: {type: Secret, secretRef: {name: s%[1]d}}\n    lambda: {functionName: a}\n", i)
}

func policy(target string) func(int) string {
	return func(i int) string {
		return fmt.Sprintf("apiVersion: gateway.kgateway.dev/v1alpha1\nkind: BackendConfigPolicy\nmetadata:\n  name: p%d\nspec:\n  %s\n  connectTimeout: 5s\n", i, target)
	}
}

// policyWith returns a function that returns a policy for a Backend. Its name begins with the prefix, and its timeout counts from first.
func policyWith(prefix string, first int) func(int) string {
	return func(i int) string {
		text := policy("targetRefs: [{group: gateway.kgateway.dev, kind: Backend, name: web-0}]")(i)
		return strings.NewReplacer("name: p", "name: "+prefix, "5s", strconv.Itoa(first+i)+"s").Replace(text)
	}
}

// rulesFrom returns a function that returns a GRPCRoute with rules in ascending (1) or descending (-1) order.
func rulesFrom(order int) func(int) string {
	return func(n int) string {
		var rules strings.Builder
		for k := range n {
			i := (order*k + n) % n
			fmt.Fprintf(&rules, "  - matches: [{method: {service: s%d, method: Get}}]\n    backendRefs: [{name: web-%d, port: 80}]\n", i, i)
		}
		return strings.Replace(route("", 0, ""), "HTTPRoute", "GRPCRoute", 1) + rules.String()
	}
}

func route(head string, n int, rule string) string {
	return "---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r}\nspec:\n  rules:\n" + head + repeated(n, rule)
}

// many returns a function that concatenates n documents.
func many(document func(i int) string) func(n int) string {
	return func(n int) string {
		var b strings.Builder
		for i := range n {
			b.WriteString("---\n" + document(i))
		}
		return b.String()
	}
}

// repeated returns the concatenation of n copies of a format, each with its number from 0.
func repeated(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func oneFile(text func(n int) string) func(n int) map[string]string {
	return func(n int) map[string]string { return map[string]string{"a.yaml": text(n)} }
}

func pairOf(a, b func(n int) string) func(n int) map[string]string {
	return func(n int) map[string]string { return map[string]string{"a.yaml": a(n), "b.yaml": b(n)} }
}

func filesOf(document func(i int) string) func(n int) map[string]string {
	return func(n int) map[string]string {
		out := map[string]string{}
		for i := range n {
			out[fmt.Sprintf("f%d/%d.yaml", i/50, i)] = document(i)
		}
		return out
	}
}

// grantFrom returns a function that returns a ReferenceGrant for one Service and for namespaces with the given prefixes.
func grantFrom(name string, namespaces ...string) func(int) string {
	return func(i int) string {
		var text strings.Builder
		fmt.Fprintf(&text, "apiVersion: gateway.networking.k8s.io/v1beta1\nkind: ReferenceGrant\nmetadata: {name: %s%d, namespace: shop}\nspec:\n  to: [{group: '', kind: Service, name: web-%d}]\n  from:\n", name, i, i)
		for _, namespace := range namespaces {
			fmt.Fprintf(&text, "  - {group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: %s%d}\n", namespace, i)
		}
		return text.String()
	}
}
