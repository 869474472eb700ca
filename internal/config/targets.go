package config

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"
)

// ownTargets reads the setting targets, which defines named targets.
func (d *decoder) ownTargets(root *yaml.Node) {
	root = resolve(root)
	for i := 0; root.Kind == yaml.MappingNode && i+1 < len(root.Content); i += 2 {
		if root.Content[i].Value != "targets" || d.Targets != nil {
			continue
		}
		switch n := resolve(root.Content[i+1]); {
		case isNull(n):
		case n.Kind != yaml.SequenceNode:
			d.fail(n, "targets must be a list, not %s", describe(n))
		default:
			for _, item := range n.Content {
				d.ownTarget(item)
			}
		}
	}
}

// ownTarget reads an item of the setting targets.
func (d *decoder) ownTarget(n *yaml.Node) {
	var t Target
	var has []string
	names := fieldNames(reflect.TypeFor[Target]())
	d.mapping(n, "a target", func(key, value *yaml.Node) {
		has = append(has, key.Value)
		switch key.Value {
		case "id":
			t.ID = d.targetID(value)
		case "crd":
			t.CRD = strings.TrimPrefix(d.path("crd", value), "crd:")
		case "release":
			t.Release = resolve(value).Value // a number in YAML, so its text is used
			if err := d.known.release(t.Release); err != nil {
				d.fail(value, "%s", err)
			}
		default:
			d.fail(key, "unknown key %q in a target%s", key.Value, suggest(key.Value, names, "; use "+either(names)))
		}
	})
	for _, name := range []string{"id", "crd"} {
		if resolve(n).Kind == yaml.MappingNode && !slices.Contains(has, name) {
			d.fail(n, "a target needs %s", name)
		}
	}
	d.Targets, d.targetLines = append(d.Targets, t), append(d.targetLines, n.Line)
	d.known.own = append(d.known.own, t.ID)
}

// targetID reads the id of a target. Lists of targets and comments in manifests can contain it.
func (d *decoder) targetID(n *yaml.Node) string {
	id, ok := d.text("the id of a target", n)
	switch {
	case !ok:
	case !wellFormedID(id):
		d.fail(n, "%q is not a valid id: expected a word such as kgateway-nightly", id)
	case slices.Contains(d.known.own, id):
		d.fail(n, "duplicate target id %q", id)
	default:
		if err := d.known.targetID(id); err != nil {
			d.fail(n, "%s", err)
		}
	}
	return id
}

// wellFormedID reports whether an id can be used in lists of targets and in comments, and cannot be confused with a path or a range.
func wellFormedID(id string) bool {
	isApart := func(r rune) bool { return r == ',' || r == ':' || r == '#' || unicode.IsSpace(r) }
	return id != "" && !strings.ContainsFunc(id, isApart) && !strings.Contains(id, "..")
}

func (k Known) targetID(id string) error {
	if k.TargetID == nil {
		return nil
	}
	return k.TargetID(id)
}

func (k Known) release(name string) error {
	if k.Release == nil {
		return nil
	}
	if err := k.Release(name); err != nil {
		return fmt.Errorf("release: %w", err)
	}
	return nil
}
