package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/target"
)

// shell matches the commands in a page, and the output that follows one of them.
var shell = regexp.MustCompile("(?s)```sh\n(.*?)```(?:\n\n```text\n(.*?)```)?")

// elsewhere are the prefixes of the commands in pages that TestDocs does not run, because they need another program.
var elsewhere = []string{"go install ", "go run ", "go test ", "BACKENDCTL_DYFF=", "KUBECTL_EXTERNAL_DIFF=", "gh pr comment ", "ln -s ", "kubectl backend ", "brew ", "kubectl krew ", "docker ", "sudo ", "tar ", "curl ", "shasum ", "source ", "kubectl apply"}

// rehearsed begins the part of a page that TestRehearsal of internal/tools/newrelease runs, in a copy of the project.
const rehearsed = "\n## The next release\n"

// TestDocs runs the commands in the pages and the README in a folder with suitable files. Their exit status must be 0 or 1, and the output
// that a page shows must be correct. A file replaces the program that writes to a pipe. TestReadme checks the output in the README.
func TestDocs(t *testing.T) {
	t.Parallel()
	p := newPipeline(t)
	pages, err := filepath.Glob(filepath.Join(p.repo, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, page := range append(pages, filepath.Join(p.repo, "README.md")) {
		data, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		text, _, _ := strings.Cut(string(data), rehearsed)
		for _, block := range shell.FindAllStringSubmatch(text, -1) {
			var printed strings.Builder
			for line := range strings.Lines(block[1]) {
				line, _, _ = strings.Cut(strings.TrimSpace(line), " # ")
				line = strings.TrimSpace(line)
				if line == "" || isElsewhere(line) {
					continue
				}
				ran++
				t.Run(filepath.Base(page)+" "+line, func(t *testing.T) { printed.WriteString(p.follow(t, line)) })
			}
			if shown := block[2]; filepath.Base(page) != "README.md" && !strings.Contains(printed.String(), shown) {
				t.Errorf("%s shows\n%s\nbut its commands print\n%s", filepath.Base(page), shown, printed.String())
			}
		}
	}
	if ran < 40 {
		t.Errorf("found %d commands, want at least 40", ran)
	}
}

func isElsewhere(line string) bool {
	for _, program := range elsewhere {
		if strings.HasPrefix(line, program) {
			return true
		}
	}
	return strings.Contains(line, "| kubectl apply")
}

// follow runs a command of a page, and returns its output.
func (p *pipeline) follow(t *testing.T, line string) string {
	t.Helper()
	p.prepare(t)
	if _, after, piped := strings.Cut(line, "| backendctl"); piped {
		given := "rendered.yaml"
		if strings.Contains(after, "crd:-") {
			given = "crds/backends.yaml"
		}
		line = "cat " + given + " | backendctl" + after
	}
	if after, ok := strings.CutPrefix(line, "kubectl get crd backends.gateway.kgateway.dev -o yaml"); ok {
		line = "cat cluster.yaml" + after
	}
	if !strings.HasPrefix(line, "backendctl ") && !strings.HasPrefix(line, "cat ") {
		t.Fatalf("%q cannot be run: expected a backendctl or cat command", line)
	}
	if line == "backendctl scaffold" {
		t.Skip("a form needs a terminal")
	}
	out, status := p.run(t, "cd work && "+line, "BACKENDCTL_CONFIG=")
	if status > ExitFindings {
		t.Errorf("status %d, want at most %d\n%s", status, ExitFindings, out)
	}
	return out
}

// three is the beginning of a Backend. The files that use it add three hosts, in different orders and with different ports.
const three = `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
  namespace: shop
spec:
  type: Static
  static:
    hosts:
`

// tlsPolicy is a policy for the Backend in three.
const tlsPolicy = `apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata: {name: web, namespace: shop}
spec:
  targetRefs:
  - {group: gateway.kgateway.dev, kind: Backend, name: web}
  tls: {wellKnownCACertificates: System, sni: a.example.com}
`

// prepare replaces the folder in which commands of pages run by an unchanged copy.
func (p *pipeline) prepare(t *testing.T) {
	t.Helper()
	work, fresh := filepath.Join(p.dir, "work"), filepath.Join(p.dir, "fresh")
	if err := os.RemoveAll(work); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(fresh); err != nil {
		p.create(t)
		if err := os.Rename(work, fresh); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.CopyFS(work, os.DirFS(fresh)); err != nil {
		t.Fatal(err)
	}
}

// create makes the folder in which the commands of pages run.
func (p *pipeline) create(t *testing.T) {
	t.Helper()
	good := strings.Replace(misspelt, "prot", "port", 1)
	crd, err := target.Latest().CRD()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"backend.yaml": good, "deploy/web.yaml": misspelt, "migrated.yaml": good,
		"old.yaml":           three + "    - {host: a.example.com, port: 8080}\n    - {host: b.example.com, port: 8080}\n    - {host: c.example.com, port: 8080}\n",
		"new.yaml":           three + "    - {host: c.example.com, port: 8080}\n    - {host: a.example.com, port: 8080}\n    - {host: b.example.com, port: 9090}\n---\n" + tlsPolicy,
		"crds/backends.yaml": string(crd), "cluster.yaml": string(crd),
		"live/web.yaml": good, "rendered.yaml": good, "web.yaml": good, "backends/web.yaml": good,
		"gloo/web.yaml": "apiVersion: gloo.solo.io/v1\nkind: Upstream\nmetadata: {name: web}\nspec: {static: {hosts: [{addr: a.example.com, port: 80}]}}\n",
	} {
		p.write(t, filepath.Join("work", name), text)
	}
	setup := "cd work && git init -q -b main && git add . && git commit -qm one && backendctl lint --no-config --write-baseline known.json deploy/"
	identity := []string{"GIT_CONFIG_GLOBAL=/dev/null", "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com"}
	if out, status := p.run(t, setup, identity...); status != 0 {
		t.Fatalf("status %d\n%s", status, out)
	}
}
