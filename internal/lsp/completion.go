package lsp

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

type (
	completionItem struct {
		Label         string    `json:"label"`
		Kind          int       `json:"kind"`
		Detail        string    `json:"detail,omitempty"`
		Documentation *markup   `json:"documentation,omitempty"`
		SortText      string    `json:"sortText"`
		FilterText    string    `json:"filterText,omitempty"`
		Tags          []int     `json:"tags,omitempty"`
		Format        int       `json:"insertTextFormat,omitempty"`
		Mode          int       `json:"insertTextMode,omitempty"`
		Edit          *textEdit `json:"textEdit,omitempty"`
	}

	completionList struct {
		IsIncomplete bool             `json:"isIncomplete"`
		Items        []completionItem `json:"items"`
	}
)

// The kinds of completion items.
const (
	kindField     = 5
	kindEnumValue = 20
	kindReference = 18
	kindKeyword   = 14
)

const (
	snippetFormat     = 2 // a value of insertTextFormat
	adjustIndentation = 2 // a value of insertTextMode
	itemDeprecated    = 1 // a value of tags
)

// The ranks of completion items. Items with a lower rank come first.
const (
	rankRequired = iota
	rankUsual
	rankDeprecated
)

// An offer is a word that can be completed.
type offer struct {
	word, detail, documentation string
	kind, rank                  int
	body                        string // the text after the completed key, as a snippet
}

// completion returns the completions at a position.
func (s *server) completion(ctx context.Context, p positionParams) (any, error) {
	d := s.documents[p.Document.URI]
	if d == nil {
		return nil, errNotOpen(p.Document.URI)
	}
	offset := d.text.offset(p.Position)
	wordEnd := d.text.wordEnd(offset)
	list := completionList{Items: []completionItem{}}
	if offers, start, isComment := commentOffers(d.text, offset); isComment {
		for _, o := range offers {
			list.Items = append(list.Items, d.item(o, source.Span{Start: start, End: wordEnd}, o.word))
		}
		return list, nil
	}
	c, ok := cursorAt(d.text, offset)
	if !ok {
		return list, nil
	}
	project := s.projectOf(d)
	if _, err := project.check(ctx); err != nil {
		return nil, err
	}
	o := offering{cursor: c, server: s, project: project, document: d}
	o.kind, o.apiVersion = c.top(d.text, "", "kind"), c.top(d.text, "", "apiVersion")
	o.target = o.targetAt(offset)
	if c.inValue {
		for _, value := range o.values() {
			list.Items = append(list.Items, d.item(value, source.Span{Start: c.start, End: wordEnd}, o.quote(value.word)))
		}
		return list, nil
	}
	for _, field := range o.fields() {
		if _, isThere := c.siblings[field.word]; !isThere {
			list.Items = append(list.Items, o.field(field, wordEnd))
		}
	}
	return list, nil
}

// wordEnd returns the offset of the end of the word that contains or begins at an offset, so that a completion in the middle of a word
// replaces all of it.
func (t text) wordEnd(offset int) int {
	_, end := t.line(t.lineOf(offset))
	rest := t.content[offset:max(offset, end)]
	return offset + len(rest) - len(strings.TrimLeft(rest, wordCharacters))
}

// item returns a completion item that replaces the word at the cursor by text.
func (d *document) item(o offer, word source.Span, text string) completionItem {
	item := completionItem{
		Label: o.word, Kind: o.kind, Detail: o.detail, SortText: fmt.Sprintf("%d%s", o.rank, o.word),
		Edit: &textEdit{d.text.rangeOf(word), text},
	}
	if o.documentation != "" {
		item.Documentation = &markup{"markdown", o.documentation}
	}
	if o.rank == rankDeprecated {
		item.Tags = []int{itemDeprecated}
	}
	return item
}

// field returns a completion item for a key. The item also inserts a colon, unless the key is in quotes or a colon already follows it.
func (o *offering) field(f offer, wordEnd int) completionItem {
	d := o.document
	_, end := d.text.line(d.text.lineOf(wordEnd))
	rest := d.text.content[wordEnd:max(wordEnd, end)]
	text, isSnippet := f.word+": ", false
	switch {
	case o.quoted:
		text = f.word
	case strings.HasPrefix(strings.TrimLeft(rest, `"'`), ":"):
		text = f.word
	case o.flow && strings.Contains(d.text.content, `"kind"`):
		text = `"` + f.word + `": `
	case o.server.client.Capabilities.TextDocument.Completion.CompletionItem.SnippetSupport && !o.flow && f.body != "":
		text, isSnippet = escapeSnippet(f.word)+":"+strings.ReplaceAll(f.body, "\n", "\n"+strings.Repeat(" ", o.indent)), true
	case f.body != "" && !o.flow && strings.HasPrefix(f.body, "\n"):
		text = f.word + ":"
	}
	item := d.item(f, source.Span{Start: o.start, End: wordEnd}, text)
	if isSnippet {
		item.Format, item.Mode = snippetFormat, adjustIndentation
	}
	return item
}

const wordCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./"

// quote returns the text to insert at the cursor for a value. It is the value in quotes, unless the cursor is already inside quotes, or the
// value is a simple word or number in block style.
func (o *offering) quote(word string) string {
	if o.quoted || !o.flow && plainValue().MatchString(word) {
		return word
	}
	return `"` + word + `"`
}

var plainValue = lazily(`^[A-Za-z][A-Za-z0-9./_-]*$|^[0-9]+$`)

func escapeSnippet(text string) string {
	return strings.NewReplacer(`\`, `\\`, `$`, `\$`, `}`, `\}`).Replace(text)
}

var directivePattern = lazily(`#\s*backendctl:\s*(?:(ignore(?:-file)?)\s+((?:[a-z0-9-]+\s*,\s*)*)|(target=)((?:[^,\s]+,)*)|)([a-z0-9.-]*)$`)

// commentOffers returns the completions for a directive in a comment. start is the offset of the word to replace. isComment is false if
// the cursor is not in a comment.
func commentOffers(t text, offset int) (offers []offer, start int, isComment bool) {
	lineStart, end := t.line(t.lineOf(offset))
	head := t.content[lineStart:min(offset, end)]
	if i := strings.IndexByte(head, '#'); i < 0 || i > 0 && head[i-1] != ' ' && head[i-1] != '\t' || strings.Count(head[:max(i, 0)], `"`)%2 == 1 {
		return nil, 0, false
	}
	m := directivePattern().FindStringSubmatch(head)
	if m == nil {
		return nil, 0, true
	}
	start = offset - len(m[5])
	switch {
	case m[1] != "":
		for _, r := range check.Rules() {
			if !slices.Contains(strings.FieldsFunc(m[2], func(r rune) bool { return r == ',' || r == ' ' }), r.ID) {
				offers = append(offers, offer{word: r.ID, detail: r.Category, documentation: r.Summary, kind: kindReference, rank: rankUsual})
			}
		}
	case m[3] != "":
		for _, t := range target.All() {
			offers = append(offers, offer{word: t.ID, detail: t.Title, kind: kindReference, rank: rankUsual})
		}
	default:
		for word, detail := range map[string]string{
			"ignore": "suppress rules on this line or in the block below", "ignore-file": "suppress rules in this file", "target=": "check this document for a release",
		} {
			offers = append(offers, offer{word: word, detail: detail, kind: kindKeyword, rank: rankUsual})
		}
	}
	return offers, start, true
}
