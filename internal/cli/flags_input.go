package cli

import (
	"github.com/spf13/pflag"

	"github.com/backendctl/backendctl/internal/kustomize"
)

// inputFlags select the files to read.
type inputFlags struct {
	paths       []string
	anyName     bool // read all files in directories, not only YAML and JSON files
	exclude     []string
	stdinName   string
	maxFileSize string
	noTemplates bool
	allowEmpty  bool

	limit   int64            // the value of maxFileSize in bytes
	omitted omissions        // the files and directories that were not read
	patches *kustomize.Index // the index of Kustomize patches; nil until the inputs are listed
}

// bindNoTemplates binds --no-templates. It is separate from bind, because fmt does not have this flag.
func (o *inputFlags) bindNoTemplates(f *pflag.FlagSet) {
	f.BoolVar(&o.noTemplates, "no-templates", false, "read {{ }}, ${VAR}, $VAR and $(VAR) as literal text, as the API server does")
}

func (o *inputFlags) bind(f *pflag.FlagSet) {
	// StringSlice would split a glob with commas, such as {a,b}. The package config splits the values at the commas outside of braces.
	f.StringArrayVar(&o.exclude, "exclude", nil, "skip files that match a `GLOB`, in addition to exclude: in the configuration; comma-separated, may be repeated")
	f.StringVar(&o.stdinName, "stdin-filename", "", "`NAME` of standard input in reports")
	f.BoolVar(&o.allowEmpty, "allow-empty", false, "exit with 0 if standard input is empty, or if all files are ignored or excluded")
	f.StringVar(&o.maxFileSize, "max-file-size", "32MiB", "maximum size of a file")
}

func (o *inputFlags) check() error {
	var err error
	if o.limit, err = parseSize(o.maxFileSize); err != nil {
		return usagef("--max-file-size: %w", err)
	}
	return nil
}
