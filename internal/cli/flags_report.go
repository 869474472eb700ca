package cli

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/input"
	"github.com/backendctl/backendctl/internal/report"
)

// reportFlags select the format of findings, and the severity from which findings set the exit status to 1.
type reportFlags struct {
	output, failOnName   string
	exitZero, statistics bool
	extra                reportFiles

	format report.Format
	failOn diag.Severity
}

func (o *reportFlags) bind(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVarP(&o.output, "output", "o", "text", "format of the findings: "+joinWords(formatNames()))
	choices(cmd, "output", formatChoices(""))
	o.extra.bind(cmd, "also write a report, as `FORMAT=FILE`; may be repeated")
	f.StringVar(&o.failOnName, "fail-on", "error", "exit with 1 if a finding has at least this severity: info, warning or error")
	choices(cmd, "fail-on", diag.Severities()[1:])
	f.BoolVar(&o.exitZero, "exit-zero", false, "exit with 0 if there are findings (still 2 for wrong usage, and 3 for failures)")
	f.BoolVar(&o.statistics, "statistics", false, "print the number of findings for each rule instead of the findings; json has both")
}

func (o *reportFlags) check() error {
	var err error
	if o.failOn, err = diag.ParseSeverity(o.failOnName); err != nil {
		return usageError{err}
	}
	if o.format, err = report.Parse(o.output); err != nil {
		return usageError{err}
	}
	return o.extra.parse()
}

// needsVerdicts reports whether a report contains the verdict of every target. That takes longer than checking a file against auto.
func (o *reportFlags) needsVerdicts() bool {
	return o.format.Verdicts || slices.ContainsFunc(o.extra.files, func(f reportFile) bool { return f.format.Verdicts })
}

// reportFiles is the value of --report: the additional reports.
type reportFiles struct {
	values []string
	files  []reportFile
}

// A reportFile is one additional report.
type reportFile struct {
	format report.Format
	path   string
}

func (o *reportFiles) bind(cmd *cobra.Command, usage string) {
	cmd.Flags().StringArrayVar(&o.values, "report", nil, usage)
	choices(cmd, "report", formatChoices("="))
}

func (o *reportFiles) parse() error {
	for _, v := range o.values {
		name, path, ok := strings.Cut(v, "=")
		if !ok || path == "" {
			return usagef("--report: expected FORMAT=FILE, such as sarif=results.sarif, got %q", v)
		}
		f, err := report.Parse(name)
		if err != nil {
			return usagef("--report: %w", err)
		}
		o.files = append(o.files, reportFile{f, path})
	}
	return nil
}

// write writes the additional reports. If one of them cannot be written, the other reports are still written.
func (o *reportFiles) write(env *Env, options report.Options, r *diag.Result) error {
	options.Color, options.Hyperlinks = false, false
	var errs []error
	for _, f := range o.files {
		if err := f.write(env, options, r); err != nil {
			errs = append(errs, fmt.Errorf("cannot write the report to %s: %w", f.path, err))
		}
	}
	return errors.Join(errs...)
}

// write writes a report to a temporary file and then renames it, so that other programs never read an incomplete report.
func (f reportFile) write(env *Env, options report.Options, r *diag.Result) error {
	options.Statistics = options.Statistics && f.format.Name == "json"
	var b bytes.Buffer
	if err := report.Write(&b, f.format, r, options); err != nil {
		return err
	}
	return input.Write(env.path(f.path), b.Bytes())
}
