// Package form asks the user for the input of a command, either in a form on a terminal or line by line, which works with screen readers.
// It does not know manifests or files.
package form

import (
	"context"
	"errors"
	"io"
	"maps"
	"strings"
)

// ErrInterrupted means that the user cancelled the form with Ctrl-C, with Esc on the first page, by a signal, or at the end of input. The
// answers are lost.
var ErrInterrupted = errors.New("interrupted")

// A Terminal is the terminal that questions are asked on.
type Terminal struct {
	In  io.Reader // a terminal, unless Lines is set
	Out io.Writer
	// Lines asks in plain lines, one question after the other, for screen readers and simple terminals.
	Lines   bool
	Color   bool
	Unicode bool // Out can show characters outside of ASCII
	Width   int  // the width of plain lines, in columns
}

// A Page returns questions to ask together, given the previous answers. It may return none.
type Page func(Answers) []Question

// Answers has the answers by the names of questions. An empty list means that there is no answer.
type Answers map[string][]string

// First returns the first answer to a question, or "" if there is none.
func (a Answers) First(name string) string {
	if len(a[name]) == 0 {
		return ""
	}
	return a[name][0]
}

// Yes reports whether a question was answered with yes.
func (a Answers) Yes(name string) bool { return a.First(name) == yes }

const yes = "true"

// A Kind is the kind of a question.
type Kind int

// The kinds of questions. The answer is a text, several words with spaces between them, one of the options, several of the options, or yes
// or no.
const (
	Text Kind = iota
	Words
	Choice
	Several
	YesNo
)

// A Question is one question of a page.
type Question struct {
	Name  string // the key of its answer
	Title string
	Help  string // one or two sentences about the question, or ""; forms do not show it for Several
	Kind  Kind
	// Options are the options of Choice and Several.
	Options []Option
	// Value is the initial answer.
	Value []string
	// Check returns an error if an answer is not valid. The error's text is shown as the reason. It is called while the user types, and may
	// be nil.
	Check func(answer []string) error
}

// An Option is one of the answers that the user can choose.
type Option struct{ Value, Title string }

func (q Question) check(answer []string) error {
	if q.Check == nil {
		return nil
	}
	return q.Check(answer)
}

// read converts a text that the user has typed to an answer.
func (q Question) read(text string) []string {
	text = strings.TrimSpace(text)
	switch {
	case q.Kind == Words:
		return strings.Fields(text)
	case text == "":
		return nil
	}
	return []string{text}
}

// shown returns an answer as a text for the user.
func (q Question) shown(answer []string) string {
	if q.Kind == YesNo {
		if len(answer) > 0 && answer[0] == yes {
			return "yes"
		}
		return "no"
	}
	var titles []string
	for _, value := range answer {
		titles = append(titles, value)
		for _, o := range q.Options {
			if o.Value == value {
				titles[len(titles)-1] = o.Title
			}
		}
	}
	return strings.Join(titles, " ")
}

// A Form asks questions on one terminal. It may read input in advance, so nothing else may read the same input.
type Form struct {
	Terminal
	asker
}

// New returns a form for a terminal. It reads nothing before the first question.
func New(t Terminal) *Form {
	if t.Lines {
		return &Form{t, &lines{Terminal: t}}
	}
	return &Form{t, &screen{Terminal: t}}
}

// Ask asks the questions of all pages in order, and returns the answers together with the previous ones. If the user goes back, a page
// shows the answers that it already has.
func (f *Form) Ask(ctx context.Context, pages []Page, before Answers) (Answers, error) {
	answers := maps.Clone(before)
	if answers == nil {
		answers = Answers{}
	}
	var way []int // the indexes of the pages that were shown
	for at := 0; at < len(pages); {
		questions := pages[at](answers)
		if len(questions) == 0 {
			at++
			continue
		}
		err := f.ask(ctx, questions, answers)
		switch {
		case errors.Is(err, errBack) && len(way) > 0:
			at, way = way[len(way)-1], way[:len(way)-1]
		case errors.Is(err, errBack):
			return nil, ErrInterrupted
		case err != nil:
			return nil, err
		default:
			way = append(way, at)
			at++
		}
	}
	return answers, nil
}

// errBack means that the user wants to go back to the previous page.
var errBack = errors.New("back")

// An asker asks the questions of one page. It stores the answers when the user has answered all of them.
type asker interface {
	ask(ctx context.Context, questions []Question, answers Answers) error
}
