package rules_test

import (
	"slices"
	"testing"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/diag"
)

// needRules skips a test case if one of its rules no longer exists, so that the deletion of a rule does not break the tests of other
// rules. The case should then be deleted, too; .ci/run lists the skipped cases.
func needRules(t *testing.T, ids ...string) {
	t.Helper()
	for _, id := range ids {
		if !slices.ContainsFunc(check.Rules(), func(d diag.Descriptor) bool { return d.ID == id }) {
			t.Skipf("there is no rule %q", id)
		}
	}
}
