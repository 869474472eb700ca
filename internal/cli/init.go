package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backendctl/backendctl/internal/config"
	"github.com/backendctl/backendctl/internal/input"
	"github.com/backendctl/backendctl/internal/target"
)

func newInit(env *Env) *cobra.Command {
	o := initOptions{}
	cmd := &cobra.Command{
		Use:     "init [DIRECTORY]",
		Short:   "Write a commented " + config.FileName,
		Example: "  backendctl init\n  backendctl init --target 2.3\n  backendctl init --target crd:crds/backends.yaml",
		Args:    arguments(0, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			o.dir = "."
			if len(args) > 0 {
				o.dir = args[0]
			}
			return runInit(env, o)
		},
	}
	cmd.Flags().StringSliceVarP(&o.targets, "target", "t", nil,
		"the kgateway release that you run, or several, all, auto or a CRD (crd:FILE) (default "+target.Latest().ID+")")
	nameValue(cmd.Flags(), "target", "TARGET")
	cmd.Flags().BoolVar(&o.force, "force", false, "replace an existing file")
	choices(cmd, "target", targetChoices())
	return cmd
}

// initOptions are the flags and the argument of init.
type initOptions struct {
	dir     string
	targets []string
	force   bool
}

func runInit(env *Env, o initOptions) error {
	if err := env.needsDir(); err != nil {
		return err
	}
	shown := filepath.Join(o.dir, config.FileName)
	path := env.path(shown)
	names, own, err := initTargets(env, filepath.Dir(path), o.targets)
	if err != nil {
		return usageError{err}
	}
	if _, err := os.Lstat(path); err == nil && !o.force {
		return usagef("%s already exists: use --force to replace it", shown)
	}
	if info, err := os.Stat(filepath.Dir(path)); errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
		return usagef("%s is not a directory", o.dir)
	}
	if err := input.Write(path, config.Template(names, own)); err != nil {
		return fmt.Errorf("cannot write %s: %w", shown, err)
	}
	env.say(fmt.Sprintf("wrote %s, target %s", shown, strings.Join(names, ", ")))
	return nil
}

// initTargets returns target names as a configuration file in dir has them: the ids of releases, and ids for CRDs, with the paths of the
// CRDs relative to dir. The error means that the file would not be valid.
func initTargets(env *Env, dir string, given []string) (names []string, own []config.Target, err error) {
	switch {
	case len(given) == 0:
		return []string{target.Latest().ID}, nil, nil
	case slices.Equal(given, []string{auto}):
		return given, nil, nil
	case slices.Contains(given, target.CRDPrefix+"-"):
		return nil, nil, errors.New("--target: the file needs the path of the CRD: save the CRD to a file")
	}
	if _, err := newCRDLoader(env, &config.Config{}).names().ParseAll(given); err != nil {
		return nil, nil, err
	}
	for _, name := range given {
		if path, isCRD := strings.CutPrefix(name, target.CRDPrefix); isCRD {
			t := config.Target{ID: "kgateway-crd"}
			if len(own) > 0 {
				t.ID += "-" + strconv.Itoa(len(own)+1)
			}
			if t.CRD, err = pathIn(dir, env.path(path)); err != nil {
				return nil, nil, fmt.Errorf("--target: %w", err)
			}
			name, own = t.ID, append(own, t)
		} else if targets, err := target.ParseList(name); err == nil && len(targets) == 1 {
			name = targets[0].ID
		}
		names = append(names, name)
	}
	return names, own, nil
}

// pathIn returns the path of a file as a configuration file in dir has it. Both parameters are absolute paths.
func pathIn(dir, path string) (string, error) {
	if !config.InRepository(dir, path) {
		return "", fmt.Errorf("%q is outside of the repository, where the configuration cannot refer to it: copy it into the repository", path)
	}
	rel, err := filepath.Rel(dir, path)
	return filepath.ToSlash(rel), err
}
