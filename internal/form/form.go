// Package form asks a person for what a command needs to know: as a form on a terminal, or line by line where that is
// better read aloud. It knows questions and answers, and neither manifests nor files.
package form

import (
	"context"
	"errors"
	"io"
	"maps"
	"strings"
)

// ErrInterrupted is returned when the form was cancelled: by Ctrl-C, by Esc on the first page, by a signal, or because
// there is nothing more to read. What was answered until then is lost.
var ErrInterrupted = errors.New("interrupted")

// A Terminal is where questions are asked.
type Terminal struct {
	In  io.Reader // a terminal, unless Lines is set
	Out io.Writer
	// Lines asks in plain lines, one question after the other, and draws nothing: for screen readers and simple terminals.
	Lines   bool
	Color   bool
	Unicode bool // Out takes more than ASCII
	Width   int  // of plain lines, in columns
}

// A Page makes questions that are asked together, of what was answered before. It may have none.
type Page func(Answers) []Question

// Answers are by the names of questions. No answer is an empty list.
type Answers map[string][]string

// First returns the first answer to a question, empty without one.
func (a Answers) First(name string) string {
	if len(a[name]) == 0 {
		return ""
	}
	return a[name][0]
}

// Yes says whether a question was answered with yes.
func (a Answers) Yes(name string) bool { return a.First(name) == yes }

const yes = "true"

// A Kind is the form that an answer has.
type Kind int

// The kinds of questions: for a text, for several words with blanks between them, for one or for any number of options,
// and for yes or no.
const (
	Text Kind = iota
	Words
	Choice
	Several
	YesNo
)

// A Question is one of a page.
type Question struct {
	Name  string // of its answer
	Title string
	Help  string // a sentence or two about what is asked; may be empty. A screen does not show that of Several
	Kind  Kind
	// Options are what Choice and Several are about.
	Options []Option
	// Value is the answer that stands there at first.
	Value []string
	// Check judges an answer, while it is typed. Its error is the reason that is shown. It may be nil.
	Check func(answer []string) error
}

// An Option is one of several answers.
type Option struct{ Value, Title string }

func (q Question) check(answer []string) error {
	if q.Check == nil {
		return nil
	}
	return q.Check(answer)
}

// read makes an answer of what was typed.
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

// shown is an answer in words.
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

// A Form asks on one terminal. It may have read ahead, so that there is to be no other one for the same input.
type Form struct {
	Terminal
	asker
}

// New returns a form for a terminal. Nothing is read before something is asked.
func New(t Terminal) *Form {
	if t.Lines {
		return &Form{t, &lines{Terminal: t}}
	}
	return &Form{t, &screen{Terminal: t}}
}

// Ask asks the questions of pages in turn and returns the answers, with those that were there before. On the way back a
// page shows what was answered the last time.
func (f *Form) Ask(ctx context.Context, pages []Page, before Answers) (Answers, error) {
	answers := maps.Clone(before)
	if answers == nil {
		answers = Answers{}
	}
	var way []int // the pages that were asked
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

// errBack is an answer, too: to the page before.
var errBack = errors.New("back")

// An asker asks the questions of one page, and puts the answers among the others when all are given.
type asker interface {
	ask(ctx context.Context, questions []Question, answers Answers) error
}
