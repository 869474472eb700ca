// Package change finds what differs in meaning between two sets of documents, and what each difference does to traffic.
// Values are compared as their consumer reads them, so that style, comments, nulls, defaults and the order of sets are no change.
// The package reads no files and prints nothing.
package change

import (
	"cmp"
	"slices"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// An Op is what happened to a value.
type Op string

// The operations. A list is Moved when what stays of it has another order, and so is an item that goes to another list; the name
// of a document is Changed.
const (
	Added   Op = "added"
	Removed Op = "removed"
	Changed Op = "changed"
	Moved   Op = "moved"
)

// An Impact is what a change does when it is applied.
type Impact int

// The impacts, the lightest first.
const (
	Cosmetic    Impact = iota + 1 // traffic is not affected
	Behavioural                   // requests are handled in another way
	Breaking                      // traffic stops or goes elsewhere, or protection, credentials or identity change
)

var impacts = []string{"", "cosmetic", "behavioural", "breaking"}

func (i Impact) String() string { return impacts[i] }

// Impacts returns the names of the impacts, the lightest first.
func Impacts() []string { return slices.Clone(impacts[1:]) }

// ParseImpact returns the impact of a name; false if there is none. The American spelling is accepted.
func ParseImpact(name string) (Impact, bool) {
	if name == "behavioral" {
		return Behavioural, true
	}
	i := slices.Index(impacts, name)
	return Impact(max(i, 0)), i > 0
}

// A Change is one difference between two documents.
type Change struct {
	Op Op
	// Before and After are JSON Pointers to the value on each side, or to where it would be.
	Before, After string
	// Label names the field for people, with list items by what identifies them: spec.static.hosts[a.example.com:80].port.
	Label string
	// Pattern names the field with [] for every item of a list.
	Pattern string
	// From and To are the values, nil where there is none. Of a Moved list they are the list.
	From, To *Value
	// Order has the items of a Moved list by their labels, before and after. It is empty for an item that moved to another list.
	Order  [2][]string
	Effect Effect
	Impact Impact // follows from the effect
	Reason string // a clause: what the change does
	// Fields are those of an object that was added or removed as a whole: the ones that decide its impact, and what a policy applies
	// to; all of them where the object itself decides. A field without a reason does what the object does.
	Fields []Change

	newFirst bool  // a Moved list has another first item
	rule     *Rule // what decided
}

// A Status is what happened to a document.
type Status string

// The statuses.
const (
	Same       Status = "same"
	Different  Status = "changed"
	OnlyBefore Status = "removed"
	OnlyAfter  Status = "added"
	Renamed    Status = "renamed"
)

// A Document is a pair of documents, or one that has no partner.
type Document struct {
	Before, After *manifest.Document
	Status        Status
	Changes       []Change
	// IsKustomization reports a file of Kustomize, which is not an object that is applied.
	IsKustomization bool

	a, b *Value
}

// Document returns the newer document, or the only one.
func (d *Document) Document() *manifest.Document { return cmp.Or(d.After, d.Before) }

// Impact returns the heaviest impact of the changes; 0 if there is none.
func (d *Document) Impact() Impact {
	heaviest := Impact(0)
	for _, c := range d.Changes {
		heaviest = max(heaviest, c.Impact)
	}
	return heaviest
}

// HasSecrets reports whether a value that changed is a secret.
func (d *Document) HasSecrets() bool {
	return slices.ContainsFunc(d.Changes, func(c Change) bool { return c.From.hasSecret() || c.To.hasSecret() })
}

// Options select what is compared.
type Options struct {
	// Templates takes the values of unrendered template expressions as unknown instead of as text.
	Templates bool
	// Managed compares status and what the API server writes, too.
	Managed bool
	// Relevant, if not nil, reports whether a document that cannot be decoded is to be reported although the other side has
	// nothing that it may be a form of.
	Relevant func(*manifest.Document) bool
	// IsKustomization, if not nil, reports whether a document is a file of Kustomize and not an object that is applied.
	IsKustomization func(*manifest.Document) bool
	// Secrets finds what must not be shown of the YAML document that a document is in; nil for nothing. It may be called several
	// times at once.
	Secrets func(*manifest.Document) []source.Span
}

// A Difference has the differences of two sets of files.
type Difference struct {
	// Documents are the pairs, in the order of the newer side.
	Documents []*Document
	// Same counts the other documents, whose text is on both sides.
	Same int
	// Problems are documents that cannot be compared because they cannot be decoded, those of the older side first.
	Problems []Problem
	// Compared reports whether there was anything that could be compared.
	Compared bool
}

// Total counts the documents, each pair once.
func (d *Difference) Total() int { return len(d.Documents) + d.Same }

// Count returns how many changes have an impact.
func (d *Difference) Count(i Impact) int {
	n := 0
	for _, doc := range d.Documents {
		for _, c := range doc.Changes {
			if c.Impact == i {
				n++
			}
		}
	}
	return n
}

// Changed returns the documents that differ.
func (d *Difference) Changed() []*Document {
	return slices.DeleteFunc(slices.Clone(d.Documents), func(d *Document) bool { return len(d.Changes) == 0 })
}
