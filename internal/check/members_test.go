package check

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/relevance"
	"github.com/backendctl/backendctl/internal/target"
)

// TestMembers checks that the lists of members in this package and in package relevance equal the members of spec in the schemas.
func TestMembers(t *testing.T) {
	facts, err := target.Facts()
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for path, fact := range facts {
		if member, ok := strings.CutPrefix(path, "spec."); ok && !strings.ContainsAny(member, ".[") && !fact.Leaf {
			want = append(want, member)
		}
	}
	slices.Sort(want)
	if got := slices.Sorted(maps.Keys(members)); !slices.Equal(got, want) {
		t.Errorf("package check has the members %v, want %v", got, want)
	}
	if got := slices.Sorted(slices.Values(relevance.Members())); !slices.Equal(got, want) {
		t.Errorf("package relevance has the members %v, want %v", got, want)
	}
	for member, fields := range members {
		known := func(field string) bool { _, ok := facts["spec."+member+"."+field]; return ok }
		for _, field := range fields {
			if !known(field) {
				t.Errorf("no schema has the field %s.%s", member, field)
			}
		}
	}
}
