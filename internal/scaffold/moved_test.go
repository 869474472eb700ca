package scaffold

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/target"
)

// TestLocate checks at which path a newer release has a field. Only the tables of package mapping contain the new paths of these fields.
func TestLocate(t *testing.T) {
	for _, c := range []struct{ target, path, want string }{
		{"2.0", "spec.ai.llm.provider.openai.model", "spec.ai.llm.provider.openai.model"},
		{"2.1", "spec.ai.llm.provider.openai.model", "spec.ai.llm.openai.model"},
		{"2.1", "spec.ai.llm.hostOverride.port", "spec.ai.llm.port"},
		{"2.1", "spec.ai.multipool.priorities.pool.provider.openai.model", "spec.ai.priorityGroups.providers.openai.model"},
		{"2.2", "spec.ai.llm.provider.openai.model", ""},
		{"2.0", "spec.ai.llm.openai.model", ""}, // the path of a newer release: locate accepts only paths of older releases
		{"catalog", "spec.aws.lambda.functionName", ""},
		{"2.4", "spec.static.hosts.tls.sni", ""},
		{"2.4", "spec.nothing", ""},
	} {
		of, err := target.Parse(c.target)
		if err != nil {
			t.Fatal(err)
		}
		if got := locate(of, c.path); got != c.want {
			t.Errorf("%s has %s at %q, want %q", c.target, c.path, got, c.want)
		}
	}
}

// TestCommonEnd checks how many names two paths share at their ends.
func TestCommonEnd(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"spec.gcp.host", "spec.static.hosts", 0},
		{"spec.gcp.host", "spec.static.hosts.host", 1},
		{"spec.aws.auth.secretRef.name", "spec.credentials.secretRef.name", 2},
		{"host", "spec.host", 1},
		{"spec.host", "spec.host", 2},
	} {
		if got := commonEnd(strings.Split(c.a, "."), strings.Split(c.b, ".")); got != c.want {
			t.Errorf("%s and %s share %d names, want %d", c.a, c.b, got, c.want)
		}
	}
}

// TestSettle checks that settle moves fields from the paths of an older release to the paths of the target, including fields in lists.
func TestSettle(t *testing.T) {
	of, err := target.Parse("2.1")
	if err != nil {
		t.Fatal(err)
	}
	d := newDraft(Request{Target: of, Type: ai, Name: "x"})
	d.backend.put("spec.type", "AI")
	d.backend.put("spec.ai.llm.provider.openai.model", "a").note = "a comment"
	d.backend.put("spec.ai.multipool.priorities[0].pool[0].provider.openai.model", "b")
	d.backend.put("spec.ai.multipool.priorities[1].pool[0].provider.openai.model", "c")
	d.settle()
	got, err := json.Marshal(d.backend.find([]string{"spec"}).json())
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"ai":{"llm":{"openai":{"model":"a"}},"priorityGroups":[{"providers":[{"openai":{"model":"b"}}]},{"providers":[{"openai":{"model":"c"}}]}]},"type":"AI"}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if note := d.backend.find(split("spec.ai.llm.openai.model")).note; note != "a comment" {
		t.Errorf("the field lost its comment: %q", note)
	}
	if _, ok, err := d.fieldAt("spec.static.hosts[0].tls.sni"); ok || err != nil {
		t.Errorf("fieldAt returns %t and error %v for a field that the target does not have, want false and no error", ok, err)
	}
	if value, err := d.typed("spec.ai.llm.hostOverride.port", "8080"); err != nil || value != int64(8080) {
		t.Errorf("typed returns %v and error %v for a port at its old path, want the number 8080", value, err)
	}
}
