package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backendctl/backendctl/internal/config"
	"github.com/backendctl/backendctl/internal/target"
)

// auto is the value of target if no particular target is selected: a document is valid if any release accepts it.
const auto = "auto"

// targetFlags select the targets.
type targetFlags struct {
	target   []string
	targets  []target.Target // the selected targets; empty for auto
	crds     *crdLoader
	override bool // the user selected the targets, which override a target in the comment of a document
}

func (o *targetFlags) bind(cmd *cobra.Command, usage string, words []cobra.Completion) {
	cmd.Flags().StringSliceVarP(&o.target, "target", "t", []string{auto}, usage)
	choices(cmd, "target", words)
}

// chooseTargets parses the setting target. The configuration already contains the value of the flag --target, if it is set.
func (o *targetFlags) chooseTargets(env *Env, c *config.Config) error {
	o.crds = newCRDLoader(env, c)
	origin := c.Origin("target")
	o.override = strings.HasPrefix(origin, "-") || strings.HasPrefix(origin, config.EnvPrefix)
	names := slices.Clone(c.Target)
	if len(names) == 0 || len(names) == 1 && names[0] == auto {
		return nil
	}
	if !o.override && origin != "" {
		if err := fromConfig(c, names); err != nil {
			return usageError{err}
		}
	}
	var err error
	if o.targets, err = o.crds.names().ParseAll(names); err != nil {
		return usageError{err}
	}
	return nil
}

// fromConfig replaces the paths of CRDs in target names. The paths are relative to the configuration file, and become relative to the
// working directory.
func fromConfig(c *config.Config, names []string) error {
	for i, name := range names {
		path, ok := strings.CutPrefix(name, target.CRDPrefix)
		if !ok || path == "-" {
			continue
		}
		here, err := c.TargetPath(path, c.SettingLine("target"))
		if err != nil {
			return err
		}
		names[i] = target.CRDPrefix + here
	}
	return nil
}

// knownTarget returns an error if a target name in the configuration is not valid. It reads no files. own contains the ids of CRDs in the
// configuration.
func knownTarget(name string, own []string) error {
	isCRD := func(word string) bool { return slices.Contains(own, word) || strings.HasPrefix(word, target.CRDPrefix) }
	if name == auto || isCRD(name) {
		return nil
	}
	if first, last, ok := strings.Cut(name, ".."); ok && (isCRD(first) || isCRD(last)) {
		return fmt.Errorf("range %q: a CRD cannot be in a range; list it separately", name)
	}
	_, err := target.Names{IDs: func() []string { return own }, Others: target.CRDFile}.ParseAll([]string{name})
	return err
}

// freeID returns an error if the id of a CRD in the configuration is the name of another target.
func freeID(id string) error {
	if id == auto || id == "all" || id == "latest" {
		return fmt.Errorf("%q is a reserved name: use another id for the CRD", id)
	}
	if t, err := target.Parse(id); err == nil {
		return fmt.Errorf("%q is a built-in target (%s): remove this entry, or use another id for the CRD", id, t.Title)
	}
	return nil
}

// knownRelease returns an error if a name is not that of a release. It is the release whose behaviour is assumed for a CRD.
func knownRelease(name string) error {
	t, err := target.Parse(name)
	if err == nil && t.Catalog() {
		return errors.New("the catalog is not a release")
	}
	return err
}
