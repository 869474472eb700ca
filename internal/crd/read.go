package crd

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"

	"github.com/backendctl/backendctl/internal/source"
)

// Limits of the input. API servers do not accept larger CRDs, because a request has at most 3 MiB.
const (
	MaxFile  = 16 << 20 // bytes of a file with all its documents
	maxCRD   = 3 << 20  // bytes of one CRD
	maxDepth = 64       // levels of fields
	maxField = 20_000   // fields
)

// A Definition is the CRD of Backend.
type Definition struct {
	Name     string    // the name of the file, for messages
	JSON     []byte    // the CRD
	Digest   string    // the sha256 of the document that contains the CRD
	Versions []Version // the versions that the CRD serves
}

// A Version is a served version of a CRD.
type Version struct {
	Name        string
	Storage     bool
	Subresource bool // the status has its own path in the API
	Root        *Field
}

// An Error is the reason why a text cannot be used, with advice.
type Error struct {
	File, Problem string

	nothing bool // there is no CRD of Backend
}

func (e *Error) Error() string { return e.File + " " + e.Problem }

// Read returns the CRDs of Backend in a text: YAML with one or several documents, JSON, or a List. It skips other documents. If there is no
// CRD of Backend, the error lists the other documents.
func Read(name string, text []byte) ([]*Definition, error) {
	if len(text) > MaxFile {
		return nil, &Error{File: name, Problem: fmt.Sprintf("has more than %d MiB: pass the file with the CRD of Backend alone", MaxFile>>20)}
	}
	if problem := unreadable(text); problem != "" {
		return nil, &Error{File: name, Problem: problem}
	}
	text = []byte(source.New(name, text).Text()) // PowerShell writes UTF-16
	r := &reading{name: name}
	for _, document := range Documents(text) {
		if err := r.document(document); err != nil {
			return nil, err
		}
	}
	if len(r.found) == 0 {
		return nil, r.nothing()
	}
	return r.found, nil
}

// unreadable returns the reason why a text cannot contain a CRD, or "" if it may contain one.
func unreadable(text []byte) string {
	switch {
	case len(bytes.TrimSpace(text)) == 0:
		return fmt.Sprintf("is empty: expected the output of `kubectl get crd backends.%s -o yaml`", Group)
	case bytes.HasPrefix(text, []byte("\x1f\x8b")):
		return "is compressed with gzip: unpack it first"
	}
	return ""
}

// Documents splits a text at YAML document markers.
func Documents(text []byte) [][]byte {
	var out [][]byte
	start := 0
	for at := 0; at < len(text); {
		end := bytes.IndexByte(text[at:], '\n')
		if end < 0 {
			end = len(text) - at
		}
		if line := bytes.TrimRight(text[at:at+end], " \t\r"); bytes.Equal(line, []byte("---")) || bytes.HasPrefix(line, []byte("--- ")) {
			out, start = append(out, text[start:at]), min(at+end+1, len(text))
			if rest, ok := bytes.CutPrefix(line, []byte("--- ")); ok && !bytes.HasPrefix(bytes.TrimSpace(rest), []byte("#")) {
				start = at + 4 // the document begins on the line of its marker
			}
		}
		at += end + 1
	}
	return append(out, text[start:])
}

// A reading collects the contents of a text.
type reading struct {
	name   string
	found  []*Definition
	others []string // descriptions of the other documents: their kinds, or the kinds that their CRDs define
	crds   int      // the number of CRDs of any kind
}

// MayHold reports whether a text may contain a CRD of Backend.
func MayHold(text []byte) bool {
	return bytes.Contains(text, []byte("CustomResourceDefinition")) && bytes.Contains(text, []byte(Kind))
}

// An envelope is a CRD with undecoded schemas, or another object. The fields are empty if the object does not have them.
type envelope struct {
	APIVersion string            `json:"apiVersion"`
	Kind       string            `json:"kind"`
	Items      []json.RawMessage `json:"items"`
	Spec       struct {
		Group string `json:"group"`
		Names struct {
			Kind string `json:"kind"`
		} `json:"names"`
		Versions []struct {
			Name         string `json:"name"`
			Served       *bool  `json:"served"`
			Storage      bool   `json:"storage"`
			Subresources struct {
				Status *struct{} `json:"status"`
			} `json:"subresources"`
			Schema struct {
				Root json.RawMessage `json:"openAPIV3Schema"`
			} `json:"schema"`
		} `json:"versions"`
	} `json:"spec"`
}

func (r *reading) document(text []byte) error {
	if len(bytes.TrimSpace(text)) == 0 {
		return nil
	}
	if !MayHold(text) {
		r.pass(text)
		return nil
	}
	object, err := yaml.YAMLToJSONStrict(text)
	if err != nil {
		if bytes.Contains(text, []byte("{{")) {
			return &Error{File: r.name, Problem: "is a template of a Helm chart: pass the output of `helm template`"}
		}
		reason := strings.NewReplacer("yaml: ", "", "unmarshal errors:", "").Replace(err.Error())
		return &Error{File: r.name, Problem: "is not valid YAML: " + strings.Join(strings.Fields(reason), " ")}
	}
	sum := sha256.Sum256(text)
	return r.object(object, "sha256:"+hex.EncodeToString(sum[:]))
}

// pass records the kind of a document that cannot be a CRD of Backend.
func (r *reading) pass(text []byte) {
	for line := range bytes.Lines(text) {
		if kind, ok := bytes.CutPrefix(line, []byte("kind:")); ok {
			r.others = append(r.others, strings.Trim(string(bytes.TrimSpace(kind)), `"'`))
			r.crds += bytes.Count(kind, []byte("CustomResourceDefinition"))
		}
	}
}

func (r *reading) object(object []byte, digest string) error {
	var e envelope
	if err := json.Unmarshal(object, &e); err != nil {
		return &Error{File: r.name, Problem: "is not a Kubernetes object: expected kind: CustomResourceDefinition"}
	}
	if strings.HasSuffix(e.Kind, "List") && e.Items != nil {
		for _, item := range e.Items {
			if err := r.object(item, digest); err != nil {
				return err
			}
		}
		return nil
	}
	if e.Kind != "CustomResourceDefinition" {
		r.others = append(r.others, e.Kind)
		return nil
	}
	r.crds++
	if e.Spec.Names.Kind != Kind || e.Spec.Group != Group {
		r.others = append(r.others, fmt.Sprintf("the CRD of %s (%s)", e.Spec.Names.Kind, e.Spec.Group))
		return nil
	}
	switch {
	case e.APIVersion != "apiextensions.k8s.io/v1":
		return &Error{File: r.name, Problem: fmt.Sprintf("has a CRD of %s: only apiextensions.k8s.io/v1 is read; `kubectl get crd backends.%s -o yaml` prints the CRD in this version", e.APIVersion, Group)}
	case len(object) > maxCRD:
		return &Error{File: r.name, Problem: fmt.Sprintf("has a CRD of more than %d MiB, which no API server accepts", maxCRD>>20)}
	}
	if hidesText(string(object)) {
		return &Error{File: r.name, Problem: "has a CRD with control characters, which no CRD of kgateway has"}
	}
	d := &Definition{Name: r.name, JSON: object, Digest: digest}
	if err := d.read(&e); err != nil {
		return &Error{File: r.name, Problem: err.Error()}
	}
	r.found = append(r.found, d)
	return nil
}

// nothing returns the error for a text without a CRD of Backend. The error lists at most four of the other documents.
func (r *reading) nothing() error {
	slices.Sort(r.others)
	others := slices.Compact(r.others)
	if len(others) > 4 {
		others = append(others[:4], "others")
	}
	found := strings.Join(others, ", ")
	switch {
	case r.crds > 0:
		return &Error{nothing: true, File: r.name, Problem: fmt.Sprintf("has no CRD of %s (%s): it has %s", Kind, Group, found)}
	case found != "":
		return &Error{nothing: true, File: r.name, Problem: fmt.Sprintf("is not a CustomResourceDefinition: it has %s; `kubectl get crd backends.%s -o yaml` prints one", found, Group)}
	}
	return &Error{nothing: true, File: r.name, Problem: fmt.Sprintf("is not a CustomResourceDefinition; `kubectl get crd backends.%s -o yaml` prints one", Group)}
}

// read parses the schemas of the versions that a CRD serves. It returns an error if there are none.
func (d *Definition) read(e *envelope) error {
	var names []string
	for _, v := range e.Spec.Versions {
		names = append(names, v.Name)
		if v.Served != nil && !*v.Served {
			continue
		}
		root, err := ParseSchema(v.Schema.Root)
		if err != nil {
			return fmt.Errorf("has a CRD that cannot be used: version %s: %w", v.Name, err)
		}
		d.Versions = append(d.Versions, Version{v.Name, v.Storage, v.Subresources.Status != nil, root})
	}
	if len(d.Versions) == 0 {
		return fmt.Errorf("has a CRD of %s that serves no version (versions: %s)", Kind, strings.Join(names, ", "))
	}
	return nil
}

// Version returns the version with a name, or nil if the CRD does not serve it.
func (d *Definition) Version(name string) *Version {
	i := slices.IndexFunc(d.Versions, func(v Version) bool { return v.Name == name })
	if i < 0 {
		return nil
	}
	return &d.Versions[i]
}

// ParseSchema parses a structural schema in JSON, and adds the fields apiVersion, kind and metadata if they are missing.
func ParseSchema(text []byte) (*Field, error) {
	if len(text) == 0 || string(text) == "null" {
		return nil, errors.New("it has no openAPIV3Schema")
	}
	root := new(Field)
	if err := decodeStrict(text, root); err != nil {
		return nil, errors.New(strings.TrimPrefix(err.Error(), "json: "))
	}
	if root.Type != "object" {
		return nil, errors.New("the schema does not have the type object")
	}
	root.addEnvelope()
	count := 0
	return root, root.check("", 0, &count)
}

func decodeStrict(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	decoder.UseNumber()
	return decoder.Decode(into)
}
