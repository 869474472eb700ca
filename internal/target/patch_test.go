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
		{"2.3", "2.1", "2.3.4", true}, // some patches are
		{"2.3.4", "2.1", "2.3.4", true},
		{"2.3.5", "2.1", "2.3.4", false},
		{"2.3.10", "2.1", "2.3.9", false}, // by number, not by text
		{"2.4.0", "2.1", "2.3.4", false},
		{"2.2.9", "2.1", "2.3.4", true},
		{"2.4.0", "2.4.0", "2.4.4", true},
		{"2.4.0", "2.4.1", "", false},
		{"2.4.0-rc.1", "2.4.0", "", true},
		{"2.3.9", "2.4.0", "", false},
		{"2.4.2", "2.4", "2.4", true},
		{"catalog", "", "", true},
		{"catalog", "2.0", "", false},
		{"2.4.3,2.4.5", "", "2.4.4", true}, // one of them is enough
		{"2.4.5,2.4.6", "", "2.4.4", false},
		{"2.4.5..2.4.9", "", "2.4.4", false},
		{"2.4.5..2.4.9", "2.4.9", "", true},
		{"2.4.5..2.4.9", "2.4.10", "", false},
		{"2.4,2.4.5", "", "2.4.4", true},
		{"2.4.5,v2.4.5", "", "2.4.4", false},
	} {
		if got := one(t, c.target).Within(c.since, c.until); got != c.want {
			t.Errorf("%s within %q and %q: %t, want %t", c.target, c.since, c.until, got, c.want)
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
			t.Errorf("patches of %s from %q to %q: %q, want %q", c.target, c.since, c.until, got, c.want)
		}
	}
}

// TestPatchSchema checks that the schema of a patch release is that of its line.
func TestPatchSchema(t *testing.T) {
	patch, line := one(t, "v2.4.4"), one(t, "2.4")
	if patch.ID != "kgateway-2.4" || patch.Line() != line || string(patch.Schema()) != string(line.Schema()) {
		t.Errorf("v2.4.4 is %v, its line %v", patch, patch.Line())
	}
}
