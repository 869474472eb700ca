package explain

import "testing"

// TestReplacementsAreOfFields checks that a field with a replacement was removed or deprecated by a release.
func TestReplacementsAreOfFields(t *testing.T) {
	all, err := trees()
	if err != nil {
		t.Fatal(err)
	}
	for path := range replacements {
		if found, err := Find(path); err != nil || found != path {
			t.Errorf("Find(%q) = %q, %v, want the path itself", path, found, err)
			continue
		}
		newest := all[len(all)-1].byName[plain(path)]
		if newest != nil && newest.outer["deprecated"] != true {
			t.Errorf("%s has a replacement, but is neither removed nor deprecated", path)
		}
	}
	if by := Replacement("spec.ai.multipool.priorities[].pool"); len(by) != 1 || by[0] != "spec.ai.priorityGroups" {
		t.Errorf("a field below spec.ai.multipool has the replacement %q, want spec.ai.priorityGroups", by)
	}
}
