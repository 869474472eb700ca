package form_test

import (
	"context"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/form"
)

// pages returns pages with a question of every kind, and a page that depends on an answer.
func pages() []form.Page {
	return []form.Page{
		func(form.Answers) []form.Question {
			return []form.Question{
				{Name: "name", Title: "Name?", Help: "Of the thing.", Check: func(answer []string) error {
					if len(answer) == 0 || answer[0] == "bad" {
						return errors.New("no such name")
					}
					return nil
				}},
				{Name: "hosts", Title: "Hosts?", Kind: form.Words},
				{Name: "color", Title: "Color?", Kind: form.Choice, Options: []form.Option{{"r", "red"}, {"g", "green"}}, Value: []string{"g"}},
				{Name: "more", Title: "More?", Kind: form.YesNo},
			}
		},
		func(a form.Answers) []form.Question {
			if !a.Yes("more") {
				return nil
			}
			return []form.Question{{Name: "extras", Title: "Extras?", Kind: form.Several, Options: []form.Option{{"a", "an A"}, {"b", "a B"}, {"c", "a C"}}}}
		},
	}
}

func askLines(t *testing.T, typed string) (form.Answers, string, error) {
	t.Helper()
	var out strings.Builder
	answers, err := form.New(form.Terminal{In: strings.NewReader(typed), Out: &out, Lines: true}).Ask(context.Background(), pages(), nil)
	return answers, out.String(), err
}

// TestLines checks the answers for the lines that a user types.
func TestLines(t *testing.T) {
	for _, test := range []struct {
		name, typed string
		want        form.Answers
	}{
		{"an answer to each question", "x\na b\n1\ny\n1 3\n", form.Answers{"name": {"x"}, "hosts": {"a", "b"}, "color": {"r"}, "more": {"true"}, "extras": {"a", "c"}}},
		{"empty lines choose the defaults", "x\n\n\n\n", form.Answers{"name": {"x"}, "hosts": nil, "color": {"g"}, "more": nil}},
		{"options by their values", "x\n\nr\nYES\nb,c\n", form.Answers{"name": {"x"}, "hosts": nil, "color": {"r"}, "more": {"true"}, "extras": {"b", "c"}}},
		{"questions that are asked again", "bad\n\nx\n\n3\nblue\n2\nperhaps\nno\n", form.Answers{"name": {"x"}, "hosts": nil, "color": {"g"}, "more": nil}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, out, err := askLines(t, test.typed)
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %v, want %v\n%s", got, test.want, out)
			}
			if strings.ContainsRune(out, 0x1b) {
				t.Errorf("the output contains control sequences: %q", out)
			}
		})
	}
}

// TestLinesShowReasons checks that the output has the questions, their options, and the reasons why answers are not valid.
func TestLinesShowReasons(t *testing.T) {
	_, out, _ := askLines(t, "bad\nx\n\n3\n")
	for _, want := range []string{"Name?\nOf the thing.\n", "no such name\n", "1. red\n2. green\n", `"3" is not a number from 1 to 2`} {
		if !strings.Contains(out, want) {
			t.Errorf("the output does not contain %q:\n%s", want, out)
		}
	}
}

// TestLinesPrompts checks that a prompt shows the answer that an empty line gives. If an answer is required, the prompt must not show one.
func TestLinesPrompts(t *testing.T) {
	_, out, _ := askLines(t, "x\n\n\ny\n\n")
	for _, want := range []string{
		"Enter a value: ", "Enter one or more values, separated by spaces (default: none): ", "Enter a number from 1 to 2 (default: green): ",
		"Enter yes or no (default: no): ", "Enter numbers from 1 to 3, separated by spaces (default: none): ",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the output does not contain the prompt %q:\n%s", want, out)
		}
	}
	optional := form.Question{Name: "p", Title: "Protocol", Kind: form.Choice, Options: []form.Option{{"", "not set"}, {"h2", "h2"}}}
	var text strings.Builder
	f := form.New(form.Terminal{In: strings.NewReader("\n"), Out: &text, Lines: true})
	if _, err := f.Ask(context.Background(), []form.Page{func(form.Answers) []form.Question { return []form.Question{optional} }}, nil); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text.String(), "Enter a number from 1 to 2 (default: not set): ") {
		t.Errorf("the prompt does not show the default \"not set\":\n%s", text.String())
	}
}

// TestLinesEnd checks that Ask returns no answers if the input ends too early or the context is cancelled.
func TestLinesEnd(t *testing.T) {
	if answers, _, err := askLines(t, "x\na b\n"); !errors.Is(err, form.ErrInterrupted) || answers != nil {
		t.Errorf("at the end of input: answers %v, error %v, want no answers and ErrInterrupted", answers, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	never := silence(t)
	_, err := form.New(form.Terminal{In: never, Out: &strings.Builder{}, Lines: true}).Ask(ctx, pages(), nil)
	if !errors.Is(err, form.ErrInterrupted) {
		t.Errorf("with a cancelled context: error %v, want ErrInterrupted", err)
	}
}

// silence returns a reader that blocks forever.
func silence(t *testing.T) io.Reader {
	t.Helper()
	r, w := io.Pipe()
	t.Cleanup(func() { _ = w.Close() })
	return r
}

// TestLinesTwice calls Ask twice for the same form, and checks that no typed line is lost between the calls.
func TestLinesTwice(t *testing.T) {
	f := form.New(form.Terminal{In: strings.NewReader("x\n\n\n\ny\n\n\n\n"), Out: &strings.Builder{}, Lines: true})
	for _, want := range []string{"x", "y"} {
		answers, err := f.Ask(context.Background(), pages(), nil)
		if err != nil || answers.First("name") != want {
			t.Errorf("answers %v, error %v, want the name %s", answers, err, want)
		}
	}
}
