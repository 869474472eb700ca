package diff

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/backendctl/backendctl/internal/change"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/report"
	"github.com/backendctl/backendctl/internal/source"
)

// hiddenSecret is written in the place of a secret. Its length does not depend on the secret's length.
const hiddenSecret = "***"

// flow returns a value as YAML on one line.
func flow(v *change.Value, o report.Options) string {
	switch {
	case v.Secret && !o.ShowSecrets && v.Replaced:
		return hiddenSecret + " # changed"
	case v.Secret && !o.ShowSecrets:
		return hiddenSecret
	case v.Kind == manifest.Mapping:
		parts := make([]string, len(v.Fields))
		for i, f := range v.Fields {
			parts[i] = manifest.Write(f.Key) + ": " + flow(f.Value, o)
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case v.Kind == manifest.Sequence:
		parts := make([]string, len(v.Items))
		for i, item := range v.Items {
			parts[i] = flow(item, o)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return scalarText(v.Scalar)
}

// scalarText returns a scalar as it is written in YAML.
func scalarText(v any) string {
	switch v := v.(type) {
	case string:
		return source.Visible(manifest.Write(v))
	case nil:
		return "null"
	case float64:
		out, _ := json.Marshal(v) // in the notation that the API server uses
		return string(out)
	}
	return fmt.Sprint(v)
}

// block returns a value as YAML in block style, one string for each line.
func block(v *change.Value, o report.Options) []string {
	var lines []string
	switch v.Kind {
	case manifest.Mapping:
		for _, f := range v.Fields {
			lines = append(lines, under(scalarText(f.Key)+":", f.Value, o)...)
		}
	case manifest.Sequence:
		for _, item := range v.Items {
			lines = append(lines, beside(item, o)...)
		}
	}
	if len(lines) == 0 {
		return []string{flow(v, o)}
	}
	return lines
}

// under returns the lines of a key and its value in block style.
func under(key string, v *change.Value, o report.Options) []string {
	if len(v.Fields)+len(v.Items) == 0 {
		return []string{key + " " + flow(v, o)}
	}
	indent := "  "
	if v.Kind == manifest.Sequence {
		indent = ""
	}
	lines := []string{key}
	for _, l := range block(v, o) {
		lines = append(lines, indent+l)
	}
	return lines
}

// beside returns the lines of a list item: the first line after a dash, the other lines indented.
func beside(v *change.Value, o report.Options) []string {
	lines := block(v, o)
	for i, l := range lines {
		if i == 0 {
			lines[i] = "- " + l
		} else {
			lines[i] = "  " + l
		}
	}
	return lines
}
