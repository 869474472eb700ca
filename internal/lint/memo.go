package lint

import "github.com/backendctl/backendctl/internal/manifest"

type memoKey struct {
	what     string
	document *manifest.Document
}

// Memo returns the result of work for a document, computed once per job: many rules read the same hosts. The result must not be changed.
func Memo[T any](p *Pass, what string, d *manifest.Document, work func(*manifest.Document) T) T {
	key := memoKey{what, d}
	if known, ok := p.memo[key]; ok {
		return known.(T)
	}
	if p.memo == nil {
		p.memo = map[memoKey]any{}
	}
	out := work(d)
	p.memo[key] = out
	return out
}
