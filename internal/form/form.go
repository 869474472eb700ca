// Package form asks the user for the input of a command: either in a form on a terminal, or line by line, which works with screen readers.
// The package does not depend on manifests or files.
package form

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"strings"
)

// ErrInterrupted means that the form was cancelled: by Ctrl-C, by Esc on the first page, by a signal, or by the end of the input. The
// answers are lost.
var ErrInterrupted = errors.New("interrupted")

// ErrBack is the [ErrInterrupted] of Esc on the first page. If another form came before, it means that the user wants to go back to it.
var ErrBack = fmt.Errorf("%w: back", ErrInterrupted)

// A Terminal is the terminal that questions are asked on.
type Terminal struct {
	In  io.Reader // a terminal, unless Lines is set
	Out io.Writer
	// Lines makes the form ask in plain lines, one question after the other, for screen readers and simple terminals.
	Lines   bool
	Color   bool
	Unicode bool // Out can show characters outside of ASCII
}

// A Page returns questions to ask together, given the previous answers. It may return none.
type Page func(Answers) []Question

// Answers has the answers to questions, by the name of the question. An empty list means that there is no answer.
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

// The kinds of questions.
const (
	Text    Kind = iota // the answer is a text
	Words               // the answer is one or more words with spaces between them
	Choice              // the answer is one of the options
	Several             // the answer is any number of the options
	YesNo               // the answer is yes or no
)

// A Question is one question of a page.
type Question struct {
	Name  string // the key of the answer in [Answers]
	Title string
	Help  string // one or two sentences about the question, or ""; forms on a terminal do not show it for Several
	Kind  Kind
	// Options are the options of Choice and Several.
	Options []Option
	// Value is the initial answer.
	Value []string
	// Check returns an error if an answer is not valid. The text of the error is shown to the user. Check is called while the user types. It
	// may be nil.
	Check func(answer []string) error
}

// An Option is one of the answers that the user can choose: its value in the answers, and its title for the user.
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

// A Form asks questions on one terminal. It may read input in advance, so no other code may read the same input.
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

// Ask asks the questions of all pages in order. It returns the answers together with those in before. If the user goes back to a page, the
// page shows the previous answers.
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
			return nil, ErrBack
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
