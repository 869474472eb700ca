package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/backendctl/backendctl/internal/scaffold"
	"github.com/backendctl/backendctl/internal/target"
)

const scaffoldLong = `Write a new Backend that the target accepts, and the objects that it needs.

From kgateway 2.2, the types ai and mcp are written as an AgentgatewayBackend of agentgateway.

Each TYPE has flags for its main settings; --set sets any other field. A required value that is not given becomes a
placeholder. It is marked in the manifest, listed at the end, and reported by lint until it is replaced. The manifest is
written to standard output, or to a file with --write. An existing file is not changed without --append or --force.

On a terminal, without arguments or with --interactive, a form asks for the missing settings. It checks each answer while
you type, and shows the manifest before it writes. The form is on standard error; with --screen-reader, ACCESSIBLE=1 or
TERM=dumb, it asks line by line. If you cancel it with Ctrl-C, it writes nothing and exits with status 130.`

const scaffoldExample = `  backendctl scaffold static orders --host orders.example.com:443 --tls --with route
  backendctl scaffold aws-lambda thumbnails --function make-thumbnail --account 123456789012 --comments full
  backendctl scaffold --from-url https://api.example.com/v1 --with route --write api.yaml
  kubectl get service -n shop db -o yaml | backendctl scaffold --from-service shop/db --service-port 5432
  backendctl scaffold ai chat --provider openai --model gpt-4o --with secret,route
  backendctl scaffold`

// scaffoldOptions are the flags of scaffold.
type scaffoldOptions struct {
	readFlags
	targetFlags
	output       string
	request      scaffold.Request
	comments     string
	fromURL      string
	fromService  string
	servicePort  string
	write        string
	appendTo     bool
	force        bool
	interactive  bool
	screenReader bool

	words func(text string) string // changes the words of a message in a form; else nil
}

func newScaffold(env *Env) *cobra.Command {
	o := &scaffoldOptions{}
	cmd := &cobra.Command{
		Use:     "scaffold TYPE NAME",
		Short:   "Write a new Backend and the objects that it needs",
		Long:    scaffoldLong,
		Example: scaffoldExample,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.prepare(env, cmd); err != nil {
				return err
			}
			return o.untyped(cmd, env, args)
		},
	}
	o.bind(cmd)
	o.bindForm(cmd.Flags())
	for _, t := range scaffold.Types() {
		cmd.AddCommand(newScaffoldType(env, t))
	}
	return cmd
}

func newScaffoldType(env *Env, t scaffold.Type) *cobra.Command {
	o := &scaffoldOptions{request: scaffold.Request{Type: t}}
	cmd := &cobra.Command{
		Use:     t.ID + " NAME",
		Short:   "Write a Backend for " + t.Title,
		Long:    "Write a Backend for " + t.Title + ".\n\n" + typeReleases(t),
		Example: "  backendctl scaffold " + t.Example,
		Args:    arguments(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.prepare(env, cmd); err != nil {
				return err
			}
			o.request.Values = given(cmd, t)
			if len(args) > 0 {
				o.request.Name = args[0]
			}
			if o.interactive {
				return o.ask(cmd.Context(), env)
			}
			return runScaffold(cmd.Context(), env, o)
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	bindType(cmd, t)
	o.bind(cmd)
	o.bindForm(cmd.Flags())
	return cmd
}

// typeReleases returns text with the targets that support a type.
func typeReleases(t scaffold.Type) string {
	var ids []string
	for _, each := range target.All() {
		if t.In(each) {
			ids = append(ids, each.ID)
		}
	}
	return "Targets that support this type: " + strings.Join(target.Ranges(ids), " and ") + "."
}

// bindType binds the flags that configure a type.
func bindType(cmd *cobra.Command, t scaffold.Type) {
	f := cmd.Flags()
	f.SortFlags = false
	for _, flag := range t.Flags {
		switch {
		case flag.Bool:
			f.Bool(flag.Name, false, flag.Usage)
		case flag.Many:
			f.StringArray(flag.Name, nil, flag.Usage+"; may be repeated")
			nameValue(f, flag.Name, flag.Value)
		default:
			f.String(flag.Name, "", flag.Usage)
			nameValue(f, flag.Name, flag.Value)
		}
		completeFlag(cmd, t, flag)
	}
}

// completeFlag registers the completion of a flag's value. The completions depend on the target on the command line.
func completeFlag(cmd *cobra.Command, t scaffold.Type, flag scaffold.Flag) {
	if flag.Bool {
		return
	}
	err := cmd.RegisterFlagCompletionFunc(flag.Name, func(cmd *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return flag.Choices(newestWith(t, targetOfCompletion(cmd))), cobra.ShellCompDirectiveNoFileComp
	})
	if err != nil {
		panic(err) // a mistake in this package: the command does not have the flag, or the flag has completions already
	}
}

// targetOfCompletion returns the target on an incomplete command line. It returns the newest release if --target is not set or not valid.
func targetOfCompletion(cmd *cobra.Command) target.Target {
	if names, err := cmd.Flags().GetStringSlice("target"); err == nil && len(names) > 0 {
		// Cobra parses the flags twice during completion, so the target may occur twice.
		if t, err := target.Parse(names[len(names)-1]); err == nil {
			return t
		}
	}
	return target.Latest()
}

// newestWith returns the wanted target if it supports the type, else the newest target that supports the type.
func newestWith(t scaffold.Type, wanted target.Target) target.Target {
	for _, other := range slices.Backward(target.All()) {
		if t.In(wanted) {
			break
		}
		if t.In(other) {
			return other
		}
	}
	return wanted
}

// given returns the values of those flags of the type that the user has set, by the name of the flag.
func given(cmd *cobra.Command, t scaffold.Type) map[string][]string {
	values := map[string][]string{}
	for _, flag := range t.Flags {
		f := cmd.Flags().Lookup(flag.Name)
		switch v := f.Value.(type) {
		case pflag.SliceValue:
			if items := v.GetSlice(); len(items) > 0 {
				values[flag.Name] = items
			}
		default:
			if text := v.String(); text != "" && text != "false" {
				values[flag.Name] = []string{text}
			}
		}
	}
	return values
}

func (o *scaffoldOptions) bind(cmd *cobra.Command) {
	f, r := cmd.Flags(), &o.request
	f.SortFlags = false
	o.targetFlags.bind(cmd, "`TARGET` to write for: a release (default: the newest), catalog or a CRD (crd:FILE)", oneTargetChoices())
	f.Lookup("target").DefValue = "[]" // the help already states the default
	f.StringVarP(&r.Namespace, "namespace", "n", "", "namespace of the Backend")
	f.StringArrayVar(&r.Labels, "label", nil, "add a label; may be repeated")
	f.StringArrayVar(&r.Annotations, "annotation", nil, "add an annotation; may be repeated")
	f.StringArrayVar(&r.Set, "set", nil, "set any other field, such as spec.aws.region=eu-central-1; may be repeated")
	f.StringSliceVar(&r.With, "with", nil, "also write these objects, separated by commas: "+joinWords(companionNames()))
	f.StringVar(&r.Gateway, "gateway", "", "Gateway of the route")
	f.StringArrayVar(&r.Hostnames, "hostname", nil, "host name of the route; may be repeated")
	f.StringVar(&r.RouteNamespace, "route-namespace", "", "namespace of the route, if it is not the Backend's; adds a ReferenceGrant")
	f.StringVar(&r.HealthPath, "health-path", "", "path of the health check of --with health (default /)")
	f.StringVar(&o.fromURL, "from-url", "", "take host, port, TLS and path from a URL")
	f.StringVar(&o.fromService, "from-service", "", "take host, port, TLS and protocol from a Service on standard input")
	f.StringVar(&o.servicePort, "service-port", "", "name or number of the port of --from-service, if the Service has several")
	f.StringVar(&o.comments, "comments", "brief", "comments in the manifest: none, brief, or full, which also adds all other fields, commented out")
	f.StringVarP(&o.output, "output", "o", "yaml", "format of the manifest: yaml or json")
	f.StringVarP(&o.write, "write", "w", "", "write to a `FILE` instead of standard output")
	f.BoolVar(&o.appendTo, "append", false, "append the manifest if the file exists")
	f.BoolVar(&o.force, "force", false, "replace the file if it exists")
	o.configFlags.bind(f)
	o.outputFlags.bind(cmd, outputUsage{quiet: "print no summary"})
	for name, value := range map[string]string{
		"namespace": "NAME", "label": "KEY=VALUE", "annotation": "KEY=VALUE", "set": "PATH=VALUE", "with": "OBJECT,...",
		"gateway": "[NAMESPACE/]NAME", "hostname": "HOST", "health-path": "PATH", "route-namespace": "NAME",
		"from-url": "URL", "from-service": "[NAMESPACE/]NAME", "service-port": "PORT",
	} {
		nameValue(f, name, value)
	}
	choices(cmd, "with", companionChoices())
	choices(cmd, "comments", []cobra.Completion{"none", "brief", "full"})
	choices(cmd, "output", []cobra.Completion{"yaml", "json"})
	for _, name := range []string{"namespace", "label", "annotation", "gateway", "hostname", "route-namespace", "health-path", "from-url", "from-service", "service-port"} {
		choices(cmd, name, nil)
	}
	completeSet(cmd)
}

func companionNames() []string {
	var names []string
	for _, c := range scaffold.Companions() {
		names = append(names, c.ID)
	}
	return names
}

func companionChoices() []cobra.Completion {
	var out []cobra.Completion
	for _, c := range scaffold.Companions() {
		out = append(out, cobra.CompletionWithDesc(c.ID, c.Title))
	}
	return out
}

// completeSet registers the completion of --set. It completes the path of the assignment as explain does.
func completeSet(cmd *cobra.Command) {
	err := cmd.RegisterFlagCompletionFunc("set", func(cmd *cobra.Command, _ []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return scaffold.CompleteSet(targetOfCompletion(cmd), begun), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	})
	if err != nil {
		panic(err) // a mistake in this package: the command does not have the flag, or the flag has completions already
	}
}

// prepare loads the configuration and checks the flags that do not depend on the type.
func (o *scaffoldOptions) prepare(env *Env, cmd *cobra.Command) error {
	if err := o.loadConfig(env, cmd, "output"); err != nil {
		return err
	}
	if err := o.chooseTargets(env, o.config); err != nil {
		return err
	}
	if len(o.targets) > 1 && o.override {
		return usagef("--target: expected one target, got %d", len(o.targets))
	}
	if len(o.targets) == 0 {
		o.targets = []target.Target{target.Latest()}
	}
	o.request.Target = o.targets[0].Line()
	if _, err := scaffold.ParseComments(o.comments); err != nil {
		return usagef("--comments: %w", err)
	}
	switch {
	case o.output != "yaml" && o.output != "json":
		return usagef("--output: unknown format %q (expected yaml or json)", o.output)
	case o.appendTo && o.force:
		return usagef("--append and --force cannot be combined")
	case (o.appendTo || o.force) && o.write == "":
		return usagef("--append and --force require --write")
	case o.appendTo && o.output == "json":
		return usagef("--append: not supported for JSON, which allows only one document in a file")
	case o.fromURL != "" && o.fromService != "":
		return usagef("--from-url and --from-service cannot be combined")
	case o.servicePort != "" && o.fromService == "":
		return usagef("--service-port requires --from-service")
	}
	return nil
}

// untyped runs scaffold without a type argument: with --from-url or --from-service, or as a form.
func (o *scaffoldOptions) untyped(cmd *cobra.Command, env *Env, args []string) error {
	switch {
	case o.fromURL != "" || o.fromService != "":
		if len(args) > 1 {
			return usagef("expected one name after the flags, got %s", strings.Join(args, " "))
		}
		if len(args) == 1 {
			o.request.Name = args[0]
		}
		o.request.Type, _ = scaffold.ParseType("static")
		return runScaffold(cmd.Context(), env, o)
	case len(args) > 0:
		_, err := scaffold.ParseType(args[0])
		if err == nil {
			err = errors.New("flags must come after the type: backendctl scaffold TYPE NAME --flag")
		} else if len(args) == 2 && slices.Contains(typeNames(), args[1]) {
			err = fmt.Errorf("the type comes first: backendctl scaffold %s %s", args[1], args[0])
		}
		return usageError{err}
	case o.interactive || env.canAsk():
		return o.ask(cmd.Context(), env)
	}
	return usagef("missing type: expected one of %s\nusage: backendctl scaffold TYPE NAME", strings.Join(typeNames(), ", "))
}

func typeNames() []string {
	var names []string
	for _, t := range scaffold.Types() {
		names = append(names, t.ID)
	}
	return names
}

// runScaffold writes the manifest that the flags describe.
func runScaffold(ctx context.Context, env *Env, o *scaffoldOptions) error {
	origin, err := o.origin(ctx, env)
	if err != nil {
		return err
	}
	if o.request.Name == "" {
		o.request.Name = origin.Name
	}
	if o.request.Name == "" {
		return usagef("missing name\nusage: backendctl scaffold %s NAME", o.request.Type.ID)
	}
	if err := o.adopt(origin); err != nil {
		return err
	}
	draft, err := o.draft(ctx)
	if err != nil {
		return err
	}
	draft.manifest.Notes = slices.Concat(origin.Notes, draft.manifest.Notes)
	if err := o.deliver(env, draft); err != nil {
		return err
	}
	if !o.quiet {
		fmt.Fprint(env.Stderr, o.summary(draft, env.tableWidth()))
	}
	return nil
}

// adopt sets the flags to the settings of a URL or a Service. It returns a usage error if the user has set one of these flags, except for
// --tls.
func (o *scaffoldOptions) adopt(origin scaffold.Origin) error {
	if o.request.Values == nil {
		o.request.Values = map[string][]string{}
	}
	for _, name := range slices.Sorted(keys(origin.Values)) {
		if name != "tls" && len(o.request.Values[name]) > 0 {
			return usagef("--%s cannot be combined with --from-url or --from-service, which set it", name)
		}
		o.request.Values[name] = origin.Values[name]
	}
	o.request.Path = origin.Path
	return nil
}

// bindForm binds the flags that control the form.
func (o *scaffoldOptions) bindForm(f *pflag.FlagSet) {
	f.BoolVarP(&o.interactive, "interactive", "i", false, "ask for missing settings in a form on the terminal")
	f.BoolVar(&o.screenReader, "screen-reader", false, "ask line by line, for screen readers; same as ACCESSIBLE=1")
}
