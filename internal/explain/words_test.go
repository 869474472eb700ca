package explain

import (
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/fields"
)

// TestPolicyWords checks that every description belongs to a field that exists.
func TestPolicyWords(t *testing.T) {
	used := map[string]bool{}
	for _, each := range fields.Kinds() {
		apiVersion, kind, _ := strings.Cut(each, " ")
		use(fields.Of(apiVersion, kind), used)
	}
	for path, text := range policyWords() {
		if !used[text] {
			t.Errorf("words.txt: the description of %s does not belong to a field", path)
		}
		if !strings.HasSuffix(text, ".") {
			t.Errorf("words.txt: the description of %s does not end with a period: %q", path, text)
		}
	}
}

func use(f *fields.Field, used map[string]bool) {
	used[wordsOf(policyPath(f))] = true
	for _, child := range f.All() {
		use(child, used)
	}
}
