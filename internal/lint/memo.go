package lint

import "github.com/backendctl/backendctl/internal/manifest"

// A Memo computes a value for a document once per job of [Run], for rules that need the same value. Rules must not change the value.
type Memo[T any] struct {
	work func(*manifest.Document) T
}

// NewMemo returns a Memo that computes each value with the function work.
func NewMemo[T any](work func(*manifest.Document) T) *Memo[T] { return &Memo[T]{work} }

type memoKey struct {
	memo     any // a *Memo[T] of any type T
	document *manifest.Document
}

// Of returns the value for a document. It computes the value on the first call for this document.
func (m *Memo[T]) Of(p *Pass, d *manifest.Document) T {
	key := memoKey{m, d}
	if known, ok := p.memo[key]; ok {
		return known.(T)
	}
	if p.memo == nil {
		p.memo = map[memoKey]any{}
	}
	out := m.work(d)
	p.memo[key] = out
	return out
}
