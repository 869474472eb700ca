package target_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backendctl/backendctl/internal/target"
)

// TestChanges compares the changes between releases with a golden file. BACKENDCTL_UPDATE=1 rewrites the file.
func TestChanges(t *testing.T) {
	var b strings.Builder
	for _, each := range target.All() {
		changes, err := target.Changes(each)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s\n", each)
		for _, c := range changes {
			fmt.Fprintf(&b, "  %-10s %s\n", c.Kind, c)
		}
	}
	golden := filepath.Join("testdata", "changes.golden")
	if os.Getenv("BACKENDCTL_UPDATE") != "" {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
