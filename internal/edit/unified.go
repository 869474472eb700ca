package edit

import "github.com/aymanbagabas/go-udiff"

// Unified writes the difference of two texts as a unified diff with three lines of context, in the form of git; nothing
// where there is none. `git apply` and `patch -p1` take it.
func Unified(name, before, after string) string {
	return udiff.Unified("a/"+name, "b/"+name, before, after)
}
