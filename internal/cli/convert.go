package cli

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/convert"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

const convertLong = `Convert each Backend to another release, and write the objects that the release needs in addition: a BackendConfigPolicy
or BackendTLSPolicy for the TLS of hosts, an AgentgatewayBackend for AI and MCP from kgateway 2.2, and a Secret to fill in if
one is needed. Routes, grants and policies in the input that refer to a Backend are updated. Gloo's Upstream, Istio's
ServiceEntry, Services of type ExternalName and Envoy Gateway's Backend are converted to Backends; their settings for
connections and TLS are converted to a BackendConfigPolicy.

PATH is as for validate. The result is written to standard output, or with --in-place or --output-dir to files. Comments,
the order of keys and the style are kept. Documents without a change, and documents of other kinds, are kept byte for byte.

Policies, GatewayExtensions and GRPCRoutes in the input are converted between releases as well. A Gateway whose class does
not support the backends of its routes is reported, and so is a Kustomize patch that no longer fits.

Every field of the input is accounted for. A field that the target does not have is reported as lost, with the reason and
advice, and the exit status is 1 unless --allow-loss is given. --in-place and --output-dir do not write a file that would
lose a field, or a file that refers to it. A required field that the input does not have becomes a placeholder with a
comment, and is reported.

A document that is not valid in the release or product that it is converted from, that cannot be decoded, or whose
apiVersion or kind is almost that of a Backend, is reported and not changed. The other documents are converted, and the
exit status is 1. --from or a comment such as "# backendctl: target=2.1" sets this release or product; otherwise it is
detected from the fields of the document. With --from, the resources of other products are not converted.

--check writes nothing, and lists the changes for each document: fields to add, to remove and to fill in. docs/convert.md
describes the conversion of every field.`

const convertExample = `  backendctl convert --to latest backend.yaml
  backendctl convert --to 2.4 --check deploy/
  backendctl convert --to 2.4 --in-place deploy/
  backendctl convert --to 2.2 --diff deploy/
  backendctl convert --to catalog -o json backend.yaml
  backendctl convert --to latest --output-dir kgateway/ gloo/
  kubectl get backends -A -o yaml | backendctl convert --to 2.4 -`

// convertOptions are the flags of convert.
type convertOptions struct {
	readFlags
	extra                           reportFiles
	output                          string
	to, from, directory             string
	inPlace, diff, check, allowLoss bool
	crds                            *crdLoader
	target                          target.Target  // the value of --to
	source                          convert.Source // the value of --from; the zero Source to detect the shape of each document
	syntax                          convert.Syntax // the syntax of the output
}

func newConvert(env *Env) *cobra.Command {
	o := &convertOptions{}
	cmd := &cobra.Command{
		Use:     "convert [PATH...] --to TARGET",
		Short:   "Convert Backends between releases and products, and report what is lost",
		Long:    convertLong,
		Example: convertExample,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.paths = args
			if err := o.complete(env, cmd); err != nil {
				return err
			}
			return runConvert(cmd.Context(), env, o)
		},
	}
	o.bind(cmd)
	return cmd
}

func (o *convertOptions) bind(cmd *cobra.Command) {
	f := cmd.Flags()
	f.SortFlags = false
	f.Var(&once{value: &o.to}, "to", "`TARGET` to convert to: a release, latest, catalog or a CRD (crd:FILE)")
	f.StringVar(&o.from, "from", "", "release or product of the input (`SHAPE`), if it cannot be detected: "+joinWords(append(shapeNames(), "a CRD (crd:FILE)")))
	f.StringVarP(&o.output, "output", "o", "", "output format: yaml or json (default: that of each document); text or json with --check")
	f.BoolVar(&o.inPlace, "in-place", false, "rewrite the files; without --allow-loss, skip files that would lose fields, and files that refer to them")
	f.StringVar(&o.directory, "output-dir", "", "write the files to `DIR`, with their paths relative to PATH")
	f.BoolVar(&o.diff, "diff", false, "print the changes as a diff; write nothing")
	f.BoolVar(&o.check, "check", false, "list the changes that each Backend needs; write nothing")
	f.BoolVar(&o.allowLoss, "allow-loss", false, "exit with 0 if fields are lost, and let --in-place and --output-dir write those files")
	o.extra.bind(cmd, "also write a report with the outcome of each field, as `FORMAT=FILE`; may be repeated")
	o.bindNoTemplates(f)
	o.readFlags.bind(cmd, outputUsage{
		quiet:   "print no notes and no summary",
		verbose: "also print what was skipped, and why",
		secrets: "show inline tokens in reports and diffs instead of masking them",
	})
	choices(cmd, "to", oneTargetChoices())
	choices(cmd, "from", append(shapeNames(), target.CRDPrefix))
	choices(cmd, "output", []cobra.Completion{"yaml", "json", "text"})
}

// shapeNames returns the allowed values of --from.
func shapeNames() []string {
	var names []string
	for _, s := range convert.Sources() {
		names = append(names, string(s))
	}
	return names
}

// complete loads the configuration and checks the flags.
func (o *convertOptions) complete(env *Env, cmd *cobra.Command) error {
	if err := o.prepareReading(env, cmd, "output"); err != nil {
		return err
	}
	if err := o.extra.parse(); err != nil {
		return err
	}
	o.crds = newCRDLoader(env, o.config)
	if err := o.chooseShapes(); err != nil {
		return err
	}
	return o.chooseOutput()
}

// chooseShapes parses --to and --from.
func (o *convertOptions) chooseShapes() error {
	if o.to == "" {
		return usagef("missing --to: expected a target, such as --to latest")
	}
	var err error
	if o.target, err = o.crds.names().Parse(o.to); err != nil {
		return usagef("--to: %w", err)
	}
	if o.from == "" {
		return nil
	}
	if o.source, err = convert.ParseSource(o.from, o.crds.names()); err != nil {
		return usagef("--from: %w", err)
	}
	return nil
}

// chooseOutput parses the flags that select the output.
func (o *convertOptions) chooseOutput() error {
	known := []string{"", "yaml", "json"}
	if o.check {
		known = []string{"", "text", "json"}
	}
	var places []string
	for name, given := range map[string]bool{"--in-place": o.inPlace, "--output-dir": o.directory != "", "--diff": o.diff, "--check": o.check} {
		if given {
			places = append(places, name)
		}
	}
	slices.Sort(places)
	switch {
	case !slices.Contains(known, o.output):
		return usagef("--output: unknown format %q (expected %s)", o.output, joinWords(known[1:]))
	case len(places) > 1:
		return usagef("%s and %s cannot be combined", places[0], places[1])
	case o.inPlace && o.output != "":
		return usagef("--in-place cannot change the format of a file; use --output-dir instead")
	}
	if !o.check {
		o.syntax = map[string]convert.Syntax{"": convert.AsIs, "yaml": convert.YAML, "json": convert.JSON}[o.output]
	}
	return nil
}

// runConvert converts all inputs together. If an input cannot be read or converted, the other inputs are still converted.
func runConvert(ctx context.Context, env *Env, o *convertOptions) error {
	read, readErr := o.readInputs(ctx, env)
	if len(read) == 0 && readErr != nil {
		return readErr
	}
	files := make([]*source.File, len(read))
	for i, r := range read {
		files[i] = r.file
	}
	progress := newProgress(env, o.quiet, "converting")
	result, err := convert.Files(ctx, files, convert.Options{
		To: o.target, From: o.source.Shape, FromCRD: o.source.CRD, Names: o.crds.namesInComments(), Templates: !o.noTemplates, AllowLoss: o.allowLoss, Syntax: o.syntax, Relevant: isRelevant,
		NearMiss: check.NearMiss, Progress: progress.show,
		IsPatch: func(name string) bool { return len(o.patches.Patches(name)) > 0 },
	})
	progress.clear()
	if err != nil {
		return err
	}
	result.Result.Rules = append(result.Result.Rules, check.NearMissRule())
	w := &conversionWriter{env: env, options: o, read: read, result: result, errs: []error{readErr}}
	return w.write()
}

// A conversionWriter writes the results of a conversion.
type conversionWriter struct {
	env     *Env
	options *convertOptions
	read    []reading
	result  *convert.Conversion
	errs    []error
	written int
	kept    int // the number of changed files that are not written, because of a loss or because of a file that they depend on
}

// write writes the results, the reports and the messages. It returns the error that determines the exit status.
func (w *conversionWriter) write() error {
	o := w.options
	conceal := o.concealer()
	for _, f := range w.result.Files {
		for _, broken := range f.Broken {
			w.errs = append(w.errs, errors.New(conceal(f.Before, broken.Error())))
		}
	}
	if err := w.results(); err != nil {
		return err
	}
	if err := w.say(); err != nil {
		return err
	}
	w.errs = append(w.errs, o.extra.write(w.env, o.reportOptions(w.env, toFile), w.result.Result))
	switch err := errors.Join(w.errs...); {
	case err != nil:
		return err
	case w.result.Invalid() > 0, w.result.Lost() > 0 && !o.allowLoss:
		return errFindings
	}
	return nil
}

// results writes the converted files, or the report or diff that the flags select instead.
func (w *conversionWriter) results() error {
	switch o := w.options; {
	case o.check:
		return w.migration()
	case o.diff:
		return w.patches()
	case o.inPlace:
		return w.replace()
	case o.directory != "":
		return w.export()
	}
	return w.stream()
}

// patches prints the changes as diffs.
func (w *conversionWriter) patches() error {
	for _, f := range w.result.Files {
		if !f.Changed() {
			continue
		}
		if err := w.options.showPatch(w.env, f.Before.Name(), f.Before.Text(), f.Text); err != nil {
			return err
		}
	}
	return nil
}

// stream prints all files as one stream of documents.
func (w *conversionWriter) stream() error {
	var b strings.Builder
	for i, f := range w.result.Files {
		text := f.Text
		if i > 0 && w.options.syntax != convert.JSON && b.Len() > 0 && !strings.HasPrefix(text, "---") {
			b.WriteString("---\n")
		}
		if len(w.result.Files) == 1 && !f.Changed() {
			b.Write(f.Before.Raw())
			continue
		}
		b.WriteString(text)
		if len(w.result.Files) > 1 && text != "" && !strings.HasSuffix(text, "\n") {
			b.WriteByte('\n')
		}
	}
	_, err := io.WriteString(w.env.Stdout, b.String())
	return err
}
