package cli

import "testing"

// TestConstructors holds that a command which is called by its name is the one of that name.
func TestConstructors(t *testing.T) {
	for _, c := range constructors {
		if got := c.make(&Env{}).Name(); got != c.name {
			t.Errorf("%s makes %s", c.name, got)
		}
		if called := called([]string{c.name, "-q"}); len(called) != 1 || called[0].name != c.name {
			t.Errorf("%s calls %d commands", c.name, len(called))
		}
	}
	for _, args := range [][]string{nil, {"help", "lint"}, {"-h"}, {"__complete", "lint"}, {"lnit"}} {
		if n := len(called(args)); n != len(constructors) {
			t.Errorf("%v calls %d commands", args, n)
		}
	}
}
