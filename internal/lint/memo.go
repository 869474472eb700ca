package lint

import "github.com/backendctl/backendctl/internal/manifest"

// A Memo computes a value of a document once per job, for rules that need the same value. The value must not be changed.
type Memo[T any] struct {
	work func(*manifest.Document) T
}

// NewMemo returns a Memo that calls work.
func NewMemo[T any](work func(*manifest.Document) T) *Memo[T] { return &Memo[T]{work} }

type memoKey struct {
	memo     any // a *Memo[T] of any type T
	document *manifest.Document
}

// Of returns the value of a document. It calls work if the value is not known yet.
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
