package cli

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/fix"
	"github.com/backendctl/backendctl/internal/input"
	"github.com/backendctl/backendctl/internal/report"
	"github.com/backendctl/backendctl/internal/source"
)

// mostPreviewed and mostForecast are the limits for a forecast: the size of the input in bytes, and the number of findings with a fix. Up
// to these limits, the input is checked again to predict the result of --fix.
const (
	mostPreviewed = 32 << 10
	mostForecast  = 500
)

// offerFixes sets the numbers of safe and unsafe fixes in the summary, and the commands that apply and show them. For a small input, these
// are the numbers of findings that would really be fixed. For a large input, they are the numbers of findings that have a fix.
func (o *checkOptions) offerFixes(ctx context.Context, result *diag.Result, entries []input.Entry) {
	tally := result.Tally()
	// Findings that go into a new baseline need not be fixed now.
	if o.quiet || tally.FixSafe+tally.FixUnsafe == 0 || o.baseline.write != "" {
		return
	}
	o.offer = report.FixOffer{Safe: tally.FixSafe, Unsafe: tally.FixUnsafe}
	if tally.FixSafe+tally.FixUnsafe <= mostForecast {
		if forecast, ok := o.forecast(ctx, result); ok {
			o.offer.Safe, o.offer.Unsafe = forecast.Safe, forecast.Unsafe
		}
	}
	o.offer.Piped = slices.ContainsFunc(entries, input.Entry.IsStdin)
	if o.offer.Piped && len(entries) > 1 {
		return // --fix accepts standard input only if it is the only input
	}
	o.offer.Apply, o.offer.Show = o.lintCommand("--fix"), o.lintCommand("--unsafe-fixes", "--diff")
}

// forecast predicts the result of --fix. It works on a copy of the options, because the baseline and --since record the last check. It
// returns false if the prediction would take too long or was interrupted.
func (o checkOptions) forecast(ctx context.Context, result *diag.Result) (fix.Forecast, bool) {
	o.since = o.since.fork()
	files := result.Files
	if len(o.rules) == 0 { // without rules, each file can be checked separately, and the texts of files without a fix may not be in memory
		files = withFixes(result)
	}
	size := 0
	for _, f := range files {
		size += len(f.Text())
	}
	if size > mostPreviewed || result.Unlisted.Findings() > 0 {
		return fix.Forecast{}, false
	}
	if len(o.rules) == 0 {
		var err error
		if result, err = o.judge(ctx, files); err != nil {
			return fix.Forecast{}, false
		}
	}
	forecast, err := fix.Preview(ctx, result, o.judge)
	return forecast, err == nil
}

// withFixes returns the files that have a finding with a fix, in the order of the findings.
func withFixes(result *diag.Result) []*source.File {
	var out []*source.File
	seen := map[*source.File]bool{}
	for _, d := range result.Diagnostics {
		if len(d.Fixes) > 0 && !seen[d.File] {
			seen[d.File] = true
			out = append(out, d.File)
		}
	}
	return out
}

// lintCommand returns a command line of lint with the same input and settings as this run, and with additional flags.
func (o *checkOptions) lintCommand(flags ...string) string {
	words := append([]string{"backendctl", "lint"}, flags...)
	words = append(words, o.repeated...)
	if slices.ContainsFunc(o.paths, func(p string) bool { return strings.HasPrefix(p, "-") && p != "-" }) {
		words = append(words, "--")
	}
	for _, path := range o.paths {
		if path != "-" {
			words = append(words, path)
		}
	}
	for i := range words {
		words[i] = shellQuote(words[i])
	}
	return strings.Join(words, " ")
}

// shownBy are the flags that control the output or the fixes. All other flags affect which findings there are.
var shownBy = []string{
	"output", "report", "fail-on", "write-baseline", "color", "quiet", "verbose", "show-secrets", "allow-empty", "exit-zero",
	"statistics", "fix", "unsafe-fixes", "diff",
}

// repeatedFlags returns the flags of this run that another run needs to get the same findings.
func repeatedFlags(flags *pflag.FlagSet) []string {
	var out []string
	flags.Visit(func(f *pflag.Flag) {
		values := []string{f.Value.String()}
		if list, ok := f.Value.(pflag.SliceValue); ok {
			values = []string{strings.TrimSuffix(strings.TrimPrefix(f.Value.String(), "["), "]")} // with the quotes of items with commas
			if f.Value.Type() == "stringArray" {
				values = list.GetSlice()
			}
		}
		for _, value := range values {
			switch {
			case slices.Contains(shownBy, f.Name):
			case f.Value.Type() == "bool" && value == "true":
				out = append(out, "--"+f.Name)
			case f.Value.Type() == "bool":
				out = append(out, "--"+f.Name+"="+value)
			default:
				out = append(out, "--"+f.Name, value)
			}
		}
	})
	return out
}

var plainWord = regexp.MustCompile(`^[A-Za-z0-9_./:=,@%+-]+$`)

// shellQuote quotes a word for a POSIX shell if necessary.
func shellQuote(word string) string {
	if plainWord.MatchString(word) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
