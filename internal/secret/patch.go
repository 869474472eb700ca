package secret

import (
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
)

// An operation is the field that an operation of a JSON patch changes.
type operation struct {
	parent, key string
	data        bool // the field is below the data of an object, which may be a Secret
}

// pathOf returns the field that an operation of a JSON patch changes, or nil for any other mapping.
func pathOf(n *manifest.Node) *operation {
	path := n.Get("path").String()
	if n.Get("value") == nil || !strings.HasPrefix(path, "/") {
		return nil
	}
	var names []string
	o := &operation{}
	for token := range strings.SplitSeq(path[1:], "/") {
		token = strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
		o.data = o.data || len(names) == 0 && (token == "data" || token == "stringData")
		if _, err := strconv.Atoi(token); err != nil && token != "-" {
			names = append(names, token)
		}
	}
	if len(names) > 0 {
		o.key = names[len(names)-1]
	}
	if len(names) > 1 {
		o.parent = names[len(names)-2]
	}
	return o
}
