package change

import (
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/target"
)

// TestTables compares the tables of defaults and of keys of lists with the schemas.
func TestTables(t *testing.T) {
	known, err := target.Facts()
	if err != nil {
		t.Fatal(err)
	}
	for path, fact := range known {
		if fact.Default != nil && fact.Default != "" && !HasDefault("Backend", path, fact.Default) {
			got, _ := DefaultOf("Backend", path)
			t.Errorf("the default of %s is %v, want %v", path, got, fact.Default)
		}
		if len(fact.Keys) > 0 && !HasKeys("Backend", path, fact.Keys) {
			t.Errorf("the keys of the list %s differ from those in the schema: want %v", path, fact.Keys)
		}
	}
	for path := range backendDefaults {
		if fact, ok := known[path]; !ok || fact.Default == nil && path != "spec.dynamicForwardProxy.enableTls" {
			t.Errorf("no schema has a default for %s", path)
		}
	}
	for _, rows := range lists {
		for _, e := range rows {
			if _, ok := known[e.path]; e.kind == "Backend" && !ok {
				t.Errorf("no schema has the list %s", e.path)
			}
		}
	}
	if strings.Contains(ruleOf("Backend", "spec.static.hosts").label(&Value{}), ":") {
		t.Error("the label of an item without host and port contains a colon")
	}
}
