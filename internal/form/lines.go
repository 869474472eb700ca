package form

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// lines is an asker that asks questions line by line.
type lines struct {
	Terminal
	read chan string // the lines that the user has typed; closed at the end of input
}

// begin starts to read lines in a goroutine. The goroutine ends at the end of input or with the process, because a read from a terminal
// cannot be cancelled.
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

// one asks a question until the answer is valid, and returns the answer.
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

// next returns the next line that the user types, or [ErrInterrupted].
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

// introduce prints a question with its help and its options.
func (l *lines) introduce(q Question) {
	l.print("\n" + q.Title + "\n")
	if q.Help != "" {
		l.print(q.Help + "\n")
	}
	for i, o := range q.Options {
		l.print(fmt.Sprintf("%d. %s\n", i+1, o.Title))
	}
}

// prompt returns the prompt of a question. It describes what to enter, and the answer that an empty line gives.
func (l *lines) prompt(q Question) string {
	byDefault := ""
	switch {
	case q.Kind == YesNo:
		return "Enter yes or no (default: " + q.shown(q.Value) + "): "
	case len(q.Value) > 0 || q.hasEmptyOption():
		byDefault = " (default: " + cmp.Or(q.shown(q.Value), q.shown([]string{""})) + ")"
	case q.Kind != Choice && q.check(nil) == nil:
		byDefault = " (default: none)"
	}
	switch q.Kind {
	case Choice:
		return fmt.Sprintf("Enter a number from 1 to %d%s: ", len(q.Options), byDefault)
	case Several:
		return fmt.Sprintf("Enter numbers from 1 to %d, separated by spaces%s: ", len(q.Options), byDefault)
	case Words:
		return "Enter one or more values, separated by spaces" + byDefault + ": "
	default:
		return "Enter a value" + byDefault + ": "
	}
}

// hasEmptyOption reports whether one of the options has the value "", so that an empty line chooses it.
func (q Question) hasEmptyOption() bool {
	return slices.ContainsFunc(q.Options, func(o Option) bool { return o.Value == "" })
}

// parse converts a line that the user has typed to an answer.
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
	return nil, errors.New("the answer must be yes or no")
}

// option returns the value of an option. text is the value or the number of the option.
func (q Question) option(text string) (string, error) {
	if i := slices.IndexFunc(q.Options, func(o Option) bool { return o.Value == text }); i >= 0 {
		return q.Options[i].Value, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > len(q.Options) {
		return "", fmt.Errorf("%q is not a number from 1 to %d", text, len(q.Options))
	}
	return q.Options[n-1].Value, nil
}
