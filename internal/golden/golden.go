// Package golden compares a result of a test with a golden file. It is for tests only.
package golden

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// updateEnv is the environment variable that makes [Check] write the files instead of comparing with them.
const updateEnv = "BACKENDCTL_UPDATE"

// Update reports whether expectations are written instead of compared.
func Update() bool { return os.Getenv(updateEnv) == "1" }

// Check fails the test if got differs from the content of the file. With BACKENDCTL_UPDATE=1 it writes the file: review the difference like
// code.
func Check(t *testing.T, path string, got []byte) {
	t.Helper()
	if Update() {
		write(t, path, got)
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; run the test with %s=1 to write it", err, updateEnv)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (-want +got); run the test with %s=1 if it should\n%s", path, updateEnv, diff)
	}
}

func write(t *testing.T, path string, got []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, got, 0o644); err != nil {
		t.Fatal(err)
	}
}
