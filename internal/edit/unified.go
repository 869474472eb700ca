package edit

import "github.com/aymanbagabas/go-udiff"

// Unified returns the difference of two texts as a unified diff with three lines of context, in git's format, or "" if they are equal. `git
// apply` and `patch -p1` accept it.
func Unified(name, before, after string) string {
	return udiff.Unified("a/"+name, "b/"+name, before, after)
}
