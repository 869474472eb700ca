package lsp

import (
	"fmt"
	"strings"

	"github.com/backendctl/backendctl/internal/explain"
	"github.com/backendctl/backendctl/internal/target"
)

// mostNested is the maximum depth of nested objects in a snippet.
const mostNested = 3

// body returns the snippet that follows the colon of a field: the required fields of its value, one on each line. Lists are not indented,
// as in the layout of fmt.
func (o *offering) body(f *explain.Field, depth int) string {
	s := &snippet{target: o.target}
	return s.body(f, "", depth)
}

// A snippet builds an LSP snippet and numbers its tab stops.
type snippet struct {
	target target.Target
	stops  int
}

func (s *snippet) stop() string {
	s.stops++
	return fmt.Sprintf("${%d}", s.stops)
}

func (s *snippet) body(f *explain.Field, indent string, depth int) string {
	isList := strings.HasPrefix(f.Type, "[]")
	switch {
	case !isList && len(f.Fields) == 0 && !strings.HasPrefix(f.Type, "map"):
		return " " + s.stop()
	case isList && len(f.Fields) == 0:
		return "\n" + indent + "- " + s.stop()
	}
	inner := indent + "  "
	var lines []string
	for _, child := range f.Fields {
		if !child.Required || depth > mostNested {
			continue
		}
		field, _, _ := explain.FieldOf(s.target, child.Path)
		lines = append(lines, child.Name+":"+s.body(field, inner, depth+1))
	}
	if len(lines) == 0 {
		lines = []string{s.stop()}
	}
	text := strings.Join(lines, "\n"+inner)
	if isList {
		return "\n" + indent + "- " + text
	}
	return "\n" + inner + text
}
