// Package change finds the differences in meaning between two sets of documents, and the effect of each difference on traffic. Values are
// compared as their consumer reads them, so style, comments, nulls, defaults and the order of sets are not changes. The package reads no
// files and prints nothing.
package change

import (
	"slices"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// An Op is a kind of change of a value.
type Op string

// The operations. A list is Moved if the items that are on both sides have another order. An item that goes to another list is also Moved.
// If a document gets another name, the change of its field metadata.name is Changed.
const (
	Added   Op = "added"
	Removed Op = "removed"
	Changed Op = "changed"
	Moved   Op = "moved"
)

// An Impact states how much a change matters to traffic.
type Impact int

// The impacts, from the lowest to the highest.
const (
	Cosmetic    Impact = iota + 1 // traffic is not affected
	Behavioural                   // requests are handled differently
	Breaking                      // traffic stops or goes to another destination, or protection, credentials or identity change
)

var impacts = []string{"", "cosmetic", "behavioural", "breaking"}

func (i Impact) String() string { return impacts[i] }

// Impacts returns the names of the impacts, from the lowest to the highest.
func Impacts() []string { return slices.Clone(impacts[1:]) }

// ParseImpact returns the impact with the given name, and false if no impact has it. It accepts the American spelling.
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
	// Before and After are the JSON Pointers of the value on each side. On a side without the value, the pointer is where the value would
	// be.
	Before, After string
	// Label is the display name of the field. List items are named by their keys, as in spec.static.hosts[a.example.com:80].port.
	Label string
	// Pattern is the path of the field, with [] in the place of the index of every list item.
	Pattern string
	// From and To are the values before and after the change, or nil. For a Moved list they are the whole list.
	From, To *Value
	// Order contains the labels of the items of a Moved list, in the order before and in the order after the change. It is empty for an
	// item that moved to another list.
	Order  [2][]string
	Effect Effect
	Impact Impact // determined by the effect
	Reason string // a clause that describes the effect
	// Fields are changes for fields of an added or removed object: the fields that decide its impact, and the targets of a policy. If the
	// impact does not depend on the fields, Fields contains all fields that affect traffic. A field without a reason has the effect of the
	// object.
	Fields []Change

	newFirst bool  // the Moved list begins with another item than before the change
	rule     *Rule // the rule that decided the effect
}

// A Status is the kind of difference of a document.
type Status string

// The statuses.
const (
	Same       Status = "same"
	Different  Status = "changed"
	OnlyBefore Status = "removed"
	OnlyAfter  Status = "added"
	Renamed    Status = "renamed"
)

// A Document is a pair of documents with the differences between them, or one document without a partner.
type Document struct {
	Before, After *manifest.Document
	Status        Status
	Changes       []Change
	// IsKustomization means that the document is a Kustomize file, which is not applied to a cluster as an object.
	IsKustomization bool

	a, b *Value
}

// Document returns the newer document of a pair, or the only document. If the newer document has no kind, it returns the older document.
func (d *Document) Document() *manifest.Document {
	if d.After == nil || d.Before != nil && d.After.Kind == "" {
		return d.Before
	}
	return d.After
}

// Impact returns the highest impact of the changes, or 0 without changes.
func (d *Document) Impact() Impact {
	highest := Impact(0)
	for _, c := range d.Changes {
		highest = max(highest, c.Impact)
	}
	return highest
}

// HasSecrets reports whether a changed value is a secret.
func (d *Document) HasSecrets() bool {
	return slices.ContainsFunc(d.Changes, func(c Change) bool { return c.From.hasSecret() || c.To.hasSecret() })
}

// Options are the settings of a comparison.
type Options struct {
	// Templates means that values with unrendered template expressions are treated as unknown values, and not as texts.
	Templates bool
	// Managed means that the status, and the fields that the API server writes, are also compared.
	Managed bool
	// Relevant decides about documents that cannot be decoded and have no counterpart on the other side: it reports whether such a document
	// becomes a Problem. If Relevant is nil, all of them become Problems.
	Relevant func(*manifest.Document) bool
	// IsKustomization, if not nil, reports whether a document is a Kustomize file, which is not applied to a cluster as an object.
	IsKustomization func(*manifest.Document) bool
	// Secrets returns the spans of the secrets in the YAML document that contains a document. If Secrets is nil, no value is treated as a
	// secret. The function must be safe for concurrent use.
	Secrets func(*manifest.Document) []source.Span
}

// A Difference contains the differences between two sets of files.
type Difference struct {
	// Documents are the documents whose texts differ between the sides, in the order of the newer side.
	Documents []*Document
	// Same is the number of documents that have the same text on both sides. They are not in Documents.
	Same int
	// Problems are documents that cannot be compared because they cannot be decoded. Documents of the older side come first.
	Problems []Problem
	// Compared reports whether at least one document could be compared.
	Compared bool
}

// Total returns the number of documents; a pair counts once.
func (d *Difference) Total() int { return len(d.Documents) + d.Same }

// Count returns the number of changes with the given impact.
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
