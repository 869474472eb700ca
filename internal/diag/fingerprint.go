package diag

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"strconv"
	"strings"
)

// Fingerprints returns an identifier for each finding that does not change when the finding moves to other lines, so that services and
// baselines can compare runs. It includes the message, so that a new finding at the same field has another fingerprint. Equal findings get
// a number at the end, from the second on. name returns the name of a file for the comparison.
func (r *Result) Fingerprints(name func(file string) string) []string {
	owners, seen := r.Owners(), map[string]int{}
	out := make([]string, len(r.Diagnostics))
	for i, d := range r.Diagnostics {
		doc, _ := owners.Of(d)
		key := strings.Join([]string{d.Rule, name(d.File.Name()), doc.Kind, doc.Namespace, doc.Name, d.Path, d.Message}, "\x00")
		sum := sha256.Sum256([]byte(key))
		out[i] = hex.EncodeToString(sum[:16])
		if seen[key]++; seen[key] > 1 {
			out[i] += ":" + strconv.Itoa(seen[key])
		}
	}
	return out
}

// StandardInput is the name of standard input without --stdin-name: there is no file.
const StandardInput = "<stdin>"

// CleanName returns a file's name for comparison: relative names have no leading ./.
func CleanName(name string) string {
	if name == "" || name == StandardInput {
		return name
	}
	return path.Clean(strings.ReplaceAll(name, `\`, "/"))
}
