package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestDifference compares programs that print reports. Different texts must not count as a difference; different findings and exit
// statuses must.
func TestDifference(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the programs of the test are shell scripts")
	}
	program := func(name, report, status string) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte("#!/bin/sh\necho '"+report+"'\nexit "+status+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		return path
	}
	first := program("first", `{"findings": [{"rule": "a", "message": "one"}]}`, "1")
	for _, c := range []struct{ report, status, want string }{
		{`{"findings": [{"rule": "a", "message": "two"}]}`, "1", ""},
		{`{"findings": [{"rule": "b", "message": "one"}]}`, "1", "the reports differ"},
		{`{"findings": [{"rule": "a", "message": "one"}]}`, "0", "status 1, then 0"},
	} {
		got := difference(first, program("second", c.report, c.status), []string{"lint", "-o", "json", "x.yaml"})
		if c.want == "" && got != "" || !strings.HasSuffix(got, c.want) {
			t.Errorf("%s with status %s: got %q, want %q", c.report, c.status, got, c.want)
		}
	}
}
