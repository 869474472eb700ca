package cli

import "testing"

// TestConstructors checks that the name of each constructor is the name of its command.
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
