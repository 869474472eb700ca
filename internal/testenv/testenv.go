// Package testenv reads and cleans the environment of tests. It is for tests only.
package testenv

import (
	"os"
	"slices"
	"strconv"
	"strings"
)

// Full reports whether tests run all of their cases: .ci/run sets BACKENDCTL_FULL=1 for that. Otherwise slow tests run a sample of their
// cases. A test must call Full, Sized and InSample in its function, and not in the value of a package variable: Go does not notice
// environment variables that are read before a test runs, so it would take the result of a sample from its cache.
func Full() bool { return os.Getenv("BACKENDCTL_FULL") == "1" }

// Sized returns n if tests run all of their cases. Otherwise it returns a fortieth of n, rounded up.
func Sized(n int) int {
	if Full() {
		return n
	}
	return (n + 39) / 40
}

// InSample reports whether a test runs its case i. If tests run only a sample of their cases, these are the cases 0, n, 2n and so on.
func InSample(i, n int) bool { return Full() || i%n == 0 }

// Seed returns the seed of generated inputs: BACKENDCTL_SEED, or a fixed one, so that a failure is caused by a change and not by chance.
func Seed() uint64 {
	const usual = 20261123
	if n, err := strconv.ParseUint(os.Getenv("BACKENDCTL_SEED"), 10, 64); err == nil {
		return n
	}
	return usual
}

// prefix is the prefix of the variables of the tool and of tests.
const prefix = "BACKENDCTL_"

// ofTests are the variables that tests read, without the prefix.
var ofTests = []string{"CORPUS", "CRDS", "DYFF", "FOREIGN", "FULL", "GATEWAY_API", "LEAKS", "LINEAR", "SARIF_SCHEMA", "SEED", "SLIPS", "UPDATE"}

// changing are the other variables that change what the tool prints.
var changing = []string{
	"NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "CI", "GITHUB_ACTIONS", "GITLAB_CI", "JENKINS_URL",
	"KUBECTL_EXTERNAL_DIFF", "ACCESSIBLE",
}

// Clean unsets the variables that change what the tool prints, so that tests have the same result in any environment. A package that starts
// the tool as a program calls it in TestMain.
func Clean() {
	for _, setting := range os.Environ() {
		name, _, _ := strings.Cut(setting, "=")
		if slices.Contains(changing, name) || strings.HasPrefix(name, prefix) && !isOfTests(strings.TrimPrefix(name, prefix)) {
			if err := os.Unsetenv(name); err != nil {
				panic(err)
			}
		}
	}
}

func isOfTests(name string) bool {
	return slices.Contains(ofTests, name) || strings.HasSuffix(name, "_N")
}
