package cli

import (
	"regexp"
	"strings"
	"sync"

	"github.com/backendctl/backendctl/internal/form"
)

// flagInText matches a flag in a message, with the object after --with, and the words around it that reword changes.
var flagInText = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?m)(^|[ (])(use )?--(with [a-z]+|[a-z]+(?:-[a-z]+)*)`)
})

// reword replaces the flags in a message by the titles of their questions, because the user of a form does not type flags. A flag without a
// question can only be used in another run.
func (i *interview) reword(a form.Answers, text string) string {
	if !strings.Contains(text, "--") {
		return text
	}
	titles := i.titles(a)
	return flagInText().ReplaceAllStringFunc(text, func(match string) string {
		parts := flagInText().FindStringSubmatch(match)
		before, use, flag := parts[1], parts[2], parts[3]
		name, _, _ := strings.Cut(flag, " ")
		title, isAsked := titles[name]
		switch {
		case isAsked:
			return before + use + `"` + title + `"`
		case use != "":
			return before + "start again with --" + flag
		}
		return match
	})
}

// titles returns the beginnings of the titles of the questions about flags that were not given, by the name of the flag.
func (i *interview) titles(a form.Answers) map[string]string {
	titles := map[string]string{}
	add := func(name, title string) {
		short, _, _ := strings.Cut(title, " (")
		short, _, _ = strings.Cut(short, ";")
		short, _, _ = strings.Cut(short, ",")
		titles[name] = strings.TrimSuffix(short, "?")
	}
	for _, flag := range i.options(a).request.Type.Flags {
		if _, isGiven := i.request.Values[flag.Name]; !isGiven {
			add(flag.Name, capital(flag.Usage))
		}
	}
	for _, page := range i.pages() {
		for _, q := range page(a) {
			add(q.Name, q.Title)
		}
	}
	return titles
}
