package form

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// lines asks line by line.
type lines struct {
	Terminal
	read chan string // the lines that are typed; closed at the end of input
}

// begin reads lines from now on, as long as the process lives: a read from a terminal cannot be called off.
func (l *lines) begin() {
	l.read = make(chan string)
	go func() {
		defer close(l.read)
		for scanner := bufio.NewScanner(l.In); scanner.Scan(); {
			l.read <- scanner.Text()
		}
	}()
}

func (l *lines) ask(ctx context.Context, questions []Question, answers Answers) error {
	if l.read == nil {
		l.begin()
	}
	for _, q := range questions {
		answer, err := l.one(ctx, q)
		if err != nil {
			return err
		}
		answers[q.Name] = answer
	}
	return nil
}

// one asks until the answer is right.
func (l *lines) one(ctx context.Context, q Question) ([]string, error) {
	l.introduce(q)
	for {
		l.print(l.prompt(q))
		text, err := l.next(ctx)
		if err != nil {
			return nil, err
		}
		answer, err := q.parse(strings.TrimSpace(text))
		if err == nil {
			err = q.check(answer)
		}
		if err == nil {
			return answer, nil
		}
		l.print(err.Error() + "\n")
	}
}

// next returns a line that was typed.
func (l *lines) next(ctx context.Context) (string, error) {
	select {
	case text, ok := <-l.read:
		if ok {
			return text, nil
		}
	case <-ctx.Done():
	}
	l.print("\n")
	return "", ErrInterrupted
}

func (l *lines) print(text string) { fmt.Fprint(l.Out, text) }

// introduce says what is asked.
func (l *lines) introduce(q Question) {
	l.print("\n" + q.Title + "\n")
	if q.Help != "" {
		l.print(q.Help + "\n")
	}
	for i, o := range q.Options {
		l.print(fmt.Sprintf("%d. %s\n", i+1, o.Title))
	}
}

// prompt says what an answer looks like, and what an empty line stands for.
func (l *lines) prompt(q Question) string {
	standing := ""
	switch {
	case q.Kind == YesNo:
		return "yes or no, or Enter for " + q.shown(q.Value) + ": "
	case len(q.Value) > 0:
		standing = ", or Enter for " + q.shown(q.Value)
	case q.Kind != Choice:
		standing = ", or Enter for none"
	}
	switch q.Kind {
	case Choice:
		return fmt.Sprintf("A number from 1 to %d%s: ", len(q.Options), standing)
	case Several:
		return fmt.Sprintf("Numbers from 1 to %d with blanks between%s: ", len(q.Options), standing)
	case Words:
		return "One or more with blanks between" + standing + ": "
	default:
		return "Answer" + standing + ": "
	}
}

// parse makes an answer of a line.
func (q Question) parse(text string) ([]string, error) {
	if text == "" && (q.Kind != Choice || len(q.Value) > 0) {
		return q.Value, nil
	}
	switch q.Kind {
	case YesNo:
		return parseYesNo(text)
	case Choice:
		value, err := q.option(text)
		return q.read(value), err
	case Several:
		var answer []string
		for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' }) {
			value, err := q.option(word)
			if err != nil {
				return nil, err
			}
			answer = append(answer, value)
		}
		return answer, nil
	}
	return q.read(text), nil
}

func parseYesNo(text string) ([]string, error) {
	switch strings.ToLower(text) {
	case "y", "yes":
		return []string{yes}, nil
	case "n", "no":
		return nil, nil
	}
	return nil, errors.New("the answer is yes or no")
}

// option returns the option that a number or a name stands for.
func (q Question) option(text string) (string, error) {
	if i := slices.IndexFunc(q.Options, func(o Option) bool { return o.Value == text }); i >= 0 {
		return q.Options[i].Value, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > len(q.Options) {
		return "", fmt.Errorf("%q is no number from 1 to %d", text, len(q.Options))
	}
	return q.Options[n-1].Value, nil
}
