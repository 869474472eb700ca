package scaffold

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/explain"
)

// A draft is a manifest that is being written.
type draft struct {
	Request
	backend *node
	extra   []*node
	notes   []string
	errs    []error

	hosts   []string // the given hosts of a static Backend, or of the members of priority groups
	ports   []int64  // the ports of the members of priority groups that are also written
	config  *node    // the BackendConfigPolicy, nil if there is none
	members []string // the names of the members of priority groups that are also written
	secrets []secret // the Secrets that the Backend refers to
	unnamed bool     // the namespace of the Backend is a placeholder
}

// The apiVersion and kind of a Backend, which are the same in every target.
const (
	apiVersion  = "gateway.kgateway.dev/v1alpha1"
	backendKind = "Backend"
)

func newDraft(r Request) *draft {
	d := &draft{Request: r}
	version := apiVersion
	if d.isAgent() {
		version = agentGroup + "/v1alpha1"
	}
	d.backend = newObject(version, d.kind(), r.Name, r.Namespace)
	return d
}

// newObject returns a new object of a kind.
func newObject(apiVersion, kindName, name, namespace string) *node {
	n := &node{kind: object}
	n.put("apiVersion", apiVersion)
	n.put("kind", kindName)
	n.put("metadata.name", name)
	if namespace != "" {
		n.put("metadata.namespace", namespace).flag = "namespace"
	}
	return n
}

// put sets the value at a path such as spec.rules[0].name, and returns its node. It panics if the path is invalid, which is a bug of this
// package.
func (n *node) put(path string, value any) *node {
	at := n.at(split(path))
	if at == nil {
		panic("scaffold: invalid path " + path)
	}
	at.set(value, "")
	return at
}

// split splits a path at dots and brackets.
func split(path string) []string {
	return strings.FieldsFunc(path, func(r rune) bool { return strings.ContainsRune(".[]", r) })
}

// has reports whether the target has a field at a path without indexes.
func (d *draft) has(path string) bool { return has(d.Target, path) }

// given returns the values of a flag, or nil if the flag was not given.
func (d *draft) given(flag string) []string { return d.Values[flag] }

// is reports whether a boolean flag is set.
func (d *draft) is(flag string) bool { return slices.Equal(d.Values[flag], []string{"true"}) }

// fail records an error about the value of a flag.
func (d *draft) fail(flag, format string, args ...any) {
	d.errs = append(d.errs, flagErrorf(flag, format, args...))
}

// note adds a note for the user.
func (d *draft) note(format string, args ...any) {
	d.notes = append(d.notes, fmt.Sprintf(format, args...))
}

// option sets, for each of the flags that was given, the flag's field to its first value.
func (d *draft) option(names ...string) {
	for _, name := range names {
		if values := d.given(name); len(values) > 0 {
			d.give(d.fieldOf(name), values[0], name)
		}
	}
}

// need sets the field of a flag to the flag's value, or to a placeholder if the flag was not given. If a CRD does not have the field, the
// placeholder is written where the base release has it, and settle decides about it.
func (d *draft) need(name, placeholder string) {
	flag, _ := d.Type.flag(name)
	switch path := cmp.Or(flag.field(d.Target), flag.field(d.Target.Base())); {
	case len(d.given(name)) > 0:
		d.option(name)
	case path != "":
		d.hold(path, placeholder, name)
	}
}

// fieldOf returns the path at which a flag's field is written. The target has the field, because check rejected all other flags.
func (d *draft) fieldOf(name string) string {
	flag, _ := d.Type.flag(name)
	return flag.field(d.Target)
}

// give sets a field to a text from a flag, converted to the type of the field.
func (d *draft) give(path, text, flag string) {
	value, err := d.typed(path, text)
	if err != nil {
		d.fail(flag, "%w", err)
		return
	}
	d.backend.put(path, nil).set(value, flag)
}

// hold sets a field to a placeholder. If the field has only one allowed value, it sets that value.
func (d *draft) hold(path, placeholder, flag string) {
	if field, _, err := d.fieldAt(path); err == nil && len(field.Values) == 1 {
		d.backend.put(path, field.Values[0].Value)
		return
	}
	value, err := d.typed(path, placeholder)
	if err != nil {
		panic("scaffold: placeholder has the wrong type for " + path)
	}
	at := d.backend.put(path, nil)
	at.set(value, flag)
	at.mark = d.expected(path)
}

// expected returns a description of the value of a field, for the comment of its placeholder.
func (d *draft) expected(path string) string {
	field, _, err := d.fieldAt(path)
	switch {
	case err != nil:
	case field.Expected != "":
		return field.Expected
	case field.Description != "":
		return lower(strings.TrimSuffix(firstSentence(field.Description), "."))
	}
	return "a value"
}

// fieldAt returns the field of the target that is written at a path, and reports whether the target has it.
func (d *draft) fieldAt(path string) (*explain.Field, bool, error) {
	return fieldIn(d.Target, plain(path))
}

// typed converts a text to the type of a field.
func (d *draft) typed(path, text string) (any, error) {
	field, _, err := d.fieldAt(path)
	if err != nil {
		return nil, err
	}
	return typed(strings.TrimPrefix(field.Type, "[]"), text)
}

func typed(typeName, text string) (any, error) {
	switch typeName {
	case "integer":
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%q is not an integer", text)
		}
		return n, nil
	case "boolean":
		b, err := strconv.ParseBool(text)
		if err != nil {
			return nil, fmt.Errorf("%q is not a boolean: must be true or false", text)
		}
		return b, nil
	}
	return text, nil
}

// plain returns a path without indexes.
func plain(path string) string {
	tokens := slices.DeleteFunc(split(path), func(token string) bool { _, err := strconv.Atoi(token); return err == nil })
	return strings.Join(tokens, ".")
}

// labels writes KEY=VALUE pairs to a field of metadata: labels or annotations.
func (d *draft) labels(field, flag string, pairs []string) {
	for _, pair := range pairs {
		key, value, ok := strings.Cut(pair, "=")
		if !ok || key == "" {
			d.fail(flag, "%q is not valid: expected KEY=VALUE", pair)
			continue
		}
		parent := d.backend.at([]string{"metadata", field})
		parent.kind = object
		parent.at([]string{key}).set(value, flag)
	}
}

// check rejects a type that the target does not have, and flags that set no field of the target.
func (d *draft) check() error {
	if !d.Type.In(d.Target) {
		return d.Type.absent(d.Target)
	}
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(d.Values)) {
		flag, ok := d.Type.flag(name)
		switch {
		case !ok:
			errs = append(errs, fmt.Errorf("--%s does not apply to Backends of type %s", name, d.Type.ID))
		case !flag.In(d.Target):
			errs = append(errs, flag.absent(d.Target))
		}
	}
	return errors.Join(errs...)
}

// typeField sets spec.type, unless the target has no such field or has deprecated it without requiring it.
func (d *draft) typeField(name string) {
	if d.isAgent() {
		return
	}
	field, ok, err := d.fieldAt("spec.type")
	if err == nil && ok && (field.Required || !field.Deprecated) {
		d.backend.put("spec.type", name)
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// hold sets the value at a path to a placeholder. The parameter expected describes the value to enter.
func (n *node) hold(path, placeholder, expected, flag string) {
	n.holdText(split(path), placeholder, expected, flag)
}

func (n *node) holdText(tokens []string, placeholder, expected, flag string) {
	at := n.at(tokens)
	at.set(placeholder, flag)
	at.mark = expected
}

// diagPath returns a path from its tokens. In contrast to split, it allows names that contain dots.
func diagPath(tokens ...string) []string { return tokens }

// required reports whether the target requires a field.
func (d *draft) required(path string) bool {
	field, _, err := d.fieldAt(path)
	return err == nil && field.Required
}
