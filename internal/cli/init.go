package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backendctl/backendctl/internal/config"
	"github.com/backendctl/backendctl/internal/input"
	"github.com/backendctl/backendctl/internal/target"
)

func newInit(env *Env) *cobra.Command {
	id, force := "", false
	cmd := &cobra.Command{
		Use:     "init [DIRECTORY]",
		Short:   "Write a commented " + config.FileName,
		Example: "  backendctl init\n  backendctl init --target 2.3",
		Args:    arguments(0, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := "."
			if len(args) > 0 {
				dir = args[0]
			}
			return runInit(env, dir, id, force)
		},
	}
	cmd.Flags().StringVarP(&id, "target", "t", "", "the kgateway release that you run, or several, all or auto (default "+target.Latest().ID+")")
	cmd.Flags().BoolVar(&force, "force", false, "replace an existing file")
	choices(cmd, "target", targetChoices())
	return cmd
}

func runInit(env *Env, dir, id string, force bool) error {
	if err := env.needsDir(); err != nil {
		return err
	}
	if id != "" && id != auto {
		if strings.HasPrefix(id, target.CRDPrefix) {
			return usagef("init supports only built-in targets: give the CRD an id under targets: in the file")
		}
		targets, err := target.ParseList(id)
		if err != nil {
			return usageError{err}
		}
		if len(targets) == 1 {
			id = targets[0].ID
		}
	}
	shown := filepath.Join(dir, config.FileName)
	path := env.path(shown)
	if _, err := os.Lstat(path); err == nil && !force {
		return usagef("%s already exists: use --force to replace it", shown)
	}
	if info, err := os.Stat(filepath.Dir(path)); errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
		return usagef("%s is not a directory", dir)
	}
	if err := input.Write(path, config.Template(cmp.Or(id, target.Latest().ID))); err != nil {
		return fmt.Errorf("cannot write %s: %w", shown, err)
	}
	env.say(fmt.Sprintf("wrote %s, target %s", shown, cmp.Or(id, target.Latest().ID)))
	return nil
}
