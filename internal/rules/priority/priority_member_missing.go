package priority

import (
	"fmt"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var PriorityMemberMissing = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "priority-member-missing",
		Summary:  "a priority group refers to a Backend that does not exist",
		Severity: diag.Warning,
		Complete: diag.Error,
		Category: diag.References,
		Since:    "2.4",
		Why: "One missing member is an error of the whole Backend: kgateway drops it with all of its groups, including those with valid " +
			"members, and clients get 500 or 503. Members are looked up in the Backend's own namespace, and a ReferenceGrant does not " +
			"change that. Correct the name, or move the member to the same namespace.",
		Sources: []string{priorityGroupsSource, "pkg/kgateway/extensions2/plugins/backend/priority_groups_test.go @ 2.4"},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: shop
spec:
  priorityGroups:
  - backendRefs:
    - name: shop-east
  - backendRefs:
    - name: shop-wset
` + priorityMembersExample + priorityHealthExample,
		Good: priorityGroupExample + priorityMembersExample + priorityHealthExample,
	},
	About:   []string{"priorityGroups"},
	Backend: checkPriorityMemberMissing,
}

func checkPriorityMemberMissing(p *lint.Pass, b *manifest.Document) {
	for _, m := range priorityMembers(p.Set, b) {
		if m.Name == "" || m.Backend != nil {
			continue
		}
		severity, proved := absentMember(p.Set, b)
		if !proved || mayBeNamed(p.Set, b) {
			return
		}
		d := p.Report(m.Place, "there is no Backend %q%s: the whole Backend is dropped, with all of its groups", m.Name, kgw.InNamespace(b.Namespace))
		d.Severity = severity
		explainMissingMember(p.Set, b, m, d)
	}
}

// explainMissingMember adds to a finding the Backend that was probably meant: a Backend with a similar name, or with the same name in
// another namespace.
func explainMissingMember(s *lint.Set, b *manifest.Document, m priorityMember, d *diag.Diagnostic) {
	d.Help = "refer to a static Backend in the same namespace"
	for _, twin := range s.Kind(lint.Kgateway, "Backend") {
		if twin.Name == m.Name {
			d.Help = fmt.Sprintf("members must be in the group's own namespace, but %q is in %q", m.Name, twin.Namespace)
			d.Related = append(d.Related, lint.At(twin, "metadata", "name").Related("the Backend of that name"))
			return
		}
	}
	name, ok := fuzzy.Nearest(m.Name, memberCandidates(s, b))
	if !ok {
		return
	}
	d.Help = fmt.Sprintf("did you mean %q?", name)
	d.Fixes = lint.UnsafeFix(fmt.Sprintf("write %q", name), m.Replace(name))
	if meant := s.One(lint.Kgateway, "Backend", b.Namespace, name, b); meant != nil {
		d.Related = append(d.Related, lint.At(meant, "metadata", "name").Related("the Backend with a similar name"))
	}
}

// mayBeNamed reports whether the set has a Backend whose name is a template. That Backend may be the missing member.
func mayBeNamed(s *lint.Set, b *manifest.Document) bool {
	for _, other := range s.Kind(lint.Kgateway, "Backend") {
		if lint.SameNamespace(other.Namespace, b.Namespace) && lint.At(other, "metadata", "name").Template() {
			return true
		}
	}
	return false
}
