package cli

import (
	"github.com/spf13/pflag"

	"github.com/backendctl/backendctl/internal/kustomize"
)

// inputFlags select the input.
type inputFlags struct {
	paths       []string
	anyName     bool // read all files of directories, whatever their names are
	exclude     []string
	stdinName   string
	maxFileSize string
	noTemplates bool
	allowEmpty  bool

	limit   int64            // maxFileSize in bytes
	omitted omissions        // files and directories that were not read
	patches *kustomize.Index // available after the inputs are listed
}

// bindNoTemplates binds --no-templates, which only commands with a verdict have.
func (o *inputFlags) bindNoTemplates(f *pflag.FlagSet) {
	f.BoolVar(&o.noTemplates, "no-templates", false, "take {{ }}, ${VAR}, $VAR and $(VAR) literally, as the API server would")
}

func (o *inputFlags) bind(f *pflag.FlagSet) {
	// Not a slice flag, because a glob may contain commas, as in {a,b}; the configuration splits it.
	f.StringArrayVar(&o.exclude, "exclude", nil, "skip files that a `GLOB` matches, in addition to exclude: of the configuration; commas between, may be repeated")
	f.StringVar(&o.stdinName, "stdin-filename", "", "`NAME` to report standard input under")
	f.BoolVar(&o.allowEmpty, "allow-empty", false, "accept empty standard input, and files that are all ignored or excluded")
	f.StringVar(&o.maxFileSize, "max-file-size", "32MiB", "refuse to read a file that is larger")
}

func (o *inputFlags) check() error {
	var err error
	if o.limit, err = parseSize(o.maxFileSize); err != nil {
		return usagef("--max-file-size: %w", err)
	}
	return nil
}
