// Package scaffold writes new manifests: a Backend of a type for a target, with what makes it work beside it. It knows
// what there is to ask for each type, where the answers stand in each target's schema, and what has to be marked because
// it was not answered. It does not judge what it wrote, reads nothing and writes no file.
package scaffold
