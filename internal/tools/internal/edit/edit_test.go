package edit

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestInsert checks that a line is added to the end of a variable's value, that the file is formatted, and that a missing variable is an
// error.
func TestInsert(t *testing.T) {
	for before, after := range map[string]string{
		"package p\n\nvar x = []int{}\n":                                    "package p\n\nvar x = []int{\n\t1,\n}\n",
		"package p\n\nvar x = []int{\n\t0,\n}\n\nvar y = []int{\n\t2,\n}\n": "package p\n\nvar x = []int{\n\t0,\n\t1,\n}\n\nvar y = []int{\n\t2,\n}\n",
		"package p\n\nvar xx = []int{\n\t0,\n}\n":                           "",
	} {
		name := filepath.Join(t.TempDir(), "p.go")
		if err := os.WriteFile(name, []byte(before), 0o644); err != nil {
			t.Fatal(err)
		}
		err := Insert(name, "x", "1,")
		got, _ := os.ReadFile(name)
		if want := after; want == "" && (err == nil || string(got) != before) || want != "" && (err != nil || string(got) != want) {
			t.Errorf("Insert changes %q to %q with the error %v; want %q", before, got, err, want)
		}
	}
}

// TestChange checks that the file does not change if there is an error.
func TestChange(t *testing.T) {
	name := filepath.Join(t.TempDir(), "p.go")
	if err := os.WriteFile(name, []byte("package p\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, change := range []func(string) (string, error){
		func(string) (string, error) { return "", errors.New("no") },
		func(string) (string, error) { return "package {", nil },
	} {
		if err := Change(name, change); err == nil {
			t.Error("Change returns no error, want one")
		}
	}
	if got, _ := os.ReadFile(name); string(got) != "package p\n" {
		t.Errorf("the file was changed to %q", got)
	}
}
