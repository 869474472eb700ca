package scaffold

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/target"
)

// A Request defines the manifest to write.
type Request struct {
	Target    target.Target
	Type      Type
	Name      string
	Namespace string
	// Labels and Annotations have the form KEY=VALUE.
	Labels, Annotations []string
	// Values are the values of the type's flags, by the name of the flag. A boolean flag has the value "true".
	Values map[string][]string
	// Set are assignments of the form PATH=VALUE, which are applied last.
	Set []string
	// With are ids of [Companions].
	With []string
	// Gateway is the parent of the route, as NAME or NAMESPACE/NAME.
	Gateway        string
	RouteNamespace string
	Hostnames      []string
	// HealthPath is the path for health checks.
	HealthPath string
	// Path is the path prefix at the upstream.
	Path string
}

// A Manifest is a Backend, or an AgentgatewayBackend, with its companions.
type Manifest struct {
	target  target.Target
	objects []*node
	// Notes are hints for the user that are not about a single field.
	Notes []string
}

// New returns the manifest for a request. The error joins the errors of all invalid values, with their flags.
func New(r Request) (*Manifest, error) {
	d := newDraft(r)
	if err := d.check(); err != nil {
		return nil, err
	}
	d.labels("labels", "label", r.Labels)
	d.labels("annotations", "annotation", r.Annotations)
	d.checkRoute()
	r.Type.build(d)
	if len(d.errs) == 0 {
		d.companions()
	}
	if len(d.errs) == 0 {
		d.settle()
	}
	d.assign()
	if d.isAgent() {
		if err := d.checkAgent(); err != nil {
			return nil, err
		}
	}
	if err := errors.Join(d.errs...); err != nil {
		return nil, err
	}
	if err := d.sort(); err != nil {
		return nil, err
	}
	return &Manifest{target: r.Target, objects: append([]*node{d.backend}, d.extra...), Notes: d.notes}, nil
}

// A Placeholder is a value that the user must replace.
type Placeholder struct {
	Object   int    // the index of the object in the manifest
	Kind     string // the kind of the object
	Pointer  string // the JSON Pointer of the field
	Expected string // a description of the value, as a clause
	Flag     string // the flag that sets the value, without dashes; "" if there is none
}

// Placeholders returns the values that the user must replace, in the order of the text.
func (m *Manifest) Placeholders() []Placeholder {
	var out []Placeholder
	for i, n := range m.objects {
		n.walk("", func(pointer string, at *node) {
			if at.mark != "" {
				out = append(out, Placeholder{i, n.child("kind").value.(string), pointer, at.mark, at.flag}) // this package wrote the kind
			}
		})
	}
	return out
}

// Flag returns the name of the flag that set the value at a JSON Pointer of an object. If there is no such flag, it returns "set" if --set
// has set a value below the pointer. Otherwise it returns the flag of the nearest object around the value, or "".
func (m *Manifest) Flag(object int, pointer string) string {
	if object < 0 || object >= len(m.objects) {
		return ""
	}
	n, around := m.objects[object], ""
	for _, token := range tokensOf(pointer) {
		next := n.child(token)
		if next == nil {
			break
		}
		around, n = cmp.Or(n.flag, around), next
	}
	part := ""
	n.walk("", func(_ string, below *node) {
		if below.flag == setFlag {
			part = setFlag
		}
	})
	return cmp.Or(n.flag, part, around)
}

// Refusal returns the error that explains why a finding rejects the manifest. It is a [FlagError] if a flag or the argument NAME has set
// the value.
func (m *Manifest) Refusal(d diag.Diagnostic) error {
	reason := errors.New(d.Message)
	if d.Help != "" {
		reason = fmt.Errorf("%s: %s", d.Message, d.Help)
	}
	field := fmt.Errorf("%s: %w", diag.Field(d.Path), reason)
	switch flag := m.Flag(d.Document, d.Path); {
	case flag == setFlag:
		return &FlagError{"--" + flag, field}
	case flag != "":
		return &FlagError{"--" + flag, reason}
	case d.Path == "/metadata/name":
		return &FlagError{"NAME", reason}
	}
	return field
}

// setFlag is the name of the flag for assignments.
const setFlag = "set"

func indexed(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }
