package diag

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"strconv"
	"strings"
)

// Fingerprints returns a name for each finding that stays when the finding moves to other lines: a service or a baseline
// that compares runs knows it by that. It has the message in it, so that a new finding at the same field takes no other
// one's name. Findings that are alike in everything get a number behind the name, from the second on. The function says
// what a file is called where the names are compared.
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

// StandardInput is the name of what was piped in and not given a name, so that there is no file behind it.
const StandardInput = "<stdin>"

// CleanName returns a file's name as programs compare it: relative names without ./ in front.
func CleanName(name string) string {
	if name == "" || name == StandardInput {
		return name
	}
	return path.Clean(strings.ReplaceAll(name, `\`, "/"))
}
