package main

import (
	"strconv"

	"go.yaml.in/yaml/v3"

	"github.com/backendctl/backendctl/internal/crd"
)

// valueOf converts YAML to JSON values that keep the order of their keys.
func valueOf(node *yaml.Node) any {
	switch node.Kind {
	case yaml.MappingNode:
		o := crd.Object{}
		for i := 0; i < len(node.Content); i += 2 {
			o = append(o, crd.Member{Key: node.Content[i].Value, Value: valueOf(node.Content[i+1])})
		}
		return o
	case yaml.SequenceNode:
		values := make([]any, len(node.Content))
		for i, item := range node.Content {
			values[i] = valueOf(item)
		}
		return values
	}
	return scalarOf(node)
}

func scalarOf(node *yaml.Node) any {
	switch node.Tag {
	case "!!null":
		return nil
	case "!!bool":
		return node.Value == "true"
	case "!!int":
		n, err := strconv.ParseInt(node.Value, 10, 64)
		if err != nil {
			panic(err) // this cannot happen: the YAML is one of the embedded tables
		}
		return n
	}
	return node.Value
}
