package apiserver

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/backendctl/backendctl/internal/apiserver/generate"
	"github.com/backendctl/backendctl/internal/cli"
)

const (
	autoSizeEnv = "BACKENDCTL_AUTO_N"

	defaultAutoSize = 3000

	// leastOfEach is the minimum number of manifests with each verdict, if the test has its default size.
	leastOfEach = 500
)

// TestAuto compares the exit status of the tool without a target with the verdicts of all releases. validate and lint must exit with 1 for
// a manifest that no release accepts, and validate must exit with 0 for a manifest that a release accepts. Manifests in the shape of the
// catalog are accepted.
func TestAuto(t *testing.T) {
	server, crds := start(t)
	size := int(numberFrom(t, autoSizeEnv, defaultAutoSize))
	next, err := mixed(crds, seedFrom(t))
	if err != nil {
		t.Fatal(err)
	}
	shapes, err := newShapes(crds)
	if err != nil {
		t.Fatal(err)
	}
	releases := &anyRelease{server: server, shapes: shapes, counts: map[outcome]int{}}
	c := newComparison(releases, "auto", statusOf(t))
	if err := c.run(t, next, size); err != nil {
		t.Fatal(err)
	}
	t.Log(releases)
	for _, o := range []outcome{accepted, rejected} {
		if n := releases.counts[o]; n < leastOfEach*size/defaultAutoSize {
			t.Errorf("only %d manifests are %s, which are too few for a comparison", n, o)
		}
	}
	if releases.counts[catalogShape] == 0 {
		t.Error("no manifest has the shape of the catalog")
	}
	c.report(t)
}

// mixed returns a function that generates manifests in turn: for each release one with Generator.Next and one with Generator.Slip, and for
// the catalog one with Slip.
func mixed(crds map[string][]byte, seed uint64) (func() generate.Sample, error) {
	published, err := PublishedCRD()
	if err != nil {
		return nil, err
	}
	var makers []func() generate.Sample
	for i, release := range ReleaseIDs {
		g, err := generate.New(crds[release], seed+uint64(i))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", release, err)
		}
		makers = append(makers, g.Next, g.Slip)
	}
	g, err := generate.New(published, seed+uint64(len(ReleaseIDs)))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", catalog.ID, err)
	}
	makers = append(makers, g.Slip)
	turn := -1
	return func() generate.Sample {
		turn++
		return makers[turn%len(makers)]()
	}, nil
}

// mayBeBackend reports whether a text may be a Backend. The tool skips other texts and exits with 0. An object may be a Backend if its
// group is similar to kgateway's group, or if it is a Backend of another group and has a spec. A text that cannot be decoded may be a
// Backend if it contains the group, the kind, and one of their keys.
func mayBeBackend(manifest []byte) bool {
	var root any
	if err := decode(manifest, &root); err != nil {
		text := string(bytes.ReplaceAll(manifest, []byte{0}, nil)) // also handles UTF-16
		hasKey := strings.Contains(text, "kind") || strings.Contains(text, "apiVersion")
		return hasKey && strings.Contains(text, "kgateway.dev") && strings.Contains(text, "Backend")
	}
	object, _ := root.(map[string]any)
	version, _ := object["apiVersion"].(string)
	_, hasSpec := object["spec"].(map[string]any)
	return strings.Contains(version, "gateway.k") || object["kind"] == "Backend" && hasSpec
}

// outcome is the common verdict of all releases.
type outcome string

const (
	accepted     outcome = "accepted by a release"
	rejected     outcome = "rejected by every release"
	catalogShape outcome = "in the shape of the catalog"
	openShape    outcome = "in the shape of the catalog, with values on which the catalog and an API server disagree"
	notOurs      outcome = "certainly not a Backend"
)

// anyRelease accepts manifests that at least one release accepts, and manifests in the shape of the catalog.
type anyRelease struct {
	server *Server
	shapes *shapes

	mu     sync.Mutex
	counts map[outcome]int
}

// Judge sends a manifest to the server of every release. If all of them reject it, the causes are those of the newest release. It returns
// errUndecided for a text that is certainly not a Backend, and for a manifest on which the catalog and an API server disagree.
func (a *anyRelease) Judge(ctx context.Context, _ string, manifest []byte) (Verdict, error) {
	if !mayBeBackend(manifest) {
		a.count(notOurs)
		return Verdict{}, errUndecided
	}
	var newest Verdict
	for _, release := range ReleaseIDs {
		verdict, err := a.server.Judge(ctx, release, manifest)
		if err != nil {
			return Verdict{}, fmt.Errorf("%s: %w", release, err)
		}
		if verdict.Valid {
			a.count(accepted)
			return verdict, nil
		}
		newest = verdict
	}
	if !a.shapes.has(manifest) {
		a.count(rejected)
		return newest, nil
	}
	published, err := a.server.Judge(ctx, catalog.ID, manifest)
	if err != nil {
		return Verdict{}, fmt.Errorf("%s: %w", catalog.ID, err)
	}
	if published.Valid && !hasNull(manifest) { // the server removes nulls, but the catalog rejects them
		a.count(catalogShape)
		return published, nil
	}
	a.count(openShape)
	return Verdict{}, errUndecided
}

func (a *anyRelease) count(o outcome) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.counts[o]++
}

// String returns the number of manifests for each outcome.
func (a *anyRelease) String() string {
	var parts []string
	for _, o := range []outcome{accepted, rejected, catalogShape, openShape, notOurs} {
		parts = append(parts, fmt.Sprintf("%d are %s", a.counts[o], o))
	}
	return strings.Join(parts, ", ")
}

// statusOf returns a function that derives a verdict from the exit statuses of validate and lint without a target. That function returns an
// error if a command fails, or if validate has findings and lint has none.
func statusOf(t *testing.T) judgeOurs {
	return func(_ string, manifest []byte) (valid bool, reasons []string, err error) {
		dir, err := os.MkdirTemp(t.TempDir(), "")
		if err != nil {
			return false, nil, err
		}
		if err := os.WriteFile(filepath.Join(dir, "manifest.yaml"), manifest, 0o600); err != nil {
			return false, nil, err
		}
		validate, said := inProcess(dir, "validate", "--no-config", "--output", "concise", "manifest.yaml")
		lint, _ := inProcess(dir, "lint", "--no-config", "--output", "concise", "manifest.yaml")
		switch {
		case validate > cli.ExitFindings || lint > cli.ExitFindings:
			return false, nil, fmt.Errorf("validate exits with %d, and lint with %d: %s", validate, lint, said)
		case validate > lint:
			return false, nil, fmt.Errorf("validate exits with %d, but lint with %d: %s", validate, lint, said)
		}
		return validate == 0, []string{said}, nil
	}
}

// inProcess runs the tool in a folder, and returns its exit status and output.
func inProcess(dir string, args ...string) (int, string) {
	var out bytes.Buffer
	env := &cli.Env{
		Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out, Dir: dir, StdinTerminal: true,
		LookupEnv: func(string) (string, bool) { return "", false },
	}
	return cli.Main(env, args), out.String()
}
