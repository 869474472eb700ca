package apiserver

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"

	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/backendctl/backendctl/internal/target"
)

// A kubectl runs the program kubectl. Its cluster is an API server with the CRD of the newest release.
type kubectl struct {
	path, home string
	env        []string
}

const kubeconfig = `apiVersion: v1
kind: Config
clusters:
- name: release
  cluster: {server: %q}
contexts:
- name: release
  context: {cluster: release}
current-context: release
`

// frontOf returns a handler that lists the API groups, and passes all other requests to the API server of custom resources. In a cluster,
// the aggregator lists the groups.
func frontOf(t *testing.T, in *instance) http.Handler {
	t.Helper()
	url, err := url.Parse(in.url)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(url)
	proxy.Transport = in.client.Transport
	mux := http.NewServeMux()
	mux.Handle("/", proxy)
	version := metav1.GroupVersionForDiscovery{GroupVersion: "gateway.kgateway.dev/v1alpha1", Version: "v1alpha1"}
	answer(mux, "/apis", metav1.APIGroupList{
		TypeMeta: metav1.TypeMeta{Kind: "APIGroupList", APIVersion: "v1"},
		Groups:   []metav1.APIGroup{{Name: "gateway.kgateway.dev", Versions: []metav1.GroupVersionForDiscovery{version}, PreferredVersion: version}},
	})
	answer(mux, "/api", metav1.APIVersions{TypeMeta: metav1.TypeMeta{Kind: "APIVersions", APIVersion: "v1"}, Versions: []string{}})
	return mux
}

func answer(mux *http.ServeMux, path string, v any) {
	mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(v) // the error is ignored, because the client may have closed the connection
	})
}

// startKubectl starts an API server with the CRD of the newest release, and builds the tool. It skips the test if kubectl is not
// installed.
func startKubectl(t *testing.T) *kubectl {
	t.Helper()
	path, err := exec.LookPath("kubectl")
	if err != nil {
		t.Skip("kubectl is not installed")
	}
	server, _ := start(t)
	tool, err := theTool()
	if err != nil {
		t.Fatal(err)
	}
	front := httptest.NewServer(frontOf(t, server.releases[target.Latest().ID]))
	t.Cleanup(front.Close)
	home := t.TempDir()
	write(t, home, "config", fmt.Sprintf(kubeconfig, front.URL))
	return &kubectl{path: path, home: home, env: append(os.Environ(),
		"KUBECONFIG="+filepath.Join(home, "config"), "HOME="+home, "NO_COLOR=1", "LANG=C.UTF-8", "PATH="+filepath.Dir(tool)+string(os.PathListSeparator)+os.Getenv("PATH"))}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// run runs a program with kubectl and the tool on the PATH. It returns the outputs and the exit status.
func (k *kubectl) run(t *testing.T, env []string, name string, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = k.home, append(append([]string(nil), k.env...), env...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

// kubectlBackend is a Backend in a namespace that no other test uses, because the objects that kubectl creates are not removed.
const kubectlBackend = `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
  namespace: kubectl-tests
spec:
  static:
    hosts:
    - host: a.example.com
      port: %d
`

// TestKubectlDiff checks that kubectl diff with the tool shows a change in meaning and exits with 1, and that it exits with 0 if the
// meaning is the same.
func TestKubectlDiff(t *testing.T) {
	k := startKubectl(t)
	write(t, k.home, "web.yaml", fmt.Sprintf(kubectlBackend, 8080))
	if out, errs, status := k.run(t, nil, k.path, "create", "--validate=false", "-f", "web.yaml"); status != 0 {
		t.Fatalf("create exits with %d\n%s%s", status, out, errs)
	}
	external := []string{"KUBECTL_EXTERNAL_DIFF=backendctl diff"}
	if out, errs, status := k.run(t, external, k.path, "diff", "-f", "web.yaml"); status != 0 || out != "" {
		t.Errorf("nothing has changed, but diff exits with %d and prints this, want 0 and no output\n%s%s", status, out, errs)
	}
	write(t, k.home, "styled.yaml", "# the same\n"+`{"kind": "Backend", "apiVersion": "gateway.kgateway.dev/v1alpha1", "metadata": {"namespace": "kubectl-tests", "name": "web"}, "spec": {"static": {"hosts": [{"port": 8080, "host": "a.example.com"}]}}}`)
	if out, errs, status := k.run(t, external, k.path, "diff", "-f", "styled.yaml"); status != 0 || out != "" {
		t.Errorf("only the notation has changed, but diff exits with %d and prints this, want 0 and no output\n%s%s", status, out, errs)
	}
	write(t, k.home, "web.yaml", fmt.Sprintf(kubectlBackend, 9090))
	out, errs, status := k.run(t, external, k.path, "diff", "-f", "web.yaml")
	if status != 1 || !strings.Contains(out, "spec.static.hosts[a.example.com:9090].port: 8080 → 9090") || strings.Contains(out, "generation") {
		t.Errorf("the port has changed: diff exits with %d and prints this, want 1 and the change of the port\n%s%s", status, out, errs)
	}
	// kubectl passes only words that consist of letters, digits, = and -.
	out, _, status = k.run(t, []string{"KUBECTL_EXTERNAL_DIFF=backendctl diff -o unified --color never"}, k.path, "diff", "-f", "web.yaml")
	if status != 1 || !strings.Contains(out, "+      port: 9090") {
		t.Errorf("with the options -o and --color, diff exits with %d and prints this, want 1 and a unified diff\n%s", status, out)
	}
	if out, _, status = k.run(t, []string{"KUBECTL_EXTERNAL_DIFF=backendctl"}, k.path, "diff", "-f", "web.yaml"); status != 1 || !strings.Contains(out, "8080 → 9090") {
		t.Errorf("without the word diff, the tool exits with %d and prints this, want 1 and the change of the port\n%s", status, out)
	}
	write(t, k.home, "new.yaml", strings.Replace(fmt.Sprintf(kubectlBackend, 80), "name: web", "name: other", 1))
	if out, errs, status := k.run(t, external, k.path, "diff", "-f", "new.yaml"); status != 1 || !strings.HasPrefix(out, "+ Backend kubectl-tests/other") {
		t.Errorf("the object is new: diff exits with %d and prints this, want 1 and the new Backend\n%s%s", status, out, errs)
	}
}

// TestKubectlPlugin checks that kubectl finds the tool as a plugin, and that objects from the cluster can be checked.
func TestKubectlPlugin(t *testing.T) {
	k := startKubectl(t)
	tool, err := theTool()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(tool, filepath.Join(k.home, "kubectl-backend")); err != nil {
		t.Fatal(err)
	}
	plugin := []string{"PATH=" + k.home + string(os.PathListSeparator) + filepath.Dir(tool) + string(os.PathListSeparator) + os.Getenv("PATH")}
	write(t, k.home, "plugin.yaml", strings.Replace(fmt.Sprintf(kubectlBackend, 99999), "name: web", "name: plugin", 1))
	if out, errs, status := k.run(t, plugin, k.path, "backend", "lint", "--target", "latest", "plugin.yaml"); status != 1 || !strings.Contains(out, "99999") {
		t.Errorf("as a plugin, lint exits with %d\n%s%s", status, out, errs)
	}
	if out, _, _ := k.run(t, plugin, k.path, "backend", "lint", "--help"); !strings.Contains(out, "\n  kubectl backend lint [PATH...]") {
		t.Errorf("the help of the plugin does not contain the kubectl command:\n%s", out)
	}
	if out, errs, status := k.run(t, nil, k.path, "create", "--validate=false", "-f", "plugin.yaml"); status != 0 {
		t.Fatalf("create exits with %d\n%s%s", status, out, errs)
	}
	out, errs, status := k.run(t, plugin, "sh", "-c", "kubectl get backends -A -o yaml | backendctl lint --target latest -o concise -")
	if status != 1 || !strings.Contains(out, "99999") || !strings.Contains(errs, "error") {
		t.Errorf("lint of the cluster's objects exits with %d\n%s%s", status, out, errs)
	}
}
