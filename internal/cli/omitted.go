package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/input"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/stable"
)

// omissions are the files and directories that were not read, because git ignores them or they are excluded.
type omissions struct {
	options *readFlags
	all     []input.Omission
}

func (o *omissions) add(one input.Omission) { o.all = append(o.all, one) }

// join adds the omissions of another listing. An omission that both listings found is kept once.
func (o *omissions) join(options *readFlags, more []input.Omission) {
	o.options, o.all = options, append(o.all, more...)
	o.sort()
	o.all = slices.Compact(o.all)
}

func (o *omissions) sort() {
	stable.Sort(o.all, func(a, b input.Omission) int { return strings.Compare(a.Name, b.Name) })
}

// settle prints the files that were not read if --verbose is set. left is the number of files to read. If it is 0 because all files are
// ignored or excluded, settle returns an error, unless --allow-empty is set.
func (o *omissions) settle(ctx context.Context, env *Env, left int) error {
	if len(o.all) == 0 {
		return nil
	}
	if left == 0 && !o.options.allowEmpty {
		return o.nothingLeft(ctx)
	}
	if o.options.verbose {
		for _, line := range o.lines(ctx, o.all) {
			o.options.note(env, "not read: "+line)
		}
	}
	return nil
}

// lines returns a line for each omission, with its cause.
func (o *omissions) lines(ctx context.Context, some []input.Omission) []string {
	patterns := input.GitPatterns(ctx, some)
	lines := make([]string, len(some))
	for i, one := range some {
		switch pattern, known := patterns[one.Path]; {
		case known:
			lines[i] = fmt.Sprintf("%s is ignored by git (%s)", one.Name, pattern)
		case one.Cause == input.ByGit:
			lines[i] = one.Name + " is ignored by git"
		default:
			reason, _ := o.options.config.ExcludedBy(one.Path)
			lines[i] = fmt.Sprintf("%s is excluded (%s)", one.Name, reason)
		}
	}
	return lines
}

// mostNamed is the maximum number of omissions that an error lists.
const mostNamed = 5

// nothingLeft returns the error of a run in which all files are ignored or excluded.
func (o *omissions) nothingLeft(ctx context.Context) error {
	o.sort()
	lines := o.lines(ctx, o.all[:min(len(o.all), mostNamed)])
	if more := len(o.all) - len(lines); more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", more))
	}
	advice := "use --allow-empty to exit with 0"
	if slices.ContainsFunc(o.all, func(one input.Omission) bool { return one.Cause == input.ByGit }) {
		advice = "give the path of an ignored file to read it, or " + advice
	}
	return fmt.Errorf("nothing to read: all files are ignored or excluded\n  %s\n%s", strings.Join(lines, "\n  "), advice)
}

// summary returns text such as "not read: 2 files ignored by git, 1 directory excluded", or "" if all files were read.
func (o *omissions) summary() string {
	if len(o.all) == 0 {
		return ""
	}
	var parts []string
	for _, kind := range []struct {
		cause input.Cause
		words string
	}{{input.ByGit, "ignored by git"}, {input.ByExclude, "excluded"}} {
		if counted := o.count(kind.cause); counted != "" {
			parts = append(parts, counted+" "+kind.words)
		}
	}
	hint := " (use --verbose to list them)"
	if o.options.verbose {
		hint = ""
	}
	return "not read: " + strings.Join(parts, ", ") + hint
}

// count returns text with the number of files and directories that were not read for a cause.
func (o *omissions) count(cause input.Cause) string {
	directories, others := 0, 0
	for _, one := range o.all {
		switch {
		case one.Cause != cause:
		case one.IsDir():
			directories++
		default:
			others++
		}
	}
	var parts []string
	if others > 0 {
		parts = append(parts, files(others))
	}
	switch {
	case directories == 1:
		parts = append(parts, "1 directory")
	case directories > 1:
		parts = append(parts, fmt.Sprintf("%d directories", directories))
	}
	return strings.Join(parts, " and ")
}

// say writes the summary to standard error.
func (o *omissions) say(env *Env) {
	if line := o.summary(); line != "" {
		env.say(source.Visible(line))
	}
}
