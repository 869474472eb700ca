package manifest

import (
	"strings"

	"github.com/backendctl/backendctl/internal/source"
)

// TargetComment parses `# backendctl: target=kgateway-2.2,kgateway-2.3` and returns the ids as written and their span. It returns false for
// any other comment.
func TargetComment(f *source.File, comment source.Span) (string, source.Span, bool) {
	text := f.Slice(comment)
	directive, ok := strings.CutPrefix(strings.TrimLeft(text, "# \t"), "backendctl:")
	if !ok {
		return "", source.Span{}, false
	}
	ids, ok := strings.CutPrefix(strings.TrimSpace(directive), "target=")
	if !ok {
		return "", source.Span{}, false
	}
	ids, _, _ = strings.Cut(ids, " ")
	start := comment.Start + strings.LastIndex(text, "target="+ids) + len("target=")
	return ids, source.Span{Start: start, End: start + len(ids)}, true
}
