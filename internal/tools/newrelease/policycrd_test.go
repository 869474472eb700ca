package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/backendctl/backendctl/internal/crd"
	"github.com/backendctl/backendctl/internal/fields"
	"github.com/backendctl/backendctl/internal/target"
)

type object = map[string]any

// policyCRDs returns CRDs of the policies of a release, made from the fields that package fields has.
func policyCRDs(release target.Target) []object {
	var out []object
	for _, kind := range policies(release) {
		apiVersion := crd.Group + "/v1alpha1"
		spec := schemaOf(fields.Of(apiVersion, kind).Child("spec"), release)
		out = append(out, object{
			"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
			"spec": object{
				"group": crd.Group,
				"names": object{"kind": kind, "plural": plural(kind)},
				"versions": []any{object{
					"name": "v1alpha1", "served": true, "storage": true,
					"schema": object{"openAPIV3Schema": object{"type": "object", "properties": object{"spec": spec}}},
				}},
			},
		})
	}
	return out
}

func plural(kind string) string {
	name := strings.ToLower(kind)
	if stem, ok := strings.CutSuffix(name, "y"); ok {
		return stem + "ies"
	}
	return name + "s"
}

// schemaOf returns the structural schema of a field in a release.
func schemaOf(f *fields.Field, release target.Target) object {
	kind := strings.TrimPrefix(f.Type, "[]")
	s := object{"type": kind}
	switch kind {
	case "", "object":
		s["type"] = "object"
		s["properties"] = propertiesOf(f, release, s)
	case "integer or string":
		s = object{"x-kubernetes-int-or-string": true}
	case "any":
		s = object{}
	}
	if value, isMap := strings.CutPrefix(kind, "map[string]"); isMap {
		s = object{"type": "object", "additionalProperties": object{"type": value}}
	} else if f.IsOpen {
		s["x-kubernetes-preserve-unknown-fields"] = true
	}
	if f.Values != nil {
		s["enum"] = f.Values
	}
	if strings.HasPrefix(f.Type, "[]") {
		s = object{"type": "array", "items": s}
	}
	if f.Default != "" {
		var value any
		if err := json.Unmarshal([]byte(f.Default), &value); err != nil {
			panic(err) // package fields has defaults as JSON
		}
		s["default"] = value
	}
	return s
}

// propertiesOf returns the schemas of the fields of an object. It adds the required fields and the rules of unions to s, the schema of the
// object.
func propertiesOf(f *fields.Field, release target.Target, s object) object {
	properties := object{}
	var required []string
	for _, child := range f.Children(release) {
		properties[child.Name] = schemaOf(child, release)
		if child.IsRequired {
			required = append(required, child.Name)
		}
	}
	if required != nil {
		s["required"] = required
	}
	var rules []any
	for _, u := range f.Unions(release) {
		operator := map[[2]bool]string{{true, true}: "==", {true, false}: "<=", {false, true}: ">="}[[2]bool{u.Exclusive, u.Required}]
		rules = append(rules, object{"rule": fmt.Sprintf("[has(self.%s)].filter(x,x==true).size() %s 1", strings.Join(u.Fields, "),has(self."), operator)})
	}
	if rules != nil {
		s["x-kubernetes-validations"] = rules
	}
	return properties
}
