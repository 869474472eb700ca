package scaffold

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/explain"
	"github.com/backendctl/backendctl/internal/format"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/schema"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// Comments is the level of comments in a manifest.
type Comments int

// The levels of comments. NoComments writes only the marks of placeholders. BriefComments adds a sentence for each field, and its allowed
// values. FullComments adds the whole description of the schema, and the other fields of the target, commented out.
const (
	NoComments Comments = iota
	BriefComments
	FullComments
)

// ParseComments parses a value of --comments: "none", "brief" or "full".
func ParseComments(name string) (Comments, error) {
	names := []string{"none", "brief", "full"}
	if i := slices.Index(names, name); i >= 0 {
		return Comments(i), nil
	}
	return NoComments, fmt.Errorf("%q must be one of %s", name, strings.Join(names, ", "))
}

// words has the schema's descriptions of the fields of a Backend.
type words struct {
	target    target.Target
	comments  Comments
	commented map[string]bool // the paths, without indexes, of fields that already have a comment
	offers    map[string][]offer
	schema    *schema.Validator
}

// An offer is a field that the user could add, with a sample value.
type offer struct {
	name  string
	value *node
}

// obvious lists the fields that need no comment.
var obvious = []string{"apiVersion", "kind", "metadata", "metadata.name", "metadata.namespace", "spec"}

func newWords(t target.Target, n *node, c Comments) (*words, error) {
	w := &words{target: t, comments: c, commented: map[string]bool{}, offers: map[string][]offer{}}
	if c != FullComments {
		return w, nil
	}
	var err error
	if w.schema, err = schema.For(t); err != nil {
		return nil, err
	}
	return w, w.collect(n)
}

// about returns the comment of a field. It returns "" if the field already has a comment in another item of the same list.
func (w *words) about(pointer string) string {
	path := plainPointer(pointer)
	if w.commented[path] || slices.Contains(obvious, path) {
		return ""
	}
	w.commented[path] = true
	return w.describe(path)
}

func (w *words) describe(path string) string {
	field, ok, err := explain.FieldOf(w.target, path)
	if err != nil || !ok {
		return ""
	}
	if w.comments == BriefComments {
		return firstSentence(field.Description) + others(field, firstSentence(field.Description))
	}
	text := field.Description + others(field, field.Description)
	if field.Default != nil && !strings.Contains(strings.ToLower(text), "default") {
		text += fmt.Sprintf(" The default is %s.", strings.TrimSpace(yamltree.Scalar(plainValue(field.Default)).YAML()))
	}
	return text
}

// others returns a sentence with the allowed values of a field, or "" if the text already contains all of them.
func others(f *explain.Field, text string) string {
	var names []string
	missing := false
	for _, v := range f.Values {
		names = append(names, v.Value)
		missing = missing || !strings.Contains(text, v.Value)
	}
	if !missing || len(names) < 2 {
		return ""
	}
	last := len(names) - 1
	return " One of " + strings.Join(names[:last], ", ") + " and " + names[last] + "."
}

// plainPointer converts a JSON Pointer to a path without indexes, such as spec.static.hosts.port.
func plainPointer(pointer string) string {
	tokens := slices.DeleteFunc(diag.Tokens(pointer), isIndex)
	return strings.Join(tokens, ".")
}

// collect finds the fields that the user could add to each object of a Backend.
func (w *words) collect(n *node) error {
	var err error
	n.walk("", func(pointer string, at *node) {
		if err == nil && at.kind == object && pointer != "" && !w.commented[plainPointer(pointer)] {
			w.commented[plainPointer(pointer)] = true
			err = w.collectIn(n, at, pointer)
		}
	})
	clear(w.commented)
	return err
}

func (w *words) collectIn(root, at *node, pointer string) error {
	path := plainPointer(pointer)
	parent, ok, err := explain.FieldOf(w.target, path)
	if err != nil || !ok {
		return err
	}
	names := w.free(parent, at, path)
	if err := format.Order(w.target, strings.Split(path, "."), names); err != nil {
		return err
	}
	for _, name := range names {
		value, ok, err := explain.Sample(w.target, path+"."+name)
		if err != nil {
			return err
		}
		if !ok || !w.fits(root, pointer, name, value) {
			continue
		}
		sample := &node{key: name}
		sample.set(plainValue(value), "")
		w.offers[pointer] = append(w.offers[pointer], offer{name, sample})
	}
	return nil
}

// free returns the names of the fields that the user could add to an object.
func (w *words) free(parent *explain.Field, at *node, path string) []string {
	var names []string
	for _, child := range parent.Fields {
		if path == "metadata" && !slices.Contains([]string{"namespace", "labels", "annotations"}, child.Name) {
			continue // the API server writes the other fields
		}
		if !child.Deprecated && at.child(child.Name) == nil {
			names = append(names, child.Name)
		}
	}
	return names
}

// offers returns the lines for the fields that the user could add to an object, commented out.
func (w *writer) offers(column int, pointer string) []yamltree.Line {
	var lines []yamltree.Line
	for _, o := range w.words.offers[pointer] {
		path := plainPointer(pointer + diag.Pointer(o.name))
		lines = append(lines, w.prose(column, w.words.describe(path))...)
		field := (&writer{}).value(&node{kind: object, children: []*node{o.value}}, 0, "")
		for line := range strings.Lines(field.YAML()) {
			lines = append(lines, yamltree.Line{Text: "# " + strings.TrimSuffix(line, "\n")})
		}
	}
	return lines
}

// plainValue converts the whole numbers in a value of a schema to int64, as in a manifest.
func plainValue(v any) any {
	switch v := v.(type) {
	case json.Number:
		if n, err := strconv.ParseInt(string(v), 10, 64); err == nil {
			return n
		}
		return string(v)
	case map[string]any:
		out := map[string]any{}
		for key, value := range v {
			out[key] = plainValue(value)
		}
		return out
	case []any:
		out := make([]any, 0, len(v))
		for _, item := range v {
			out = append(out, plainValue(item))
		}
		return out
	}
	return v
}

// fits reports whether the target accepts the Backend with a field added to the object at a pointer.
func (w *words) fits(root *node, pointer, name string, value any) bool {
	whole := &node{}
	whole.set(root.json(), "")
	whole.find(diag.Tokens(pointer)).at([]string{name}).set(plainValue(value), "")
	text, err := json.Marshal(whole.json())
	if err != nil {
		return false
	}
	documents, _ := manifest.Parse(source.New("offer", text), manifest.Options{})
	return len(documents) == 1 && len(w.schema.Check(documents[0])) == 0
}
