package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/input"
	"github.com/backendctl/backendctl/internal/source"
)

// sides reads both sides of the comparison.
func (o *diffOptions) sides(ctx context.Context, env *Env) (before, after []*source.File, err error) {
	if o.git != "" {
		return o.revisions(ctx, env)
	}
	var errs [2]error
	before, errs[0] = o.side(ctx, env, o.paths[0])
	after, errs[1] = o.side(ctx, env, o.paths[1])
	return before, after, errors.Join(errs[:]...)
}

// side reads the paths of one side.
func (o *diffOptions) side(ctx context.Context, env *Env, paths ...string) ([]*source.File, error) {
	one := o.readFlags
	one.paths, one.anyName = paths, isKubectl(o.paths)
	files, err := one.readAll(ctx, env)
	o.omitted.join(&o.readFlags, one.omitted.all)
	return files, err
}

// revisions reads both sides as --git selects them: two revisions, or a revision and the working tree.
func (o *diffOptions) revisions(ctx context.Context, env *Env) (before, after []*source.File, err error) {
	from, to, two := strings.Cut(o.git, "..")
	if rest, three := strings.CutPrefix(to, "."); two && three {
		to = orHead(rest)
		if from, err = input.MergeBase(ctx, env.Dir, orHead(from), to); err != nil {
			return nil, nil, usagef("--git: %w", err)
		}
		from = from[:min(len(from), 12)]
	}
	if before, err = o.revision(ctx, env, orHead(from)); err != nil {
		return nil, nil, err
	}
	if two {
		after, err = o.revision(ctx, env, orHead(to))
		return before, after, err
	}
	if here := o.here(env, before); len(here) > 0 {
		after, err = o.side(ctx, env, here...)
	}
	return before, after, err
}

// orHead returns the name of a revision, or HEAD if the name is empty.
func orHead(name string) string {
	if name == "" {
		return "HEAD"
	}
	return name
}

// here returns the paths to read in the working tree. It leaves out a path that exists only in the revision: the path was deleted, which is
// not an error.
func (o *diffOptions) here(env *Env, before []*source.File) []string {
	if len(o.paths) == 0 {
		return []string{"."}
	}
	var here []string
	for _, path := range o.paths {
		if !input.Exists(env.path(path)) && isIn(before, path) {
			continue
		}
		here = append(here, path)
	}
	return here
}

// isIn reports whether one of the files of a revision is at a path or below it.
func isIn(files []*source.File, path string) bool {
	path = filepath.ToSlash(filepath.Clean(path))
	return slices.ContainsFunc(files, func(f *source.File) bool {
		_, name, _ := strings.Cut(f.Name(), ":")
		return name == path || strings.HasPrefix(name, path+"/")
	})
}

func (o *diffOptions) revision(ctx context.Context, env *Env, name string) ([]*source.File, error) {
	options := o.inputOptions(env)
	options.Args = o.paths
	if len(o.paths) == 0 {
		options.Args = []string{"."}
	}
	files, err := input.Revision{Name: name, Options: options}.Read(ctx)
	var unknown *input.RevisionError
	if errors.As(err, &unknown) {
		return nil, usagef("--git: %w", err)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", name, err)
	}
	return files, nil
}

// fieldOr returns the path of the field at a JSON Pointer, or the given word if the pointer is empty.
func fieldOr(pointer, word string) string {
	if field := diag.Field(pointer); field != "" {
		return field
	}
	return word
}
