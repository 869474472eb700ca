package target_test

import (
	"testing"

	"github.com/backendctl/backendctl/internal/target"
)

// one returns the only target of a list.
func one(t *testing.T, list string) target.Target {
	t.Helper()
	targets, err := target.ParseList(list)
	if err != nil || len(targets) != 1 {
		t.Fatalf("ParseList(%q) = %v, %v, want one target", list, targets, err)
	}
	return targets[0]
}

func TestWithin(t *testing.T) {
	for _, c := range []struct {
		target, since, until string
		want                 bool
	}{
		{"2.3", "", "", true},
		{"2.3", "2.3", "2.3", true},
		{"2.3", "2.4", "", false},
		{"2.3", "", "2.2", false},
		{"2.3", "2.1", "2.3.4", true}, // some patches of 2.3 are in the range
		{"2.3.4", "2.1", "2.3.4", true},
		{"2.3.5", "2.1", "2.3.4", false},
		{"2.3.10", "2.1", "2.3.9", false}, // patches are compared by number, not by text
		{"2.4.0", "2.1", "2.3.4", false},
		{"2.2.9", "2.1", "2.3.4", true},
		{"2.4.0", "2.4.0", "2.4.4", true},
		{"2.4.0", "2.4.1", "", false},
		{"2.4.0-rc.1", "2.4.0", "", true},
		{"2.3.9", "2.4.0", "", false},
		{"2.4.2", "2.4", "2.4", true},
		{"catalog", "", "", true},
		{"catalog", "2.0", "", false},
		{"2.4.3,2.4.5", "", "2.4.4", true}, // one patch in the range is enough
		{"2.4.5,2.4.6", "", "2.4.4", false},
		{"2.4.5..2.4.9", "", "2.4.4", false},
		{"2.4.5..2.4.9", "2.4.9", "", true},
		{"2.4.5..2.4.9", "2.4.10", "", false},
		{"2.4,2.4.5", "", "2.4.4", true},
		{"2.4.5,v2.4.5", "", "2.4.4", false},
	} {
		if got := one(t, c.target).Within(c.since, c.until); got != c.want {
			t.Errorf("%s is within %q and %q: %t, want %t", c.target, c.since, c.until, got, c.want)
		}
	}
}

func TestPatches(t *testing.T) {
	for _, c := range []struct{ target, since, until, want string }{
		{"2.3", "2.1", "2.3.4", "2.3.0 to 2.3.4"},
		{"2.2", "2.1", "2.3.4", ""},
		{"2.3.1", "2.1", "2.3.4", ""},
		{"2.4.4,2.4.5", "2.4.0", "2.4.4", "2.4.4"},
		{"2.4.3..2.4.6", "2.4.0", "2.4.4", "2.4.3 to 2.4.4"},
		{"2.4.0..2.4.4", "2.4.0", "2.4.4", ""},
		{"2.4.0..2.4.4", "2.4.2", "", "2.4.2 to 2.4.4"},
		{"2.4", "2.4.0", "2.4.4", "2.4.0 to 2.4.4"},
		{"2.4", "2.4.2", "2.4.4", "2.4.2 to 2.4.4"},
		{"2.4", "2.4.2", "", "2.4.2 and later"},
		{"2.4", "2.4.0", "", ""},
		{"2.4", "2.1", "", ""},
		{"catalog", "", "2.3.4", ""},
	} {
		if got := one(t, c.target).Patches(c.since, c.until); got != c.want {
			t.Errorf("the patches of %s from %q to %q are %q, want %q", c.target, c.since, c.until, got, c.want)
		}
	}
}

// TestPatchSchema checks that the patch release v2.4.4 has the id and the schema of release 2.4, and that its method Line returns that
// release.
func TestPatchSchema(t *testing.T) {
	patch, line := one(t, "v2.4.4"), one(t, "2.4")
	if patch.ID != "kgateway-2.4" || patch.Line() != line || string(patch.Schema()) != string(line.Schema()) {
		t.Errorf("v2.4.4 has the id %s and the line %v, want kgateway-2.4, its line and its schema", patch.ID, patch.Line())
	}
}
