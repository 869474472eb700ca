package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

const misspelt = `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: web}
spec:
  static:
    hosts:
    - host: a.example.com
      prot: 8080
`

// A pipeline is a folder in which the steps of a CI pipeline run. The tool of this checkout is on the PATH.
type pipeline struct {
	dir, repo, bin string
	env            []string
}

func newPipeline(t *testing.T) *pipeline {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the steps require a POSIX shell")
	}
	repo, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	p := &pipeline{dir: t.TempDir(), repo: repo}
	p.bin = filepath.Dir(program(t))
	p.write(t, "deploy/web.yaml", misspelt)
	p.env = append(os.Environ(), "PATH="+p.bin+string(os.PathListSeparator)+os.Getenv("PATH"), "LANG=C.UTF-8", "TERM=xterm")
	return p
}

func (p *pipeline) write(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join(p.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (p *pipeline) read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(p.dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// run runs a shell script. It returns the output and the exit status.
func (p *pipeline) run(t *testing.T, script string, env ...string) (string, int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "bash", "-c", script)
	cmd.Dir, cmd.Env = p.dir, append(append([]string(nil), p.env...), env...)
	out, err := cmd.CombinedOutput()
	if err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// decode decodes the last document of a YAML file of the repository.
func (p *pipeline) decode(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(p.repo, name))
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(string(data), "\n---\n")
	if err := yaml.Unmarshal([]byte(parts[len(parts)-1]), into); err != nil {
		t.Fatal(err)
	}
}

// TestAction runs the steps of the GitHub action as a GitHub runner would. The tool is built from source. The findings must be in the log,
// in annotations, in the summary and in SARIF, and the job must fail.
func TestAction(t *testing.T) {
	t.Parallel()
	p := newPipeline(t)
	var action struct {
		Inputs map[string]struct {
			Description, Default string
		}
		Runs struct {
			Steps []struct {
				Name, Run, Uses string
				Env             map[string]string
			}
		}
	}
	p.decode(t, "action.yml", &action)
	inputs := map[string]string{"target": "2.4", "paths": "deploy\n"}
	expand := func(text string) string {
		for name, in := range action.Inputs {
			value, ok := inputs[name]
			if !ok {
				value = in.Default
			}
			text = strings.ReplaceAll(text, "${{ inputs."+name+" }}", value)
		}
		return strings.ReplaceAll(text, "${{ github.action_path }}", p.repo)
	}
	runner := []string{"GITHUB_ACTIONS=true", "RUNNER_TEMP=" + filepath.Join(p.dir, "temp")}
	for _, name := range []string{"GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"} {
		p.write(t, name, "")
		runner = append(runner, name+"="+filepath.Join(p.dir, name))
	}
	statuses, log := []int{}, ""
	for _, step := range action.Runs.Steps {
		if step.Run == "" {
			continue
		}
		env := runner
		for name, value := range step.Env {
			env = append(env, name+"="+expand(value))
		}
		out, status := p.run(t, expand(step.Run), env...)
		statuses, log = append(statuses, status), log+out
	}
	if len(statuses) != 2 || statuses[0] != 0 || statuses[1] != ExitFindings {
		t.Fatalf("the steps exit with %v, want %v\n%s", statuses, []int{0, ExitFindings}, log)
	}
	for name, want := range map[string]string{
		"GITHUB_STEP_SUMMARY": "deploy/web.yaml:8:7: error: unknown field", "GITHUB_OUTPUT": "sarif=", "GITHUB_PATH": "backendctl-bin",
		"temp/backendctl/findings.sarif": `"unknown-field"`,
	} {
		if !strings.Contains(p.read(t, name), want) {
			t.Errorf("%s has no %q:\n%s", name, want, p.read(t, name))
		}
	}
	for _, want := range []string{"::error file=deploy/web.yaml,line=8", "\x1b[", "did you mean"} {
		if !strings.Contains(log, want) {
			t.Errorf("the log has no %q:\n%s", want, log)
		}
	}
}

// TestGitLab runs the script of the GitLab component.
func TestGitLab(t *testing.T) {
	p := newPipeline(t)
	var template struct {
		Backendctl struct {
			Script    []string
			Artifacts struct {
				Reports map[string]string
			}
		}
	}
	p.decode(t, filepath.Join("templates", "backendctl.yml"), &template)
	script := strings.ReplaceAll(strings.Join(template.Backendctl.Script, "\n"), "$[[ inputs.paths ]]", "deploy")
	log, status := p.run(t, script, "GITLAB_CI=true", "BACKENDCTL_TARGET=2.4")
	if status != ExitFindings || !strings.Contains(log, "\x1b[") {
		t.Errorf("the script exits with %d, want %d and colored output\n%s", status, ExitFindings, log)
	}
	if report := p.read(t, template.Backendctl.Artifacts.Reports["codequality"]); !strings.Contains(report, `"check_name"`) {
		t.Errorf("the code quality report has no check_name:\n%s", report)
	}
	if report := p.read(t, template.Backendctl.Artifacts.Reports["junit"]); !strings.Contains(report, "<testsuites") {
		t.Errorf("the JUnit report has no testsuites:\n%s", report)
	}
}
