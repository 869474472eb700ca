package config

import (
	"fmt"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// mapping calls visit for the keys and values of a mapping. If a key occurs twice, it reports the second one and visits only the first.
// what describes the mapping in messages.
func (d *decoder) mapping(n *yaml.Node, what string, visit func(key, value *yaml.Node)) {
	n = resolve(n)
	if n.Kind != yaml.MappingNode {
		d.fail(n, "%s must be a mapping, not %s", what, describe(n))
		return
	}
	first := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch line, twice := first[key.Value]; {
		case key.Kind != yaml.ScalarNode || key.ShortTag() != "!!str":
			d.fail(key, "a key must be a word, not %s", describe(key))
		case twice:
			d.fail(key, "%q is already set on line %d", key.Value, line)
		default:
			first[key.Value] = key.Line
			visit(key, value)
		}
	}
}

// targets reads one target or a list of targets. A release such as 2.4 is a number in YAML, and is read as it is written.
func (d *decoder) targets(n *yaml.Node) []string {
	return d.list("target", n, func(item *yaml.Node) []string {
		tag := resolve(item).ShortTag()
		if tag != "!!float" && tag != "!!int" {
			if _, ok := d.text("a target", item); !ok {
				return nil
			}
		}
		return split(resolve(item).Value)
	})
}

// globs reads one pattern or a list of patterns.
func (d *decoder) globs(setting string, n *yaml.Node) []string {
	return d.list("exclude", n, func(item *yaml.Node) []string {
		glob, ok := d.text("a pattern of "+setting, item)
		if !ok {
			return nil
		}
		return []string{glob}
	})
}

// nonEmpty reports an error for an empty list.
func (d *decoder) nonEmpty(setting string, n *yaml.Node) {
	if r := resolve(n); r.Kind == yaml.SequenceNode && len(r.Content) == 0 {
		d.fail(n, "%s must have at least one item", setting)
	}
}

// list reads a scalar or a list of scalars, and checks every value.
func (d *decoder) list(setting string, n *yaml.Node, read func(*yaml.Node) []string) []string {
	items := []*yaml.Node{n}
	if resolved := resolve(n); resolved.Kind == yaml.SequenceNode {
		items = resolved.Content
	}
	var words []string
	for _, item := range items {
		for _, word := range read(item) {
			words = append(words, word)
			d.check(setting, word, item)
		}
	}
	return words
}

// word reads a setting that is a text, and checks it.
func (d *decoder) word(setting string, n *yaml.Node) string {
	word, ok := d.text(setting, n)
	if ok {
		d.check(setting, word, n)
	}
	return word
}

// check reports a problem if a value of a setting is not valid.
func (d *decoder) check(setting, word string, n *yaml.Node) {
	if err := d.known.check(setting, word); err != nil {
		d.fail(n, "%s", err)
	}
}

// text reads a string. what describes the string in messages.
func (d *decoder) text(what string, n *yaml.Node) (string, bool) {
	r := resolve(n)
	if r.Kind != yaml.ScalarNode || r.ShortTag() != "!!str" {
		d.fail(n, "%s must be a string, not %s", what, describe(r))
		return "", false
	}
	return r.Value, true
}

func (d *decoder) path(setting string, n *yaml.Node) string {
	path, ok := d.text(setting, n)
	if ok && path == "" {
		d.fail(n, "%s must be the name of a file", setting)
	}
	return path
}

func (d *decoder) boolean(setting string, n *yaml.Node) bool {
	r := resolve(n)
	if r.Kind != yaml.ScalarNode || r.ShortTag() != "!!bool" {
		d.fail(n, "%s must be true or false, not %s", setting, describe(r))
		return false
	}
	var value bool
	// This does not fail, because the tag is !!bool.
	_ = r.Decode(&value)
	return value
}

// resolve returns the node that an alias stands for, or the node itself.
func resolve(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

func isNull(n *yaml.Node) bool { return resolve(n).ShortTag() == "!!null" }

var nodeKinds = map[yaml.Kind]string{
	yaml.MappingNode:  "a mapping",
	yaml.SequenceNode: "a list",
	yaml.AliasNode:    "an alias",
}

// scalarKinds has the formats that describe a scalar in messages, by its tag.
var scalarKinds = map[string]string{
	"!!str":   "the string %q",
	"!!int":   "the number %s",
	"!!float": "the number %s",
	"!!bool":  "the boolean %s",
}

// describe returns a description of a node for a message.
func describe(n *yaml.Node) string {
	if kind, ok := nodeKinds[n.Kind]; ok {
		return kind
	}
	if format, ok := scalarKinds[n.ShortTag()]; ok {
		return fmt.Sprintf(format, n.Value)
	}
	if isNull(n) {
		return "null"
	}
	return strconv.Quote(n.Value)
}
