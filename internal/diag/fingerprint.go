package diag

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"strconv"
	"strings"
)

// Fingerprints returns an identifier for each finding that does not change when the finding moves to other lines, so that services and
// baselines can compare runs. The identifier is a hash of the rule, the file, the document, the path and the message, so that a new finding
// at the same field gets another identifier. If several findings have the same hash, the identifiers of all but the first end with a
// number. name converts the name of a file to the form that the runs have in common.
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

// StandardInput is the file name in findings about standard input, unless --stdin-filename sets another name.
const StandardInput = "<stdin>"

// CleanName returns a file's name in the form in which names are compared: shortened by path.Clean, so without a leading ./, and with
// slashes. The empty name and StandardInput are returned unchanged.
func CleanName(name string) string {
	if name == "" || name == StandardInput {
		return name
	}
	return path.Clean(strings.ReplaceAll(name, `\`, "/"))
}
