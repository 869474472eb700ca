package priority

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

// Other objects in examples of priority groups.
const (
	priorityMembersExample = `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: shop-east
spec:
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: shop-west
spec:
  static:
    hosts:
    - host: 192.0.2.20
      port: 8080
`
	priorityHealthExample = `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: shop
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: shop
  loadBalancer:
    healthyPanicThreshold: 0
  outlierDetection:
    consecutive5xx: 3
`
	priorityGroupExample = `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: shop
spec:
  priorityGroups:
  - backendRefs:
    - name: shop-east
  - backendRefs:
    - name: shop-west
`
)

const priorityGroupsSource = "pkg/kgateway/extensions2/plugins/backend/priority_groups.go @ 2.4"

// A priorityMember is one reference in a priority group.
type priorityMember struct {
	lint.Place                    // the place of the name
	Group      int                // the index of the group
	Name       string             // "" if the name is missing or a template
	Backend    *manifest.Document // nil if the Backend is not in the set
}

// priorityMembers returns the members of all groups of a Backend in their order.
func priorityMembers(s *lint.Set, b *manifest.Document) []priorityMember {
	var out []priorityMember
	for i, group := range lint.At(b, "spec", "priorityGroups").Items() {
		for _, ref := range group.Field("backendRefs").Items() {
			m := priorityMember{Place: ref.Field("name"), Group: i}
			if m.Name = m.Word(); m.Name != "" {
				m.Backend = s.One(lint.Kgateway, "Backend", b.Namespace, m.Name, b)
			}
			out = append(out, m)
		}
	}
	return out
}

// staticMembers returns the members that are static Backends in the set, each once.
func staticMembers(s *lint.Set, b *manifest.Document) []priorityMember {
	seen := map[*manifest.Document]bool{}
	return slices.DeleteFunc(priorityMembers(s, b), func(m priorityMember) bool {
		skip := m.Backend == nil || seen[m.Backend] || !lint.At(m.Backend, "spec", "static").Exists()
		seen[m.Backend] = true
		return skip
	})
}

func hasPriorityGroups(b *manifest.Document) bool {
	return lint.At(b, "spec", "priorityGroups").Exists()
}

// groupCount returns the number of priority groups with at least one backendRef that has a name, and the place of spec.priorityGroups.
func groupCount(b *manifest.Document) (int, lint.Place) {
	groups := lint.At(b, "spec", "priorityGroups")
	count := 0
	for _, group := range groups.Items() {
		if slices.ContainsFunc(group.Field("backendRefs").Items(), func(ref lint.Place) bool {
			name := ref.Field("name")
			return name.Word() != "" || name.Template()
		}) {
			count++
		}
	}
	return count, groups
}

// memberHosts returns the hosts of all members, each together with its member.
func memberHosts(p *lint.Pass, members []priorityMember) []memberHost {
	var out []memberHost
	for _, m := range members {
		for _, h := range kgw.StaticHosts(p, m.Backend) {
			out = append(out, memberHost{m, h})
		}
	}
	return out
}

type memberHost struct {
	Member priorityMember
	Host   kgw.Host
}

// healthSetting returns the first setting in the policies that makes Envoy detect hosts that are down. It returns false if there is none.
func healthSetting(policies []*manifest.Document) (lint.Place, bool) {
	for _, policy := range policies {
		for _, key := range kgw.HealthKeys {
			if at := lint.At(policy, "spec", key); at.Exists() {
				return at, true
			}
		}
	}
	return lint.Place{}, false
}

// anyTemplate reports whether the spec of one of the policies contains a template, so that its settings are unknown.
func anyTemplate(policies []*manifest.Document) bool {
	return slices.ContainsFunc(policies, func(policy *manifest.Document) bool { return lint.At(policy, "spec").Template() })
}

// absentMember returns the severity for a missing member, and false if it must not be reported, like [lint.Set.Absent]. The Backend with
// the groups is not evidence that the set contains all Backends of its namespace; only a Backend that may be a member is.
func absentMember(s *lint.Set, b *manifest.Document) (diag.Severity, bool) {
	severity, ok := s.Absent(lint.Kgateway, "Backend", b.Namespace)
	if s.Complete == lint.Stated || len(memberCandidates(s, b)) > 0 {
		return severity, ok
	}
	return severity, ok && s.Complete == lint.Tree
}

// memberCandidates returns the names of the Backends that may be members of a group.
func memberCandidates(s *lint.Set, b *manifest.Document) []string {
	var out []string
	for _, other := range s.Kind(lint.Kgateway, "Backend") {
		if lint.SameNamespace(other.Namespace, b.Namespace) && lint.At(other, "spec", "static").Exists() {
			out = append(out, other.Name)
		}
	}
	return out
}
