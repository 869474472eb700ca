package form

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"golang.org/x/term"
)

// screen asks a page at a time, in a form that is drawn over itself and leaves nothing behind.
type screen struct {
	Terminal
	back bool // the page before was asked for
}

func (s *screen) ask(ctx context.Context, questions []Question, answers Answers) error {
	var fields []huh.Field
	var keep []func()
	for _, q := range questions {
		if there, ok := answers[q.Name]; ok {
			q.Value = there
		}
		field, answer := s.field(q)
		fields = append(fields, field)
		keep = append(keep, func() { answers[q.Name] = answer() })
	}
	s.back = false
	form := huh.NewForm(huh.NewGroup(fields...)).WithTheme(huh.ThemeFunc(s.theme)).WithKeyMap(keys()).
		WithShowErrors(false).WithProgramOptions(s.options(ctx)...)
	err := form.RunWithContext(ctx)
	switch {
	case s.back:
		s.erase(form)
		return errBack
	case errors.Is(err, huh.ErrUserAborted) || ctx.Err() != nil || err == nil && form.State != huh.StateCompleted:
		return ErrInterrupted
	case err != nil:
		return fmt.Errorf("cannot show the form: %w; --screen-reader asks line by line", err)
	}
	for _, each := range keep {
		each()
	}
	s.report(questions, answers)
	return nil
}

// report leaves on the terminal what was answered.
func (s *screen) report(questions []Question, answers Answers) {
	for _, q := range questions {
		if shown := q.shown(answers[q.Name]); shown != "" {
			fmt.Fprintln(s.Out, s.wrap(strings.TrimRight(q.Title, "?.")+": "+shown))
		}
	}
}

func (s *screen) options(ctx context.Context) []tea.ProgramOption {
	options := []tea.ProgramOption{
		tea.WithContext(ctx), tea.WithInput(s.In), tea.WithOutput(s.Out), tea.WithFilter(s.filter),
	}
	if !s.Color {
		options = append(options, tea.WithColorProfile(colorprofile.ASCII))
	}
	return options
}

// keys are those of huh, less the one that filters options, of which there are few: it would be switched on again, but one
// without a key is not.
func keys() *huh.KeyMap {
	k := huh.NewDefaultKeyMap()
	k.Select.Filter = key.NewBinding()
	return k
}

// filter keeps a page from filling the terminal to its last line: what does is scrolled away line by line whenever it is
// drawn again.
func (s *screen) filter(_ tea.Model, msg tea.Msg) tea.Msg {
	if size, ok := msg.(tea.WindowSizeMsg); ok {
		size.Height = max(size.Height-1, 1)
		return size
	}
	return msg
}

// erase takes a page off the terminal that was left for the one before. One that is done is taken off by huh; the cursor
// stands on the last line of this one.
func (s *screen) erase(form *huh.Form) {
	if above := strings.Count(form.View(), "\n"); above > 0 {
		fmt.Fprint(s.Out, ansi.CursorUp(above))
	}
	fmt.Fprint(s.Out, "\r"+ansi.EraseScreenBelow)
}

// field makes the field of a question, and what reads its answer.
func (s *screen) field(q Question) (field huh.Field, answer func() []string) {
	switch q.Kind {
	case Choice:
		return s.choice(q)
	case Several:
		return s.several(q)
	case YesNo:
		// A list shows what is chosen without colors, too, which two buttons do not.
		q.Options = []Option{{"", "no"}, {yes, "yes"}}
		return s.choice(q)
	default:
		return s.text(q)
	}
}

func (s *screen) text(q Question) (field huh.Field, answer func() []string) {
	text := strings.Join(q.Value, " ")
	help := s.wrap(q.Help)
	input := huh.NewInput().Title(q.Title).Description(help).Value(&text).Prompt("> ").
		Validate(func(typed string) error { return q.check(q.read(typed)) })
	// The reason why an answer is wrong stands where the help was, from the first key on.
	judge := func() {
		input.Description(help)
		if err := q.check(q.read(text)); err != nil && (text != "" || input.Error() != nil) {
			input.Description(s.wrap("! " + err.Error()))
		}
	}
	return &live{input, s, judge}, func() []string { return q.read(text) }
}

func (s *screen) choice(q Question) (field huh.Field, answer func() []string) {
	var value string
	if len(q.Value) > 0 {
		value = q.Value[0]
	}
	input := huh.NewSelect[string]().Title(q.Title).Description(s.wrap(q.Help)).Options(q.options()...).Value(&value).
		Validate(func(chosen string) error { return q.check(q.read(chosen)) })
	return &live{input, s, nil}, func() []string { return q.read(value) }
}

func (s *screen) several(q Question) (field huh.Field, answer func() []string) {
	values := append([]string{}, q.Value...)
	// Left to itself the list is shorter than it has to be by the lines of the title: it counts them twice.
	height := len(q.Options) + 1
	input := huh.NewMultiSelect[string]().Title(q.Title).Options(q.options()...).Height(height).Filterable(false).Value(&values).
		Validate(q.check)
	return &live{input, s, nil}, func() []string { return values }
}

// wrap breaks a text into lines, with room for what is drawn beside it. Left to the form, a line that is just as wide as
// there is room is broken twice and counted once, and the answer has no line left.
func (s *screen) wrap(text string) string {
	const usual, least, beside = 80, 20, 6
	width := usual
	if f, ok := s.Out.(interface{ Fd() uintptr }); ok {
		if columns, _, err := term.GetSize(int(f.Fd())); err == nil {
			width = columns
		}
	}
	return lipgloss.Wrap(text, max(width-beside, least), "")
}

func (q Question) options() []huh.Option[string] {
	var out []huh.Option[string]
	for _, o := range q.Options {
		out = append(out, huh.NewOption(o.Title, o.Value))
	}
	return out
}

// live is a field that is looked at after each key, and whose help names the keys that lead out.
type live struct {
	huh.Field
	*screen
	typed func() // may be nil
}

// Update has the field take a key, and looks at what it holds then. Esc ends the page.
func (l *live) Update(msg tea.Msg) (huh.Model, tea.Cmd) {
	if press, ok := msg.(tea.KeyPressMsg); ok && press.String() == "esc" {
		l.back = true
		return l, tea.Quit
	}
	_, cmd := l.Field.Update(msg)
	if _, pressed := msg.(tea.KeyPressMsg); pressed && l.typed != nil {
		l.typed()
	}
	return l, cmd
}

// KeyBinds are the keys that the line at the foot names.
func (l *live) KeyBinds() []key.Binding {
	return append(l.Field.KeyBinds(),
		key.NewBinding(key.WithKeys("esc"), key.WithHelp("esc", "go back")),
		key.NewBinding(key.WithKeys("ctrl+c"), key.WithHelp("ctrl+c", "leave")))
}

// theme is that of a terminal with 16 colors, so that it goes with any of them.
func (s *screen) theme(isDark bool) *huh.Styles {
	t := huh.ThemeBase(isDark)
	t.Focused.Base, t.Blurred.Base = marked('┃'), marked(' ')
	if s.Unicode {
		return accented(t)
	}
	t.Focused.Base = marked('|')
	t.Focused.SelectedPrefix = t.Focused.SelectedPrefix.SetString("[x] ")
	t.Blurred.SelectedPrefix = t.Focused.SelectedPrefix
	t.Help.ShortSeparator = t.Help.ShortSeparator.SetString("-")
	return accented(t)
}

// marked is the style of a question with a mark before each line. It is a margin, because lipgloss draws no single side of a border
// where an int has 32 bits (charmbracelet/lipgloss#731).
func marked(mark rune) lipgloss.Style {
	return lipgloss.NewStyle().PaddingLeft(1).MarginLeft(1).MarginChar(mark)
}

// accented makes titles bold, and what is wrong red.
func accented(t *huh.Styles) *huh.Styles {
	const red, cyan = "1", "6"
	t.Focused.Title = t.Focused.Title.Bold(true)
	t.Focused.SelectedOption = t.Focused.SelectedOption.Foreground(lipgloss.Color(cyan))
	t.Focused.SelectSelector = t.Focused.SelectSelector.Foreground(lipgloss.Color(cyan))
	t.Focused.ErrorMessage = t.Focused.ErrorMessage.Foreground(lipgloss.Color(red))
	return t
}
