package lsp

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/config"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/explain"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

type hoverResult struct {
	Contents markup `json:"contents"`
	Range    Range  `json:"range"`
}

// hover returns the explanation of the field, value or rule at a position.
func (s *server) hover(ctx context.Context, p positionParams) (any, error) {
	d := s.documents[p.Document.URI]
	if d == nil {
		return nil, errNotOpen(p.Document.URI)
	}
	offset := d.text.offset(p.Position)
	if id, span := d.ruleAt(offset); id != "" {
		return s.page(ctx, d.text, id, target.Target{}, span, "")
	}
	at, ok := d.locate(offset)
	if !ok || len(at.path) == 0 || at.path[0] != "spec" {
		return nil, nil
	}
	project := s.projectOf(d)
	if _, err := project.check(ctx); err != nil {
		return nil, err
	}
	t := project.target(at.object, s.pathOf(d))
	switch {
	case isBackend(at.object):
		return s.page(ctx, at.structure.text, at.fields(), t, at.span, valueText(at, t))
	case slices.Contains(explain.PolicyKinds(), at.object.Kind):
		return s.page(ctx, at.structure.text, at.object.Kind+"."+at.fields(), t, at.span, "")
	}
	return nil, nil
}

// page returns a hover at a span with the output of explain for a name, after the text in the parameter before. The output is for the
// target by, or for all targets if that target does not have the field. page returns nil if explain does not know the name.
func (s *server) page(ctx context.Context, t text, name string, by target.Target, span source.Span, before string) (any, error) {
	key := name + " " + by.ID
	page, known := s.pages[key]
	if !known {
		var err error
		page, err = s.host.Explain(ctx, name, by)
		if absent := (*explain.AbsentError)(nil); errors.As(err, &absent) {
			page, err = s.host.Explain(ctx, name, target.Target{})
		}
		if err != nil {
			return nil, ctx.Err()
		}
		s.pages[key] = page
	}
	return hoverResult{markup{"markdown", before + page}, t.rangeOf(span)}, nil
}

// valueText returns a description of the value at a spot. It returns "" if the value is not one of a list of allowed values.
func valueText(at spot, t target.Target) string {
	if at.onKey || at.value().Kind != manifest.Scalar {
		return ""
	}
	f, ok, err := explain.FieldOf(t, at.fields())
	if err != nil || !ok {
		return ""
	}
	i := slices.IndexFunc(f.Values, func(v explain.Value) bool { return v.Value == at.value().String() })
	if i < 0 {
		return ""
	}
	return fmt.Sprintf("`%s`: %s\n\n", f.Values[i].Value, valueWords(f.Values[i]))
}

// valueWords returns text that describes when a value can be used.
func valueWords(v explain.Value) string {
	words := []string{"a value of this field"}
	if len(v.Needs) > 0 {
		words = append(words, "needs "+strings.Join(v.Needs, " or "))
	}
	if v.Since != "" {
		words = append(words, "kgateway "+v.Since+" and later")
	}
	if v.Until != "" {
		words = append(words, "up to kgateway "+v.Until)
	}
	return strings.Join(words, "; ")
}

var ruleWord = lazily(`[a-z0-9]+(?:-[a-z0-9]+)+`)

// ruleAt returns the id of the rule at an offset, and the span of the id. In a manifest, the id must be in a comment; in a configuration
// file, it may be anywhere. ruleAt returns "" if no id is at the offset.
func (d *document) ruleAt(offset int) (string, source.Span) {
	start, end := d.text.line(d.text.lineOf(offset))
	line := d.text.content[start:end]
	comment := strings.Index(line, "#")
	if isComment := comment >= 0 && start+comment <= offset; !isComment && filepath.Base(d.path) != config.FileName {
		return "", source.Span{}
	}
	for _, at := range ruleWord().FindAllStringIndex(line, -1) {
		span := source.Span{Start: start + at[0], End: start + at[1]}
		if word := line[at[0]:at[1]]; span.Contains(offset) && isRule(word) {
			return word, span
		}
	}
	return "", source.Span{}
}

func isRule(id string) bool {
	return slices.ContainsFunc(check.Rules(), func(d diag.Descriptor) bool { return d.ID == id })
}
