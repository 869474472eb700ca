package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/explain"
	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/report"
	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

const explainLong = `Explain the values of a field, the findings of a rule, or the changes of a release.

FIELD is a path such as spec.static.hosts.port, static.hosts (spec. is optional) or /spec/static/hosts/0/port, as in
reports. The last name of a path is enough if only one field has it, such as endpointURL. The field is shown for the
newest release that has it, with the differences in other releases; --target compares several releases.

A field of a policy begins with the kind: BackendConfigPolicy.spec.tls.sni. The other kinds are BackendTLSPolicy,
TrafficPolicy, ListenerPolicy, HTTPListenerPolicy and GatewayExtension. The page also lists the fields one level below.

--target and --recursive are for fields of a Backend.

RULE is an id from ` + "`backendctl rules`" + `, TARGET a name from ` + "`backendctl targets`" + `.`

// explainOptions are the flags of explain.
type explainOptions struct {
	output, color string
	targets       []string
	recursive     bool
}

func newExplain(env *Env) *cobra.Command {
	var o explainOptions
	cmd := &cobra.Command{
		Use:   "explain FIELD|RULE|TARGET",
		Short: "Explain a field, a rule or a target",
		Long:  explainLong,
		Example: `  backendctl explain spec.static.hosts.port
  backendctl explain spec --recursive
  backendctl explain aws.accountId --target 2.3,2.4
  backendctl explain BackendConfigPolicy.tls
  backendctl explain host-is-url
  backendctl explain 2.4 -o markdown
  backendctl explain crd:backends.yaml`,
		Args:              arguments(1, 1),
		ValidArgsFunction: completeExplain,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runExplain(cmd.Context(), env, lazyCRDLoader(env, cmd).names(), args[0], o)
		},
	}
	bindOutput(cmd, &o.output, "text", "markdown", "json")
	cmd.Flags().StringVar(&o.color, "color", "auto", "when to use colors: auto, always or never")
	cmd.Flags().StringSliceVarP(&o.targets, "target", "t", nil, "show a field of a Backend for these `TARGETS`: ids, releases, all or crd:FILE; comma-separated, may be repeated")
	cmd.Flags().BoolVar(&o.recursive, "recursive", false, "list all fields below a field of a Backend")
	choices(cmd, "color", []cobra.Completion{"auto", "always", "never"})
	choices(cmd, "target", targetChoices()[1:])
	return cmd
}

// completeExplain completes rules, targets and the fields of one level.
func completeExplain(_ *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	directive := cobra.ShellCompDirectiveNoFileComp
	if len(args) > 0 {
		return nil, directive
	}
	var out []cobra.Completion
	for _, c := range explain.Complete(begun) {
		out = append(out, cobra.CompletionWithDesc(c.Path, c.Summary()))
		if c.HasFields() {
			directive |= cobra.ShellCompDirectiveNoSpace
		}
	}
	for _, c := range explain.CompletePolicy(begun) {
		out = append(out, cobra.CompletionWithDesc(c.Path, c.Summary()))
		if c.HasFields() {
			directive |= cobra.ShellCompDirectiveNoSpace
		}
	}
	for _, r := range allRules() {
		out = append(out, cobra.CompletionWithDesc(r.ID, r.Summary))
	}
	out = append(out, cobra.CompletionWithDesc("latest", "the newest release, "+target.Latest().ID))
	for _, t := range target.All() {
		out = append(out, cobra.CompletionWithDesc(t.ID, t.Title))
	}
	return slices.DeleteFunc(out, func(c cobra.Completion) bool { return !strings.HasPrefix(c, begun) }), directive
}

// A page is an explanation that can be written as text, as Markdown, or as JSON with the exported fields of the page.
type page interface {
	Text(width int, heading func(string) string) string
	Markdown() string
}

func runExplain(ctx context.Context, env *Env, names target.Names, name string, o explainOptions) error {
	options := report.Options{Color: env.color(o.color, env.StdoutTerminal), Width: exampleWidth(env.columns()), Unicode: env.unicode(), Quiet: true}
	p, err := explained(ctx, names, name, o, options)
	if err != nil {
		return err
	}
	switch o.output {
	case "json":
		if rule, ok := p.(*explain.Rule); ok {
			return writeJSON(env, newRuleRow(rule.Descriptor))
		}
		return writeJSON(env, p)
	case "markdown":
		_, err = fmt.Fprint(env.Stdout, source.Inert(p.Markdown()))
	default:
		_, err = fmt.Fprint(env.Stdout, source.Inert(p.Text(textWidth(env.columns()), report.Heading(options))))
	}
	return err
}

// explained returns the page of a name: a rule, a target, a field of a policy or a field of a Backend. No two of them have the same name.
func explained(ctx context.Context, names target.Names, name string, o explainOptions, options report.Options) (page, error) {
	policy, isPolicy, err := explain.FindPolicy(name)
	if err != nil {
		return nil, usageError{err}
	}
	rule, isRule := findRule(name)
	t, errTarget := target.Parse(name)
	if strings.HasPrefix(name, target.CRDPrefix) {
		if t, errTarget = names.Parse(name); errTarget != nil {
			return nil, usageError{errTarget}
		}
	}
	if (isRule || isPolicy || errTarget == nil) && (len(o.targets) > 0 || o.recursive) {
		return nil, usagef("--target and --recursive require a field of a Backend, and %q is not one", name)
	}
	switch {
	case isPolicy:
		return policy, nil
	case isRule:
		return rulePage(ctx, rule, options)
	case errTarget == nil:
		return explain.NewRelease(t, descriptors())
	}
	if _, err := explain.Find(name); isVersion(name) || errors.Is(err, explain.ErrUnknownField) && len(o.targets) == 0 {
		switch t, err := names.Parse(name); { // an id in the configuration, which is not read before this point
		case err == nil:
			return explain.NewRelease(t, descriptors())
		case isVersion(name) || slices.Contains(names.IDs(), name):
			return nil, usageError{err}
		}
		o.targets = targetsWith(name, names)
	}
	return fieldPage(ctx, names, name, o)
}

// targetsWith returns the first CRD of the configuration that has a field, or nothing if none has it.
func targetsWith(field string, names target.Names) []string {
	for _, id := range names.IDs() {
		if t, err := names.Parse(id); err == nil {
			if _, err := explain.Find(field, t); err == nil {
				return []string{id}
			}
		}
	}
	return nil
}

// isVersion reports whether a name begins like a release, such as 2.4, v2.4 or kgateway-2.4.
func isVersion(name string) bool {
	name = strings.TrimPrefix(strings.TrimPrefix(name, "kgateway-"), "v")
	return name != "" && name[0] >= '0' && name[0] <= '9'
}

func fieldPage(ctx context.Context, names target.Names, name string, o explainOptions) (page, error) {
	var targets []target.Target
	var err error
	if len(o.targets) > 0 {
		if targets, err = names.ParseAll(o.targets); err != nil {
			return nil, usagef("--target: %w", err)
		}
	}
	path, err := explain.Find(name, targets...)
	if errors.Is(err, explain.ErrUnknownField) {
		return nil, usageError{unknownName(name)}
	}
	var several *explain.AmbiguousError
	if errors.As(err, &several) {
		return nil, usageError{err}
	}
	if err != nil {
		return nil, err
	}
	about, err := rulesAbout(ctx, path)
	if err != nil {
		return nil, err
	}
	p, err := explain.NewPage(path, targets, about)
	var absent *explain.AbsentError
	if errors.As(err, &absent) {
		return nil, usageError{err}
	}
	if o.recursive {
		return p.Tree(), err
	}
	return p, err
}

// unknownName returns the error for a name that cannot be explained. The error suggests a similar name, if there is one.
func unknownName(name string) error {
	if name == auto || name == "all" {
		return fmt.Errorf("%q stands for several targets: explain one of them, such as latest", name)
	}
	others := append(append(ruleIDs(), "latest"), explain.PolicyKinds()...)
	for _, t := range target.All() {
		others = append(others, t.ID)
	}
	hint := ""
	if near, ok := explain.Nearest(name, others); ok {
		hint = fmt.Sprintf(", did you mean %q?", near)
	}
	return fmt.Errorf("%q is not a field, rule or target%s\n`backendctl explain spec --recursive`, `backendctl rules` and `backendctl targets` list them", name, hint)
}

// rulesAbout returns the rules of lint about a field. Descriptors do not list fields, so each rule checks its bad example. The rule is
// about the field if its finding is at the field or at one of the field's items. It is also about the field if the good example sets the
// field near the finding, and the bad example does not.
func rulesAbout(ctx context.Context, path string) ([]diag.Descriptor, error) {
	var out []diag.Descriptor
	for _, r := range rules.All() {
		d := r.Descriptor
		// Only the rule itself runs on its example: running all rules on all examples takes ten times as long as starting the tool.
		result, _, err := judgeExample(ctx, d, r)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(result.Diagnostics, func(f diag.Diagnostic) bool {
			return f.Rule == d.ID && isOfBackend(result, f) && (explain.Concerns(path, f.Path) || adds(d, f.Path, path))
		}) {
			out = append(out, d)
		}
	}
	return out, nil
}

// adds reports whether a rule's good example has a field that the bad example lacks. The field is in the object at a JSON Pointer, or in
// the object that contains it.
func adds(d diag.Descriptor, pointer, path string) bool {
	name := path[strings.LastIndexByte(path, '.')+1:]
	beside := pointer[:max(strings.LastIndexByte(pointer, '/'), 0)]
	return slices.ContainsFunc([]string{pointer, beside}, func(object string) bool {
		return explain.IsInside(path, object) && hasField(d.Good, object, name) && !hasField(d.Bad, object, name)
	})
}

// hasField reports whether the Backend in a text has a field in the object at a JSON Pointer.
func hasField(text, pointer, name string) bool {
	documents, _ := manifest.Parse(source.New(exampleName, []byte(text)), manifest.Options{})
	return slices.ContainsFunc(documents, func(doc *manifest.Document) bool {
		if doc.Kind != "Backend" {
			return false
		}
		n := doc.Root
		for _, token := range append(diag.Tokens(pointer), name) {
			if i, err := strconv.Atoi(token); err == nil && n != nil && i < len(n.Items) {
				n = n.Items[i]
			} else {
				n = n.Get(token)
			}
		}
		return n != nil
	})
}

func isOfBackend(r *diag.Result, d diag.Diagnostic) bool {
	return slices.ContainsFunc(r.Documents, func(row diag.Document) bool {
		return row.File == d.File && row.Index == d.Document && row.Kind == "Backend"
	})
}

// descriptors returns the rules of lint, without those of validate.
func descriptors() []diag.Descriptor {
	var out []diag.Descriptor
	for _, r := range rules.All() {
		out = append(out, r.Descriptor)
	}
	return out
}

// textWidth returns the width of prose for a terminal with a number of columns: 40 to 100, and 80 if the number is unknown (0).
func textWidth(columns int) int {
	if columns <= 0 {
		return 80
	}
	return min(max(columns, 40), 100)
}

// exampleWidth returns the width of an example, without its margin.
func exampleWidth(columns int) int { return textWidth(columns) - 2 }

func findRule(id string) (diag.Descriptor, bool) {
	all := allRules()
	if i := slices.IndexFunc(all, func(d diag.Descriptor) bool { return d.ID == id }); i >= 0 {
		return all[i], true
	}
	return diag.Descriptor{}, false
}

func unknownRule(id string) error {
	hint := ""
	if near, ok := fuzzy.Nearest(id, ruleIDs()); ok {
		hint = fmt.Sprintf(", did you mean %q?", near)
	}
	return fmt.Errorf("unknown rule %q%s\nrun `backendctl rules` to list all rules", id, hint)
}

// rulePage checks the bad example of a rule and returns the rule's page.
func rulePage(ctx context.Context, d diag.Descriptor, o report.Options) (*explain.Rule, error) {
	page := &explain.Rule{Descriptor: d}
	if d.Bad == "" {
		return page, nil
	}
	var lints []lint.Rule
	if isLintRule(d.ID) {
		lints = rules.All()
	}
	result, command, err := judgeExample(ctx, d, lints...)
	if err != nil {
		return page, err
	}
	page.Command = command
	format, err := report.Parse("text")
	if err != nil {
		return page, err
	}
	var b strings.Builder
	if err := report.Write(&b, format, result, o); err != nil {
		return page, err
	}
	page.Says = b.String()
	for _, found := range result.Diagnostics {
		if found.Rule == d.ID && len(found.Fixes) > 0 {
			page.Fix = string(found.Fixes[0].Safety)
		}
	}
	return page, nil
}

// exampleName is the file name of a rule's example.
const exampleName = "backend.yaml"

// judgeExample checks the bad example of a rule. It returns the result and the command that gives this result: lint --complete with the
// rules in lints, or validate if lints is empty.
func judgeExample(ctx context.Context, d diag.Descriptor, lints ...lint.Rule) (*diag.Result, string, error) {
	o := check.Options{Targets: check.ExampleTargets(d), Templates: true, Rules: lints}
	command := "backendctl validate"
	if len(lints) > 0 {
		command = "backendctl lint --complete"
		o.Complete = lint.Stated
	}
	if d.ID == "target-outdated" {
		o.Targets = nil // the rule is about the choice of a target
	}
	options := ""
	if d.OptIn {
		options = " --enable " + d.ID
		o.Severity = func(rule, _ string) (diag.Severity, bool) { return d.Severity, rule == d.ID }
	}
	result, by, err := check.Example(ctx, exampleName, d, o)
	if o.Targets != nil {
		command += " --target " + by.Release
	}
	return result, command + options + " " + exampleName, err
}

func isLintRule(id string) bool {
	return slices.ContainsFunc(rules.All(), func(r lint.Rule) bool { return r.ID == id })
}
