package config

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v3"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
)

// A fileSettings has the settings in a file, with their lines.
type fileSettings struct {
	Settings
	lines       map[string]int // the lines of settings, by name
	targetLines []int          // the line of each item of Targets
	known       Known          // with the ids of Targets in Known.own
}

// decode reads and checks the file.
func (l location) decode(o LoadOptions) (*fileSettings, error) {
	raw, err := l.read()
	if err != nil {
		return nil, err
	}
	return decode(source.New(l.name, raw), o)
}

// Check checks the content of a configuration file that may not be saved yet. Its error is the one that [Load] returns for the saved
// content: a [*FileError] with all problems, or nil.
func Check(f *source.File, o LoadOptions) error {
	_, err := decode(f, o)
	return err
}

// decode checks the content of a file.
func decode(f *source.File, o LoadOptions) (*fileSettings, error) {
	root, problem := parse(text(f))
	if problem != nil {
		return nil, &FileError{File: f.Name(), Source: f, Problems: []Problem{*problem}}
	}
	d := decoder{flags: o.Flags, fileSettings: fileSettings{known: o.Known, lines: map[string]int{}}}
	if root != nil && !isNull(root) {
		d.settings(root)
	}
	if len(d.problems) > 0 {
		e := &FileError{File: f.Name(), Source: f, Problems: d.problems}
		e.sort()
		return nil, e
	}
	return &d.fileSettings, nil
}

// A decoder converts YAML nodes to settings. It does not use viper, which has no positions for messages, changes the case of keys, and
// splits keys at dots.
type decoder struct {
	fileSettings
	flags    *pflag.FlagSet
	problems []Problem
}

func (d *decoder) fail(n *yaml.Node, format string, args ...any) {
	d.problems = append(d.problems, Problem{n.Line, n.Column, source.Visible(fmt.Sprintf(format, args...))})
}

func (d *decoder) settings(root *yaml.Node) {
	d.ownTargets(root) // first, because the setting target may refer to them
	d.mapping(root, "the configuration", func(key, value *yaml.Node) {
		d.lines[key.Value] = key.Line
		switch key.Value {
		case "target":
			d.Target = d.targets(value)
			d.nonEmpty("target", value)
		case "targets": // ownTargets has read it
		case "fail-on":
			d.FailOn = d.word(key.Value, value)
		case "exclude":
			if !isNull(value) {
				d.Exclude = d.globs(key.Value, value)
			}
		case "rules":
			d.Rules = d.rules(value)
		case "overrides":
			d.Overrides = d.overrides(value)
		case "baseline":
			d.Baseline = d.path(key.Value, value)
		case "output":
			d.Output = d.word(key.Value, value)
		case "color":
			d.Color = d.word(key.Value, value)
		case "complete":
			d.Complete = d.boolean(key.Value, value)
		case "quiet":
			d.Quiet = d.boolean(key.Value, value)
		case "verbose":
			d.Verbose = d.boolean(key.Value, value)
		default:
			d.unknown(key)
		}
	})
}

// unknown reports an unknown key. If only a flag has that name, the message states how to set the flag.
func (d *decoder) unknown(key *yaml.Node) {
	if d.flags != nil && d.flags.Lookup(key.Value) != nil {
		d.fail(key, "%q cannot be set in the file: use --%s or %s", key.Value, key.Value, variable(key.Value))
		return
	}
	names := Names()
	d.fail(key, "unknown setting %q%s", key.Value, suggest(key.Value, names, "; use "+either(names)))
}

// Names returns the names of the settings of the file, in the order of their documentation.
func Names() []string { return fieldNames(reflect.TypeFor[Settings]()) }

func fieldNames(t reflect.Type) []string {
	var names []string
	for f := range t.Fields() {
		names = append(names, f.Tag.Get("yaml"))
	}
	return names
}

func (d *decoder) rules(n *yaml.Node) map[string]string {
	rules := map[string]string{}
	if isNull(n) {
		return rules
	}
	d.mapping(n, "rules", func(key, value *yaml.Node) {
		if err := d.known.rule(key.Value); err != nil {
			d.fail(key, "%s", err)
		}
		rules[key.Value] = d.severity(key.Value, value)
	})
	return rules
}

func (d *decoder) severity(rule string, n *yaml.Node) string {
	n = resolve(n)
	if n.ShortTag() == "!!bool" {
		d.fail(n, `the severity of %s must not be %s: use "off", %s`, rule, describe(n), either(diag.Severities()[1:]))
		return ""
	}
	word, ok := d.text("the severity of "+rule, n)
	if err := oneOf("severity", word, diag.Severities()); ok && err != nil {
		d.fail(n, "%s", err)
	}
	return word
}

func (d *decoder) overrides(n *yaml.Node) []Override {
	n = resolve(n)
	switch {
	case isNull(n):
		return nil
	case n.Kind != yaml.SequenceNode:
		d.fail(n, "overrides must be a list, not %s", describe(n))
		return nil
	}
	var overrides []Override
	for _, item := range n.Content {
		overrides = append(overrides, d.override(item))
	}
	return overrides
}

func (d *decoder) override(n *yaml.Node) Override {
	var o Override
	var has []string
	d.mapping(n, "an override", func(key, value *yaml.Node) {
		has = append(has, key.Value)
		switch key.Value {
		case "files":
			o.Files = d.globs("files", value)
			d.nonEmpty("files", value)
		case "rules":
			o.Rules = d.rules(value)
		default:
			d.fail(key, "unknown key %q in an override%s", key.Value, suggest(key.Value, []string{"files", "rules"}, "; use files and rules"))
		}
	})
	for _, name := range fieldNames(reflect.TypeFor[Override]()) {
		if resolve(n).Kind == yaml.MappingNode && !slices.Contains(has, name) {
			d.fail(n, "an override needs %s", name)
		}
	}
	return o
}
