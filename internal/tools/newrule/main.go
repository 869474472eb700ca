// Command newrule starts a lint rule: a file in the package of its subject, with documentation and a check to fill in, and an entry in the
// registry.
//
//	go run ./internal/tools/newrule -subject hosts -id host-is-odd -severity warning -category correctness -summary "a static host is odd"
//
// `go test ./internal/check` then reports what is missing. With -registry it writes only the registry, from the rules that the packages
// declare.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	var r request
	dir := flag.String("dir", filepath.Join("internal", "rules"), "the folder of all rules")
	only := flag.Bool("registry", false, "write the registry only")
	flag.StringVar(&r.Subject, "subject", "", "the package of the rule, such as hosts")
	flag.StringVar(&r.ID, "id", "", "rule id: the mistake in kebab case, such as host-is-url")
	flag.StringVar(&r.Summary, "summary", "", "the mistake in one line")
	flag.StringVar(&r.Severity, "severity", "warning", "info, warning or error")
	flag.StringVar(&r.Category, "category", "correctness", "the category of the rule")
	flag.StringVar(&r.Since, "since", "", "the first release line to which it applies, such as 2.1")
	flag.StringVar(&r.Until, "until", "", "the last release line to which it applies")
	flag.Parse()
	if err := run(*dir, r, *only); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
	if !*only {
		fmt.Printf("wrote %s; fill it in until `go test ./internal/check` passes, then run `go run ./internal/tools/gendocs`\n", filepath.Join(*dir, r.File()))
	}
}

func run(dir string, r request, registryOnly bool) error {
	if _, err := os.Stat(filepath.Join(dir, "rules.go")); err != nil {
		return errors.New("run it in the root of the repository, or give the folder of all rules with -dir")
	}
	if !registryOnly {
		if err := begin(dir, r); err != nil {
			return err
		}
	}
	text, err := registry(dir)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "registry.go"), []byte(text), 0o644)
}

// begin writes the file of a new rule. It does not overwrite an existing one.
func begin(dir string, r request) error {
	if err := r.check(); err != nil {
		return err
	}
	text, err := r.source()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(dir, r.Subject), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(dir, r.File()), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Close())
}
