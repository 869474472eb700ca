package explain

import "testing"

// TestOpening checks that a field without a description leaves no empty paragraph.
func TestOpening(t *testing.T) {
	for description, want := range map[string]string{"": "spec.azure\n\n", "An app.": "spec.azure\nAn app.\n\n"} {
		b := &painter{width: 80, heading: func(title string) string { return title }}
		if b.opening("spec.azure", description); b.String() != want {
			t.Errorf("opening(%q) = %q, want %q", description, b.String(), want)
		}
	}
}
