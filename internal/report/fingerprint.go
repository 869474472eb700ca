package report

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
)

// fingerprints returns a name for each finding that stays when the finding moves to other lines: a service that compares
// runs knows it by that. Findings that are alike in all else are told apart by their order.
func fingerprints(r *diag.Result) []string {
	owners, seen := index(r), map[string]int{}
	out := make([]string, len(r.Diagnostics))
	for i, d := range r.Diagnostics {
		doc, _ := owners.of(d)
		key := strings.Join([]string{d.Rule, cleanName(d.File.Name()), doc.Kind, doc.Namespace, doc.Name, d.Path}, "\x00")
		sum := sha256.Sum256([]byte(key + "\x00" + strconv.Itoa(seen[key])))
		seen[key]++
		out[i] = hex.EncodeToString(sum[:16])
	}
	return out
}

// standardInput is the name of what was piped in and not given a name, so that there is no file to link to.
const standardInput = "<stdin>"

// cleanName returns a file's name as services want it: relative names without ./ in front.
func cleanName(name string) string {
	if name == "" || name == standardInput {
		return name
	}
	return path.Clean(strings.ReplaceAll(name, `\`, "/"))
}

// uriOf writes a file's name as a URI reference, and reports whether that is relative to where the tool ran.
func uriOf(name string) (uri string, relative bool) {
	name = cleanName(name)
	drive := len(name) > 2 && name[1] == ':' && name[2] == '/'
	segments := strings.Split(name, "/")
	for i, s := range segments {
		// A colon in the first segment would make it a scheme.
		segments[i] = strings.ReplaceAll(url.PathEscape(s), ":", "%3A")
	}
	uri = strings.Join(segments, "/")
	switch {
	case drive:
		return "file:///" + name[:2] + uri[len("C%3A"):], false
	case name == standardInput:
		return uri, false
	case strings.HasPrefix(name, "/"):
		return "file://" + uri, false
	}
	return uri, true
}
