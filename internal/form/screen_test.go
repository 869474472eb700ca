package form

import (
	"io"
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// TestYesNoKeys checks that the keys y and n choose the answer of a question, besides the arrow keys.
func TestYesNoKeys(t *testing.T) {
	s := &screen{Terminal: Terminal{Out: io.Discard}}
	field, answer := s.field(Question{Name: "tls", Title: "TLS?", Kind: YesNo})
	field.WithKeyMap(keys()) // its result is the inner field
	field.Focus()
	for _, step := range []struct {
		key  rune
		want []string
	}{{'y', []string{yes}}, {'y', []string{yes}}, {'n', nil}, {'n', nil}, {'x', nil}} {
		field.Update(tea.KeyPressMsg{Code: step.key, Text: string(step.key)})
		if got := answer(); !slices.Equal(got, step.want) {
			t.Errorf("after the key %c, the answer is %q, want %q", step.key, got, step.want)
		}
	}
}
