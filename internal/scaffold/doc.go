// Package scaffold writes new manifests: a Backend of a type for a target, with its companions. It defines the flags of each type and, for
// each flag, the field of every target that it sets. A required value that was not given becomes a placeholder. The package does not
// validate the result, and reads and writes no files.
package scaffold
