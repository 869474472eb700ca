package cli

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/backendctl/backendctl/internal/form"
	"github.com/backendctl/backendctl/internal/scaffold"
	"github.com/backendctl/backendctl/internal/target"
)

// pages returns the pages of the form. Each page depends on the answers on earlier pages, and asks only for settings that are not set yet.
func (i *interview) pages() []form.Page {
	return []form.Page{
		i.askTarget, i.askType, i.askName,
		i.flagPage(func(f scaffold.Flag, _ form.Answers) bool { return f.Early }),
		i.askNeeded,
		i.askMore, i.askOthers,
		i.askWith, i.askRoute,
	}
}

func (i *interview) askTarget(form.Answers) []form.Question {
	if i.override {
		return nil
	}
	q := form.Question{
		Name: askTarget, Title: "kgateway release", Kind: form.Choice, Value: []string{i.request.Target.ID},
	}
	for _, t := range slices.Backward(target.All()) {
		if i.request.Type.ID == "" || i.request.Type.In(t) {
			q.Options = append(q.Options, form.Option{Value: t.ID, Title: t.Title})
		}
	}
	return []form.Question{q}
}

func (i *interview) askType(a form.Answers) []form.Question {
	if i.request.Type.ID != "" {
		return nil
	}
	q := form.Question{Name: askType, Title: "Backend type", Kind: form.Choice}
	for _, t := range scaffold.Types() {
		if t.In(i.options(a).request.Target) {
			q.Options = append(q.Options, form.Option{Value: t.ID, Title: t.ID + ": " + t.Title})
		}
	}
	q.Value = []string{q.Options[0].Value}
	return []form.Question{q}
}

func (i *interview) askName(a form.Answers) []form.Question {
	var questions []form.Question
	if i.request.Name == "" {
		questions = append(questions, i.checked(a, "NAME", form.Question{
			Name: askName, Title: "Backend name", Help: "Lower-case letters, digits and hyphens, such as orders-api.",
		}, true))
	}
	if i.request.Namespace == "" {
		questions = append(questions, i.checked(a, "--namespace", form.Question{
			Name: askNamespace, Title: "Namespace", Help: "Leave empty for kubectl's current namespace.",
		}, false))
	}
	return questions
}

// checked returns a question that validates its answer as the value of a flag, so that flags and forms share the validation. An empty
// answer is an error if needed is true.
func (i *interview) checked(a form.Answers, flag string, q form.Question, needed bool) form.Question {
	q.Value = a[q.Name]
	q.Check = func(answer []string) error {
		switch {
		case len(answer) > 0:
			with := maps.Clone(a)
			with[q.Name] = answer
			_, err := i.trial(with)
			if err = complaint(err, flag); err != nil {
				return errors.New(i.reword(a, err.Error()))
			}
		case needed:
			return errors.New("required")
		}
		return nil
	}
	return q
}

// flagPage returns a page with a question for each flag of the type that has no value yet and for which the function selects returns true.
func (i *interview) flagPage(selects func(scaffold.Flag, form.Answers) bool) form.Page {
	return func(a form.Answers) []form.Question {
		r := i.options(a).request
		var questions []form.Question
		for _, flag := range r.Type.Flags {
			if _, given := i.request.Values[flag.Name]; !given && r.Takes(flag) && selects(flag, a) {
				questions = append(questions, i.flagQuestion(a, r.Target, flag))
			}
		}
		return questions
	}
}

// flagQuestion returns the question for the value of a flag.
func (i *interview) flagQuestion(a form.Answers, on target.Target, flag scaffold.Flag) form.Question {
	choices := flag.Choices(on)
	q := form.Question{Name: flag.Name, Title: capital(flag.Usage), Help: hint(flag, choices, on)}
	switch {
	case flag.Bool:
		q.Kind, q.Title = form.YesNo, capital(flag.Usage)+"?"
	case len(choices) > 0 && !flag.Many:
		q.Kind, q.Options = form.Choice, []form.Option{{Value: "", Title: "not set"}}
		for _, choice := range choices {
			q.Options = append(q.Options, form.Option{Value: choice, Title: choice})
		}
	case flag.Many:
		q.Kind = form.Words
		q.Help = strings.TrimSpace(flag.Value + "; separate several with spaces. " + q.Help)
	}
	if len(choices) > 0 && flag.Many {
		q.Help = flag.Value + "; separate several with spaces. Values: " + strings.Join(choices, ", ") + "."
	}
	return i.checked(a, "--"+flag.Name, q, false)
}

// hint returns the help for a question: the beginning of the description of the flag's field, without advice for YAML. If the value is more
// than that of the field, such as HOST[:PORT], it returns the form of the value. A question with yes or no about a field with other values
// has no help.
func hint(flag scaffold.Flag, choices []string, on target.Target) string {
	switch {
	case flag.Bool && len(choices) > 0, flag.Many && strings.ContainsAny(flag.Value, ":=|"):
		return ""
	case strings.ContainsAny(flag.Value, ":=|"):
		return flag.Value
	}
	help, _, isCut := strings.Cut(firstSentence(flag.Help(on)), "; quote it")
	if isCut {
		help += "."
	}
	return help
}

// askNeeded returns the questions for required and recommended settings.
func (i *interview) askNeeded(a form.Answers) []form.Question {
	return i.flagPage(func(f scaffold.Flag, a form.Answers) bool { return i.needed(f, a) })(a)
}

// needed reports whether the form asks for a flag even if the user wants no more settings: the flag is recommended, or the manifest would
// have a placeholder for its value. The questions of Early flags are on another page, so it is false for them.
func (i *interview) needed(f scaffold.Flag, a form.Answers) bool {
	if f.Early {
		return false
	}
	before := form.Answers{}
	for name, answer := range a { // leave out the answers of the previous round to the questions on this page
		if flag, ok := flagNamed(i.options(a).request.Type, name); !ok || flag.Early {
			before[name] = answer
		}
	}
	before[askWith] = nil
	d, err := i.trial(before)
	if err != nil {
		return f.Asked
	}
	return f.Asked || slices.ContainsFunc(d.manifest.Placeholders(), func(p scaffold.Placeholder) bool { return p.Flag == f.Name })
}

func flagNamed(t scaffold.Type, name string) (scaffold.Flag, bool) {
	if n := slices.IndexFunc(t.Flags, func(f scaffold.Flag) bool { return f.Name == name }); n >= 0 {
		return t.Flags[n], true
	}
	return scaffold.Flag{}, false
}

// others returns the questions for the optional flags.
func (i *interview) others(a form.Answers) []form.Question {
	return i.flagPage(func(f scaffold.Flag, a form.Answers) bool { return !f.Early && !i.needed(f, a) })(a)
}

func (i *interview) askMore(a form.Answers) []form.Question {
	others := i.others(a)
	if len(others) == 0 {
		return nil
	}
	var names []string
	for _, q := range others {
		names = append(names, q.Name)
	}
	return []form.Question{{
		Name: askMore, Title: "More settings?", Help: "Optional: " + joinAnd(names) + ".", Kind: form.YesNo, Value: a[askMore],
	}}
}

func joinAnd(names []string) string {
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

func (i *interview) askOthers(a form.Answers) []form.Question {
	if !a.Yes(askMore) {
		return nil
	}
	return i.others(a)
}

// askWith returns the question that asks which companions to write.
func (i *interview) askWith(a form.Answers) []form.Question {
	if len(i.request.With) > 0 {
		return nil
	}
	q := form.Question{Name: askWith, Title: "Also write", Kind: form.Several, Value: a[askWith]}
	for _, c := range scaffold.Companions() {
		with := maps.Clone(a)
		with[askWith] = []string{c.ID}
		if _, err := i.trial(with); complaint(err, "--with") == nil {
			q.Options = append(q.Options, form.Option{Value: c.ID, Title: c.Title})
		}
	}
	if len(q.Options) == 0 {
		return nil
	}
	return []form.Question{q}
}

// askRoute returns the questions for the settings of a route and its ReferenceGrant.
func (i *interview) askRoute(a form.Answers) []form.Question {
	with := slices.Concat(i.request.With, a[askWith])
	var questions []form.Question
	if slices.Contains(with, "route") && i.request.Gateway == "" {
		questions = append(questions, i.checked(a, "--gateway", form.Question{
			Name: askGateway, Title: "Gateway of the route", Help: "NAME or NAMESPACE/NAME.",
		}, false))
	}
	if slices.Contains(with, "route") && len(i.request.Hostnames) == 0 {
		questions = append(questions, i.checked(a, "--hostname", form.Question{
			Name: askHostname, Title: "Host names of the route", Help: "Separate several with spaces. Leave empty for the host names of the Gateway.", Kind: form.Words,
		}, false))
	}
	if slices.Contains(with, "health") && i.request.HealthPath == "" && i.checksHealth(a) {
		questions = append(questions, i.checked(a, "--health-path", form.Question{
			Name: askHealthPath, Title: "Health check path", Help: "A path that returns 200 while the host is healthy (default: /).",
		}, false))
	}
	if slices.Contains(with, "grant") && i.request.RouteNamespace == "" {
		questions = append(questions, i.checked(a, "--route-namespace", form.Question{
			Name: askRouteIn, Title: "Namespace of the route", Help: "Must not be the namespace of the Backend.",
		}, false))
	}
	return questions
}

// checksHealth reports whether a health check of the Backend would request a path. Some types have no such health check.
func (i *interview) checksHealth(a form.Answers) bool {
	with := maps.Clone(a)
	with[askHealthPath] = []string{"/healthz"}
	_, err := i.trial(with)
	return complaint(err, "--with") == nil
}

// The names and answers of the questions on the last pages.
const (
	askEnd   = "end"
	askFile  = "file"
	askThere = "there"

	endPrint  = "print"
	endFile   = "file"
	endChange = "change"
	endLeave  = "leave"

	thereAppend  = "append"
	thereReplace = "replace"
)

// ending returns the pages that ask where to write the manifest.
func (i *interview) ending() []form.Page {
	return []form.Page{
		func(form.Answers) []form.Question { return []form.Question{i.askEnd()} },
		func(a form.Answers) []form.Question {
			if a.First(askEnd) != endFile || i.write != "" {
				return nil
			}
			return []form.Question{{Name: askFile, Title: "File to write", Value: []string{i.fileName(a)}, Check: i.checkFile}}
		},
		func(a form.Answers) []form.Question {
			if a.First(askFile) == "" || !i.exists(a.First(askFile)) {
				return nil
			}
			return []form.Question{{
				Name: askThere, Title: a.First(askFile) + " already exists", Kind: form.Choice, Value: []string{thereAppend},
				Options: []form.Option{{Value: thereAppend, Title: "append the manifest"}, {Value: thereReplace, Title: "replace the file"}},
			}}
		},
	}
}

func (i *interview) askEnd() form.Question {
	q := form.Question{Name: askEnd, Title: "What next?", Kind: form.Choice}
	if i.write != "" {
		q.Options = append(q.Options, form.Option{Value: endPrint, Title: "write to " + i.write})
	} else {
		q.Options = append(q.Options, form.Option{Value: endFile, Title: "write to a file"}, form.Option{Value: endPrint, Title: "print to standard output"})
	}
	q.Options = append(q.Options, form.Option{Value: endChange, Title: "edit the answers"}, form.Option{Value: endLeave, Title: "cancel without writing"})
	q.Value = []string{q.Options[0].Value}
	if !i.env.StdoutTerminal {
		q.Value = []string{endPrint} // standard output is not the terminal, so printing is the default answer
	}
	return q
}

func (i *interview) fileName(form.Answers) string {
	return "backend." + i.output
}

func (i *interview) exists(name string) bool {
	_, err := os.Stat(i.env.path(name))
	return err == nil
}

// checkFile returns an error if the path in the answer cannot be written.
func (i *interview) checkFile(answer []string) error {
	if len(answer) == 0 {
		return errors.New("required")
	}
	info, err := os.Stat(i.env.path(answer[0]))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.IsDir():
		return errors.New("must not be a directory")
	}
	return nil
}

// firstSentence returns the first sentence of a text for use in a question.
func firstSentence(text string) string {
	if i := strings.Index(text, ". "); i >= 0 {
		return text[:i+1]
	}
	return text
}

func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}
