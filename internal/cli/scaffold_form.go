package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"github.com/backendctl/backendctl/internal/form"
	"github.com/backendctl/backendctl/internal/scaffold"
	"github.com/backendctl/backendctl/internal/target"
)

// An interview asks for the settings that are not on the command line. Every answer becomes the value of a flag, so that a form has the
// same results and errors as the flags.
type interview struct {
	scaffoldOptions
	env  *Env
	form *form.Form
}

// The names of questions that are not about a flag of a type.
const (
	askTarget    = "target"
	askType      = "type"
	askName      = "NAME"
	askNamespace = "namespace"
	askMore      = "more"
	askWith      = "with"
	askGateway   = "gateway"
	askHostname  = "hostname"
	askRouteIn   = "route-namespace"

	askHealthPath = "health-path"
)

// ask runs the form, and writes the manifest to the destination that the user chooses.
func (o *scaffoldOptions) ask(ctx context.Context, env *Env) error {
	if !env.canAsk() {
		return usagef("--interactive requires a terminal on standard input and standard error")
	}
	if o.fromService != "" {
		return usagef("--from-service and --interactive cannot be combined: both read standard input")
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	origin, err := o.origin(ctx, env)
	if err != nil {
		return err
	}
	if err := o.adopt(origin); err != nil {
		return err
	}
	i := &interview{scaffoldOptions: *o, env: env}
	i.form = form.New(i.terminal())
	before := form.Answers{}
	if origin.Name != "" {
		before[askName] = []string{origin.Name}
	}
	return i.run(ctx, before)
}

// run repeats the form until the user accepts the manifest or cancels, and then writes the manifest.
func (i *interview) run(ctx context.Context, answers form.Answers) error {
	for isShown := false; ; {
		next, err := i.form.Ask(ctx, i.pages(), answers)
		switch {
		case isShown && errors.Is(err, form.ErrBack): // back to the end, with the answers that were shown
		case err != nil:
			return err
		default:
			answers = next
		}
		chosen := i.options(answers)
		draft, err := chosen.draft(ctx)
		if isShown = err == nil; !isShown {
			i.env.say("\n" + i.reword(answers, err.Error()))
			continue
		}
		if err := i.show(chosen, draft, answers); err != nil {
			return err
		}
		if isDone, err := i.end(ctx, chosen, draft); isDone || err != nil {
			return err
		}
	}
}

// end asks what to do with a manifest and does it. It returns false if the user wants to edit the answers instead.
func (i *interview) end(ctx context.Context, chosen *scaffoldOptions, d *draft) (isDone bool, err error) {
	for {
		end, err := i.form.Ask(ctx, i.ending(), nil)
		if errors.Is(err, form.ErrBack) || err == nil && end.First(askEnd) == endChange {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		switch end.First(askEnd) {
		case endFile:
			chosen.write, chosen.appendTo, chosen.force = end.First(askFile), end.First(askThere) == thereAppend, end.First(askThere) == thereReplace
		case endLeave:
			return false, form.ErrInterrupted
		}
		switch err := chosen.deliver(i.env, d); {
		case err != nil && end.First(askFile) != "": // the user can choose another file
			i.env.say(i.reword(nil, err.Error()))
			chosen.write = i.write
			continue
		case err == nil && chosen.write != "" && !chosen.quiet:
			i.env.say("wrote " + chosen.write)
			return true, nil
		default:
			return true, err
		}
	}
}

// show prints the manifest and its placeholders. It leaves comments out, because a narrow terminal would wrap them.
func (i *interview) show(chosen *scaffoldOptions, d *draft, a form.Answers) error {
	text, err := d.manifest.Write(scaffold.NoComments)
	if err != nil {
		return err
	}
	what := "Manifest to write"
	if chosen.comments != "none" {
		what += ", shown without comments"
	}
	unwritten, shown := *chosen, *d
	shown.text = text // so that the numbers of lines are those that the user sees
	unwritten.write, unwritten.words = "", func(text string) string { return i.reword(a, text) }
	fmt.Fprintf(i.env.Stderr, "\n%s:\n\n%s\n%s\n", what, text.YAML, unwritten.summary(&shown, i.env.tableWidth()))
	return nil
}

func (i *interview) terminal() form.Terminal {
	dumb := i.env.getenv("TERM") == "dumb" || i.env.getenv("ACCESSIBLE") != ""
	return form.Terminal{
		In: i.env.Stdin, Out: i.env.Stderr, Lines: i.screenReader || dumb,
		Color: i.env.color(i.color, i.env.StderrTerminal), Unicode: i.env.unicode(),
	}
}

// options returns the options that result from the flags and the answers.
func (i *interview) options(a form.Answers) *scaffoldOptions {
	o := i.scaffoldOptions
	r := &o.request
	if id := a.First(askTarget); id != "" {
		if t, err := target.Parse(id); err == nil { // no error: the user chose one of the offered targets
			r.Target, o.targets = t, []target.Target{t}
		}
	}
	if id := a.First(askType); id != "" {
		r.Type, _ = scaffold.ParseType(id) // the type is known: the user chose one of the offered types
	}
	r.Values = maps.Clone(r.Values)
	if r.Values == nil {
		r.Values = map[string][]string{}
	}
	for _, flag := range r.Type.Flags {
		if answer := a[flag.Name]; len(answer) > 0 && flag.In(r.Target) {
			r.Values[flag.Name] = answer
		}
	}
	set(&r.Name, a.First(askName))
	set(&r.Namespace, a.First(askNamespace))
	r.With = slices.Concat(r.With, a[askWith])
	if slices.Contains(r.With, "route") {
		set(&r.Gateway, a.First(askGateway))
		r.Hostnames = slices.Concat(r.Hostnames, a[askHostname])
	}
	if slices.Contains(r.With, "health") {
		set(&r.HealthPath, a.First(askHealthPath))
	}
	if slices.Contains(r.With, "grant") {
		set(&r.RouteNamespace, a.First(askRouteIn))
	}
	return &o
}

func set(to *string, answer string) {
	if answer != "" {
		*to = answer
	}
}

// trial returns the draft for the answers so far, or its errors. If the name is not known yet, a valid name is used.
func (i *interview) trial(a form.Answers) (*draft, error) {
	o := i.options(a)
	if o.request.Name == "" {
		o.request.Name = "new"
	}
	o.comments, o.quiet = "none", true
	return o.draft(context.Background())
}

// complaint returns the first error about a flag, without the flag's name in the message. It returns nil if no error is about the flag.
func complaint(err error, flag string) error {
	switch e := err.(type) { //nolint:errorlint // each error of a join is visited
	case *scaffold.FlagError:
		if e.Flag == flag {
			return e.Err
		}
	case interface{ Unwrap() []error }:
		for _, one := range e.Unwrap() {
			if found := complaint(one, flag); found != nil {
				return found
			}
		}
	case interface{ Unwrap() error }:
		return complaint(e.Unwrap(), flag)
	}
	return nil
}
