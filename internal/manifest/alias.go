package manifest

// An aliasBudget estimates the cost of decoding a document, so that a few hundred bytes of nested aliases cannot allocate gigabytes. The
// limits are those of the API server's parser: up to 400,000 decoded nodes, 99% of the nodes may come from aliases. The percentage falls to
// 10% at 4,000,000 nodes.
type aliasBudget struct {
	decoded, aliased int
	excessive        bool
}

const (
	manyNodes   = 400_000
	tooMany     = 4_000_000
	mostAliased = 0.99
	bigAliased  = 0.10
)

func (a *aliasBudget) walk(n *Node, aliased bool) {
	if a.excessive {
		return
	}
	aliased = aliased || n.shared
	a.decoded++
	if aliased {
		a.aliased++
	}
	if a.aliased > 100 && a.decoded > 1000 && float64(a.aliased)/float64(a.decoded) > a.allowed() {
		a.excessive = true
		return
	}
	for _, f := range n.Fields {
		a.walk(f.Value, aliased || f.Merged)
	}
	for _, item := range n.Items {
		a.walk(item, aliased)
	}
}

// allowed returns the share of decoded nodes that may come from aliases, from 0 to 1.
func (a *aliasBudget) allowed() float64 {
	switch {
	case a.decoded <= manyNodes:
		return mostAliased
	case a.decoded >= tooMany:
		return bigAliased
	}
	return mostAliased - (mostAliased-bigAliased)*float64(a.decoded-manyNodes)/(tooMany-manyNodes)
}
