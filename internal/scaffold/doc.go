// Package scaffold writes new manifests: a Backend of a type for a target, with its companions. It defines the questions for each type and
// the field for each answer in every target, and marks values that were not given as placeholders. It does not check the result, and reads
// and writes no files.
package scaffold
