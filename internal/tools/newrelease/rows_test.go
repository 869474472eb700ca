package main

import "testing"

// TestEndRow checks that the open range of a path gets a release as its end, and that other ranges do not change.
func TestEndRow(t *testing.T) {
	for before, after := range map[string]string{
		`{In: []string{"catalog 2.0+ agw", "aws.role"}}`:               `{In: []string{"catalog 2.0-2.4 agw", "aws.role"}}`,
		`{In: []string{"2.4+", "aws.role"}}`:                           `{In: []string{"2.4", "aws.role"}}`,
		`{In: []string{"2.5+", "aws.role"}}`:                           `{In: []string{"2.5+", "aws.role"}}`,
		`{In: []string{"2.0+", "aws.role.arn"}}`:                       `{In: []string{"2.0+", "aws.role.arn"}}`,
		`{In: []string{"catalog", "aws.account", "2.1+", "aws.role"}}`: `{In: []string{"catalog", "aws.account", "2.1-2.4", "aws.role"}}`,
	} {
		if got := endRow(before, "aws.role", "2.4", "2.5"); got != after {
			t.Errorf("%s\nbecomes %s\nwant    %s", before, got, after)
		}
	}
}

// TestFailed checks that the names of failed tests and subtests are returned.
func TestFailed(t *testing.T) {
	got := failed("=== RUN TestA\n--- FAIL: TestA (0.1s)\n    --- FAIL: TestA/b (0.0s)\nFAIL\nok x\n")
	if len(got) != 2 || got[0] != "TestA (0.1s)" || got[1] != "TestA/b (0.0s)" {
		t.Errorf("the failed tests are %q, want TestA and TestA/b", got)
	}
}
