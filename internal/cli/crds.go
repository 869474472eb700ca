package cli

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/backendctl/backendctl/internal/config"
	"github.com/backendctl/backendctl/internal/crd"
	"github.com/backendctl/backendctl/internal/target"
)

// A crdLoader finds the targets that are CRDs in files: crd:PATH, and the ids that the configuration defines. It reads each file once,
// when its target is first used.
type crdLoader struct {
	env    *Env
	config func() (*config.Config, error)

	mu     sync.Mutex
	loaded map[string]loadedCRD
}

type loadedCRD struct {
	target target.Target
	err    error
}

func newCRDLoader(env *Env, c *config.Config) *crdLoader {
	return &crdLoader{env: env, config: func() (*config.Config, error) { return c, nil }, loaded: map[string]loadedCRD{}}
}

// lazyCRDLoader returns a loader that reads the configuration only if it is needed: for a name that is not a built-in target, or for a list
// of all targets.
func lazyCRDLoader(env *Env, cmd *cobra.Command) *crdLoader {
	load := func() (*config.Config, error) { return loadConfig(env, cmd, "output", "target") }
	return &crdLoader{env: env, config: sync.OnceValues(load), loaded: map[string]loadedCRD{}}
}

// names returns the lookup for target names on the command line and in the configuration.
func (l *crdLoader) names() target.Names {
	return target.Names{Custom: l.find, IDs: l.ids, Others: target.CRDFile}
}

var errPathInComment = errors.New("a comment cannot refer to a CRD file: give the CRD an id under targets: in " + config.FileName)

// namesInComments returns the lookup for target names in the comments of documents. These names cannot select a file.
func (l *crdLoader) namesInComments() target.Names {
	return target.Names{IDs: l.ids, Others: "the id of a CRD under targets: in " + config.FileName, Custom: func(name string) (target.Target, bool, error) {
		if strings.HasPrefix(name, target.CRDPrefix) {
			return target.Target{}, false, errPathInComment
		}
		return l.find(name)
	}}
}

func (l *crdLoader) ids() []string {
	var ids []string
	c, err := l.config()
	if err != nil {
		return nil // find returns the error when a CRD is looked up
	}
	for _, t := range c.Targets {
		ids = append(ids, t.ID)
	}
	return ids
}

// find returns the target with the given name. It returns false if the name does not refer to a CRD.
func (l *crdLoader) find(name string) (target.Target, bool, error) {
	path, isPath := strings.CutPrefix(name, target.CRDPrefix)
	if _, err := target.Parse(name); err == nil {
		return target.Target{}, false, nil // an id in the configuration is never the name of a built-in target
	}
	named := -1
	if !isPath {
		if _, err := l.config(); err != nil {
			return target.Target{}, false, err
		}
		if named = slices.Index(l.ids(), name); named < 0 {
			return target.Target{}, false, nil
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	known, ok := l.loaded[name]
	if !ok {
		if named >= 0 {
			known.target, known.err = l.configured(named, len(l.loaded))
		} else {
			known.target, known.err = l.load(name, path, target.Latest(), len(l.loaded))
		}
		l.loaded[name] = known
	}
	return known.target, true, known.err
}

// configured loads the CRD at index i of the configuration. place is the number of CRDs that were loaded before it.
func (l *crdLoader) configured(i, place int) (target.Target, error) {
	c, err := l.config()
	if err != nil {
		return target.Target{}, err
	}
	own, line := c.Targets[i], c.TargetLine(i)
	path, err := c.TargetPath(own.CRD, line)
	if err != nil {
		return target.Target{}, err
	}
	base := target.Latest()
	if own.Release != "" {
		if base, err = target.Parse(own.Release); err != nil {
			return target.Target{}, err // the release is valid: it was checked when the configuration was read
		}
	}
	t, err := l.load(own.ID, path, base.Line(), place)
	if err != nil {
		return t, fmt.Errorf("%s:%d: %w", c.File, line, err)
	}
	return t, nil
}

// configuredAll returns all CRD targets of the configuration. It prints a note about each CRD that cannot be read, and skips it.
func (l *crdLoader) configuredAll() []target.Target {
	var out []target.Target
	if _, err := l.config(); err != nil {
		l.env.say("note: " + err.Error())
	}
	for _, id := range l.ids() {
		t, _, err := l.find(id)
		if err != nil {
			l.env.say("note: " + err.Error())
			continue
		}
		out = append(out, t)
	}
	return out
}

func (l *crdLoader) load(id, path string, base target.Target, place int) (target.Target, error) {
	deferGC()
	target.Prepare(base)
	d, err := l.read(path)
	if err != nil {
		return target.Target{}, err
	}
	return target.FromCRD(id, d, base, place)
}

// deferGC delays the first garbage collection until the heap reaches 16 MiB, and then restores GOGC. Reading a CRD allocates a few MiB,
// and a collection at 4 MiB would take a quarter of the time of a check of one file.
func deferGC() {
	const usual, once = 100, 400
	if before := debug.SetGCPercent(once); before != usual {
		debug.SetGCPercent(before) // the user has set GOGC, so it is not changed
		return
	}
	runtime.AddCleanup(new([16]byte), func(percent int) { debug.SetGCPercent(percent) }, usual)
}

func (l *crdLoader) read(path string) (*crd.Definition, error) {
	switch {
	case path == "":
		return nil, errors.New(`"crd:" needs a path, such as crd:crds/backends.yaml, or crd:- for standard input`)
	case path != "-":
		return crd.Load(l.env.path(path), path)
	case l.env.StdinTerminal:
		return nil, errors.New("crd:- reads standard input, which is a terminal: pipe `kubectl get crd backends.gateway.kgateway.dev -o yaml` into it")
	}
	stdin := l.env.Stdin
	l.env.Stdin = usedStdin{}
	return crd.LoadFrom(stdin, "standard input")
}

// usedStdin replaces standard input after a CRD was read from it.
type usedStdin struct{}

func (usedStdin) Read([]byte) (int, error) {
	return 0, errors.New("--target crd:- reads the CRD from standard input: give the paths of the manifests")
}

// isUsed reports whether --target crd:- has already read standard input. A command without paths then reads the working directory.
func (e *Env) isUsed() bool {
	_, used := e.Stdin.(usedStdin)
	return used
}
