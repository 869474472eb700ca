package report

import (
	"net/url"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
)

// uriOf returns a file's name as a URI reference. relative reports whether the reference is relative to the working directory.
func uriOf(name string) (uri string, relative bool) {
	name = diag.CleanName(name)
	drive := len(name) > 2 && name[1] == ':' && name[2] == '/'
	segments := strings.Split(name, "/")
	for i, s := range segments {
		// A URI parser would read a colon in the first segment as the end of a scheme.
		segments[i] = strings.ReplaceAll(url.PathEscape(s), ":", "%3A")
	}
	uri = strings.Join(segments, "/")
	switch {
	case drive:
		return "file:///" + name[:2] + uri[len("C%3A"):], false
	case name == diag.StandardInput:
		return uri, false
	case strings.HasPrefix(name, "/"):
		return "file://" + uri, false
	}
	return uri, true
}
