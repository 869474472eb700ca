package main

import (
	"slices"
	"strings"
	"testing"
)

func TestWordsIn(t *testing.T) {
	all, err := words(list)
	if err != nil || len(all) < 3 {
		t.Fatalf("words returns %d words and the error %v, want at least 3 words", len(all), err)
	}
	text := "A fix was mended.\nRecommended, amended and unmendable are other words.\nNobody reads this.\n"
	want := []string{`a.md:1: "mended": fix`, `a.md:3: "Nobody": say who does what: "is not read", "no program reads it"`}
	if got := wordsIn("a.md", text, all); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWordsWithoutAdvice(t *testing.T) {
	if _, err := words("nobody"); err == nil {
		t.Error("words returns no error for a word without advice")
	}
}

func TestTextsOf(t *testing.T) {
	src := "// Package p is\n// a package.\npackage p\n\nimport _ \"embed\"\n\n//go:embed x\nvar x string // short\n\nvar (\n\tmessage = \"%s is not a port: use a number\"\n\tyaml    = \"a: b\\nc: d\\ne: f\\ng: h\\n\"\n)\n"
	comments, messages, err := textsOf("p.go", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	if want := []text{{"p.go", 1, "Package p is a package."}}; !slices.Equal(comments, want) {
		t.Errorf("comments %v, want %v", comments, want)
	}
	if want := []text{{"p.go", 11, "%s is not a port: use a number"}}; !slices.Equal(messages, want) {
		t.Errorf("messages %v, want %v", messages, want)
	}
}

func TestSample(t *testing.T) {
	draw := func(seed uint64) string {
		var out strings.Builder
		if err := sample(&out, "../../..", 3, seed, []string{"internal/edit"}); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	first := draw(1)
	if lines := strings.Count(first, "\n"); lines < 5 || lines > 8 {
		t.Errorf("the sample has %d lines, want 5 to 8:\n%s", lines, first)
	}
	if first != draw(1) || first == draw(2) {
		t.Error("the same seed gives two different samples, or two seeds give the same sample")
	}
}
