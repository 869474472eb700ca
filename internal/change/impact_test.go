package change

import (
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/target"
)

// TestEveryFieldHasAnImpact holds that what a change of any field of a Backend does was decided on purpose.
func TestEveryFieldHasAnImpact(t *testing.T) {
	known, err := target.Facts()
	if err != nil {
		t.Fatal(err)
	}
	leaves := 0
	for path, fact := range known {
		if !fact.Leaf || strings.HasSuffix(path, "[]") {
			continue
		}
		leaves++
		for _, op := range []Op{Added, Removed, Changed} {
			if r, ok := ruleFor("Backend", Change{Op: op, Pattern: path}); !ok || !r.isSpecific() {
				t.Errorf("nothing says what it does that %s is %s", path, op)
			}
		}
	}
	if leaves < 150 {
		t.Errorf("the schemas have %d fields only", leaves)
	}
}

// TestEveryRule holds that every rule counts for a change of its own, with its reason, and that none hides another one.
func TestEveryRule(t *testing.T) {
	for _, r := range rules {
		kind := strings.Replace(r.Kind, "*", "HTTP", 1)
		if kind == "" {
			kind = "Other"
		}
		path := strings.TrimSuffix(strings.ReplaceAll(r.Path, "**", "some"), ".some")
		if path == "some" || r.Path == "spec.**" || r.Path == "spec.ai.**" || r.Path == "spec.mcp.**" {
			path = strings.TrimSuffix(path, "some") + ".thing"
			path = strings.TrimPrefix(path, ".")
		}
		ops := r.Ops
		if len(ops) == 0 {
			ops = []Op{Added, Removed, Changed}
		}
		found := slices.ContainsFunc(ops, func(op Op) bool {
			c := Change{Op: op, Pattern: path, Before: "/x/1", After: "/x/1"}
			if r.First {
				c.Before, c.After = "/x/0", "/x/0"
			}
			impact, reason := impactOf(kind, c)
			return impact == r.Impact && reason == r.Reason
		})
		if !found {
			got, _ := ruleFor(kind, Change{Op: ops[0], Pattern: path})
			t.Errorf("nothing comes of the rule for %s %s %v (%s); %s counts", r.Kind, r.Path, r.Ops, path, got.Path)
		}
		if r.Reason == "" || r.Impact == 0 {
			t.Errorf("the rule for %s %s has no impact or no reason", r.Kind, r.Path)
		}
	}
}

func TestParseImpact(t *testing.T) {
	for _, name := range Impacts() {
		if i, ok := ParseImpact(name); !ok || i.String() != name {
			t.Errorf("%s becomes %s", name, i)
		}
	}
	if i, ok := ParseImpact("behavioral"); !ok || i != Behavioural {
		t.Error("the American spelling is not known")
	}
	if _, ok := ParseImpact(""); ok {
		t.Error("nothing is an impact")
	}
}
