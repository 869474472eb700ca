package main

import (
	"slices"
	"testing"
)

func TestWordsIn(t *testing.T) {
	all, err := words(list)
	if err != nil || len(all) < 3 {
		t.Fatalf("%d words (%v)", len(all), err)
	}
	text := "A fix was mended.\nRecommended, amended and unmendable are other words.\nNobody reads this.\n"
	want := []string{`a.md:1: "mended": fix`, `a.md:3: "Nobody": say who does what: "is not read", "no program reads it"`}
	if got := wordsIn("a.md", text, all); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWordsWithoutAdvice(t *testing.T) {
	if _, err := words("nobody"); err == nil {
		t.Error("a word without advice is accepted")
	}
}
