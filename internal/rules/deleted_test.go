package rules_test

import (
	"slices"
	"testing"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/diag"
)

// needRules skips a case if one of its rules was deleted, so that deleting a rule does not break the tests of others. The case should be
// deleted, too; .ci/run lists what was skipped.
func needRules(t *testing.T, ids ...string) {
	t.Helper()
	for _, id := range ids {
		if !slices.ContainsFunc(check.Rules(), func(d diag.Descriptor) bool { return d.ID == id }) {
			t.Skipf("there is no rule %q", id)
		}
	}
}
