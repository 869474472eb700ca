package cli

import (
	"github.com/spf13/pflag"

	"github.com/backendctl/backendctl/internal/kustomize"
)

// inputFlags choose what is read.
type inputFlags struct {
	paths       []string
	anyName     bool // files of directories are read whatever their names are
	exclude     []string
	stdinName   string
	maxFileSize string
	noTemplates bool
	allowEmpty  bool

	limit   int64            // maxFileSize in bytes
	omitted omissions        // what was not read
	patches *kustomize.Index // of the inputs, once they are listed
}

// bindNoTemplates binds --no-templates, which commands without a verdict do not have.
func (o *inputFlags) bindNoTemplates(f *pflag.FlagSet) {
	f.BoolVar(&o.noTemplates, "no-templates", false, "take {{ }}, ${VAR}, $VAR and $(VAR) literally, as the API server would")
}

func (o *inputFlags) bind(f *pflag.FlagSet) {
	// Not a slice flag, because a glob may contain commas, in {a,b}; the configuration splits it.
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
