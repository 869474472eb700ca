package source

import (
	"encoding/json"
	"testing"
)

func TestInert(t *testing.T) {
	for text, want := range map[string]string{
		"plain\n":                     "plain\n",
		"::error::x":                  `\::error::x`,
		"a\n  ::error::x\n":           "a\n  \\::error::x\n",
		"a ::error::x":                "a ::error::x",
		"\x1b[31m::error::x":          "\x1b[31m\\::error::x",
		"\u00a0\u3000::error::x":      "\u00a0\u3000\\::error::x",
		"host ::1":                    "host ::1",
		"x ##[error]y":                `x #\#[error]y`,
		"##vso[task.x]##teamcity[x]":  `#\#vso[task.x]#\#teamcity[x]`,
		"## heading [link] ###[error": `## heading [link] ##\#[error`,
	} {
		if got := Inert(text); got != want {
			t.Errorf("Inert(%q) = %q, want %q", text, got, want)
		}
	}
}

// TestInertJSON checks that the result is equivalent JSON without anything that a terminal or a pipeline executes.
func TestInertJSON(t *testing.T) {
	const word = "##[error] \u009b \u202e \x7f \U000e0001 é"
	data, err := json.Marshal(word)
	if err != nil {
		t.Fatal(err)
	}
	got := InertJSON(string(data))
	if want := `"#\u0023[error] \u009b \u202e \u007f \udb40\udc01 é"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	var back string
	if err := json.Unmarshal([]byte(got), &back); err != nil || back != word {
		t.Errorf("the result is decoded as %q (%v), want %q", back, err, word)
	}
}
