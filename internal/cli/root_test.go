package cli

import "testing"

// TestConstructors checks that the name of each constructor is the name of its command, and that called returns only the constructor of the
// command in the arguments, or all constructors if the first argument is not a command.
func TestConstructors(t *testing.T) {
	for _, c := range constructors {
		if got := c.make(&Env{}).Name(); got != c.name {
			t.Errorf("the constructor %s makes the command %s", c.name, got)
		}
		if called := called([]string{c.name, "-q"}); len(called) != 1 || called[0].name != c.name {
			t.Errorf("called returns %d constructors for %s, want only its own", len(called), c.name)
		}
	}
	for _, args := range [][]string{nil, {"help", "lint"}, {"-h"}, {"__complete", "lint"}, {"lnit"}} {
		if n := len(called(args)); n != len(constructors) {
			t.Errorf("called returns %d constructors for %v, want all %d", n, args, len(constructors))
		}
	}
}
