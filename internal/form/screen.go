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

// A screen is an asker that shows each page as a form. When a page is finished, the questions and answers replace the form.
type screen struct {
	Terminal
	back bool // the user wants to go back to the previous page
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
		return fmt.Errorf("cannot show the form: %w; use --screen-reader for plain prompts", err)
	}
	for _, each := range keep {
		each()
	}
	s.report(questions, answers)
	return nil
}

// report prints the questions with their answers.
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

// keys returns the key bindings of package huh without the binding that filters options, because there are few options. The binding has no
// keys and is not disabled, because huh would enable a disabled binding again.
func keys() *huh.KeyMap {
	k := huh.NewDefaultKeyMap()
	k.Select.Filter = key.NewBinding()
	return k
}

// filter changes messages about the size of the terminal: it reduces the height by a line. If a page used the last line of the terminal,
// drawing the page again would scroll the terminal.
func (s *screen) filter(_ tea.Model, msg tea.Msg) tea.Msg {
	if size, ok := msg.(tea.WindowSizeMsg); ok {
		size.Height = max(size.Height-1, 1)
		return size
	}
	return msg
}

// erase erases a page when the user goes back, because package huh erases only finished pages. The cursor is on the page's last line.
func (s *screen) erase(form *huh.Form) {
	if above := strings.Count(form.View(), "\n"); above > 0 {
		fmt.Fprint(s.Out, ansi.CursorUp(above))
	}
	fmt.Fprint(s.Out, "\r"+ansi.EraseScreenBelow)
}

// field returns the input field of a question, and a function that returns its answer.
func (s *screen) field(q Question) (field huh.Field, answer func() []string) {
	switch q.Kind {
	case Choice:
		return s.choice(q)
	case Several:
		return s.several(q)
	case YesNo:
		// Without colors, a list shows the choice, but two buttons do not.
		q.Options = []Option{{"", "no"}, {yes, "yes"}}
		field, answer = s.choice(q)
		field.(*liveField).keys = yesNoKeys
		return field, answer
	default:
		return s.text(q)
	}
}

func (s *screen) text(q Question) (field huh.Field, answer func() []string) {
	text := strings.Join(q.Value, " ")
	help := s.wrap(q.Help)
	input := huh.NewInput().Title(q.Title).Description(help).Value(&text).Prompt("> ").
		Validate(func(typed string) error { return q.check(q.read(typed)) })
	// After each key, the reason why the answer is not valid replaces the help.
	judge := func() {
		input.Description(help)
		if err := q.check(q.read(text)); err != nil && (text != "" || input.Error() != nil) {
			input.Description(s.wrap("! " + err.Error()))
		}
	}
	return &liveField{Field: input, screen: s, typed: judge}, func() []string { return q.read(text) }
}

func (s *screen) choice(q Question) (field huh.Field, answer func() []string) {
	var value string
	if len(q.Value) > 0 {
		value = q.Value[0]
	}
	input := huh.NewSelect[string]().Title(q.Title).Description(s.wrap(q.Help)).Options(q.options()...).Value(&value).
		Validate(func(chosen string) error { return q.check(q.read(chosen)) })
	return &liveField{Field: input, screen: s}, func() []string { return q.read(value) }
}

func (s *screen) several(q Question) (field huh.Field, answer func() []string) {
	values := append([]string{}, q.Value...)
	// Set the height, because huh's default is too small: it subtracts the lines of the title twice.
	height := len(q.Options) + 1
	input := huh.NewMultiSelect[string]().Title(q.Title).Options(q.options()...).Height(height).Filterable(false).Value(&values).
		Validate(q.check)
	return &liveField{Field: input, screen: s}, func() []string { return values }
}

// wrap breaks a text into lines that fit beside the mark of a question. They are shorter than the available width, because with a line of
// that width, huh would count too few lines and hide the answer.
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

// A liveField is a field that is checked after each key. It also shows the keys to go back and to cancel.
type liveField struct {
	huh.Field
	*screen
	typed func()            // called after each key; may be nil
	keys  map[string][]rune // the codes of other keys that have the effect of a key, by the key's name
}

// yesNoKeys are the keys y and n in a list of no and yes. The key End would not change the answer before Enter.
var yesNoKeys = map[string][]rune{"y": {tea.KeyHome, tea.KeyDown}, "n": {tea.KeyHome}}

// Update passes a message to the field. If the message is a key, Update then calls the function typed. The key Esc ends the page instead.
func (l *liveField) Update(msg tea.Msg) (huh.Model, tea.Cmd) {
	if press, ok := msg.(tea.KeyPressMsg); ok && press.String() == "esc" {
		l.back = true
		return l, tea.Quit
	} else if ok && l.keys[press.String()] != nil {
		for _, code := range l.keys[press.String()] {
			l.Field.Update(tea.KeyPressMsg{Code: code})
		}
		return l, nil
	}
	_, cmd := l.Field.Update(msg)
	if _, pressed := msg.(tea.KeyPressMsg); pressed && l.typed != nil {
		l.typed()
		// Package huh computes the height of a page only when it gets the size of the terminal. A reason with more lines than the help would
		// hide the answer.
		cmd = tea.Batch(cmd, tea.RequestWindowSize)
	}
	return l, cmd
}

// KeyBinds returns the key bindings that the last line of the page shows.
func (l *liveField) KeyBinds() []key.Binding {
	return append(l.Field.KeyBinds(),
		key.NewBinding(key.WithKeys("esc"), key.WithHelp("esc", "back")),
		key.NewBinding(key.WithKeys("ctrl+c"), key.WithHelp("ctrl+c", "cancel")))
}

// theme returns a theme with 16 colors, which all terminals support.
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

// marked returns the style of a question with a mark before each line. The mark is a margin and not a border, because lipgloss cannot draw
// a single side of a border on 32-bit systems (charmbracelet/lipgloss#731).
func marked(mark rune) lipgloss.Style {
	return lipgloss.NewStyle().PaddingLeft(1).MarginLeft(1).MarginChar(mark)
}

// accented makes titles bold and errors red.
func accented(t *huh.Styles) *huh.Styles {
	const red, cyan = "1", "6"
	t.Focused.Title = t.Focused.Title.Bold(true)
	t.Focused.SelectedOption = t.Focused.SelectedOption.Foreground(lipgloss.Color(cyan))
	t.Focused.SelectSelector = t.Focused.SelectSelector.Foreground(lipgloss.Color(cyan))
	t.Focused.ErrorMessage = t.Focused.ErrorMessage.Foreground(lipgloss.Color(red))
	return t
}
