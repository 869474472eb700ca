package convert

import (
	"fmt"
	"strconv"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
)

// selecting returns the policies that select their targets by labels.
func (in *input) selecting() []*manifest.Document {
	var policies []*manifest.Document
	for _, d := range in.documents {
		if len(selectorsOf(d)) > 0 {
			policies = append(policies, d)
		}
	}
	return policies
}

func selectorsOf(policy *manifest.Document) []*manifest.Node {
	if policy.Root == nil {
		return nil
	}
	if selectors := policy.Root.Get("spec").Get("targetSelectors"); selectors != nil {
		return selectors.Items
	}
	return nil
}

// leaveSelectors reports a policy that selects a replaced document by its kind and labels. The policy does not select the new objects. The
// selector is not rewritten, because it may select other objects that were not converted.
func (f *follower) leaveSelectors(policy *manifest.Document, became []*convertedObject) {
	d := became[0].object.Document
	if policy.Namespace != d.Namespace {
		return
	}
	labels := d.Root.Get("metadata").Get("labels")
	for i, selector := range selectorsOf(policy) {
		if selector.Get("kind").String() != d.Kind || selector.Get("group").String() != references.GroupOf(d.APIVersion) || !selects(selector.Get("matchLabels"), labels) {
			continue
		}
		is := resultsOf(became)
		help := "add a selector with the group and the kind of " + is
		if became[0].object.Root.Get("kind").String() != references.BackendKind {
			help = "set this in a policy for " + is
		}
		f.log.add(diag.Diagnostic{
			Rule: ruleNote, Severity: diag.Info, File: policy.File, Document: policy.Index,
			Path: policy.Path + diag.Pointer("spec", "targetSelectors", strconv.Itoa(i)), Span: selector.Span, Targets: []string{string(became[0].object.To())},
			Message: fmt.Sprintf("%s selects %s by its labels, and does not apply to %s", references.NameOf(policy), references.NameOf(d), is),
			Help:    help,
		})
	}
}

// selects reports whether labels contain all labels of a selector. An empty selector selects nothing.
func selects(wanted, labels *manifest.Node) bool {
	if wanted == nil || len(wanted.Fields) == 0 {
		return false
	}
	for i := range wanted.Fields {
		if f := &wanted.Fields[i]; labels.Get(f.Key) == nil || labels.Get(f.Key).String() != f.Value.String() {
			return false
		}
	}
	return true
}
