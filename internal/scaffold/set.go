package scaffold

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/explain"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// assign applies the assignments of --set. It runs after all other flags, so that it can set any field.
func (d *draft) assign() {
	if d.isAgent() && len(d.Set) > 0 {
		d.fail(setFlag, "not supported: type %s is written as an AgentgatewayBackend for %s", d.Type.ID, d.Target.ID)
		return
	}
	for _, text := range d.Set {
		if err := d.assignOne(text); err != nil {
			d.fail(setFlag, "%s: %w", text, err)
		}
	}
}

func (d *draft) assignOne(text string) error {
	path, value, ok := cutAssignment(text)
	if !ok {
		return errors.New("expected PATH=VALUE, such as spec.aws.region=eu-central-1")
	}
	tokens, err := parsePath(path)
	if err != nil {
		return err
	}
	if tokens, err = d.known(tokens, path); err != nil {
		return err
	}
	typeName := d.typeOf(tokens)
	decoded, err := decode(typeName, value)
	if err != nil {
		return err
	}
	at := d.backend.at(tokens)
	if at == nil {
		return d.backend.noPlace(tokens)
	}
	at.set(decoded, setFlag)
	return nil
}

// noPlace returns the error for a path at which no value can be set: it leads into a list without an index, or with a wrong one.
func (n *node) noPlace(tokens []string) error {
	for i, token := range tokens {
		if n.kind == list && !isIndex(token) {
			return fmt.Errorf("%[1]s is a list: write %[1]s[0] for its first item", tokens[i-1]) // the document is not a list
		}
		if n = n.child(token); n == nil {
			break
		}
	}
	return errors.New("index out of range: must be the index of an item, or the next one")
}

// cutAssignment splits an assignment at the first equals sign outside brackets. It returns false if there is no such sign, or no path
// before it.
func cutAssignment(text string) (path, value string, ok bool) {
	depth := 0
	for i, r := range text {
		switch {
		case r == '[':
			depth++
		case r == ']':
			depth--
		case r == '=' && depth == 0:
			return text[:i], text[i+1:], i > 0
		}
	}
	return "", "", false
}

// parsePath parses a path in one of the forms spec.static.hosts[0].host, metadata.labels["app.kubernetes.io/name"], and a JSON Pointer as
// in reports.
func parsePath(path string) ([]string, error) {
	if strings.HasPrefix(path, "/") {
		return diag.Tokens(path), nil // it has at least one token
	}
	var tokens []string
	for rest := path; rest != ""; {
		var token string
		var err error
		if token, rest, err = cutToken(rest); err != nil {
			return nil, err
		}
		tokens = append(tokens, token)
	}
	return tokens, nil
}

// cutToken returns the first token of a path, and the rest of the path.
func cutToken(path string) (token, rest string, err error) {
	if inside, ok := strings.CutPrefix(path, "["); ok {
		if quoted, err := strconv.QuotedPrefix(inside); err == nil {
			token, _ = strconv.Unquote(quoted) // the prefix is a valid quoted string
			inside = inside[len(quoted):]
		} else if i := strings.IndexByte(inside, ']'); i >= 0 {
			token, inside = inside[:i], inside[i:]
		}
		rest, ok := strings.CutPrefix(inside, "]")
		if !ok || token == "" {
			return "", "", fmt.Errorf("expected [INDEX] or [\"KEY\"], got %q", path)
		}
		return token, strings.TrimPrefix(rest, "."), nil
	}
	end := strings.IndexAny(path, ".[")
	switch {
	case end < 0:
		return path, "", nil
	case end == 0:
		return "", "", fmt.Errorf("expected a field name before %q", path)
	case path[end] == '[':
		return path[:end], path[end:], nil
	}
	return path[:end], path[end+1:], nil
}

// known returns the complete path of a field of the target. It adds spec if it is missing. The error means that the target has no such
// field, or that the field cannot be set.
func (d *draft) known(tokens []string, path string) ([]string, error) {
	if err := reserved(tokens); err != nil {
		return nil, err
	}
	for _, candidate := range [][]string{tokens, append([]string{"spec"}, tokens...)} {
		if tokens[0] != "" && d.typeOf(candidate) != "" {
			return candidate, nil
		}
	}
	return nil, fmt.Errorf("%s has no field %s%s", d.Target.ID, path, d.similar(path))
}

// similar returns the end of the message about a field that the target does not have: where the field is now, or the field that was
// probably meant.
func (d *draft) similar(path string) string {
	for _, prefix := range []string{"", specPrefix} {
		if to := locate(d.Target, prefix+plain(path)); to != "" {
			return ", it moved to " + to
		}
	}
	near, err := explain.Find(path, d.Target)
	if err != nil {
		near, _ = explain.Nearest(path, nil)
	}
	for _, prefix := range []string{"", specPrefix} {
		if near != "" && exists(d.Target, prefix+near) {
			return fmt.Sprintf(", did you mean %q?", prefix+near)
		}
	}
	return ""
}

// reserved returns an error for a field that cannot be set: other objects refer to it, or only the API server writes it.
func reserved(tokens []string) error {
	switch path := strings.Join(tokens, "."); path {
	case "apiVersion", "kind", "status":
		return fmt.Errorf("%s cannot be set", path)
	case "metadata", "metadata.name":
		return errors.New("use the argument NAME to set the name")
	case "metadata.namespace":
		return errors.New("use --namespace, which sets the namespace of all objects")
	}
	return nil
}

// typeOf returns the type of the value at a path, such as []string, or "" if the target has no such field.
func (d *draft) typeOf(tokens []string) string {
	for end := len(tokens); end > 0; end-- {
		names := slices.DeleteFunc(slices.Clone(tokens[:end]), isIndex)
		field, ok, err := explain.FieldOf(d.Target, strings.Join(names, "."))
		if err != nil || !ok {
			continue
		}
		return inside(field.Type, tokens[end:], slices.ContainsFunc(tokens[end-1:end], isIndex))
	}
	return ""
}

// inside returns the type of the value at the path tokens in a value of type typeName, or "" if there is none. If indexed is true, typeName
// is the type of a list, and the path begins at one of the list's items.
func inside(typeName string, tokens []string, indexed bool) string {
	if indexed {
		typeName = strings.TrimPrefix(typeName, "[]")
	}
	for _, token := range tokens {
		element, isList := strings.CutPrefix(typeName, "[]")
		value, isMap := strings.CutPrefix(typeName, "map[string]")
		switch {
		case isList && isIndex(token):
			typeName = element
		case isMap:
			typeName = value
		default:
			return ""
		}
	}
	return typeName
}

func isIndex(token string) bool {
	_, err := strconv.Atoi(token)
	return err == nil
}

// decode converts a text to a value of a type. For objects, maps and lists, the text is YAML.
func decode(typeName, text string) (any, error) {
	if !strings.HasPrefix(typeName, "[]") && !strings.HasPrefix(typeName, "map") && typeName != "object" {
		return typed(typeName, text)
	}
	documents, problems := manifest.Parse(source.New("value", []byte(text)), manifest.Options{})
	for _, p := range problems {
		if p.Severity == diag.Error {
			return nil, errors.New(p.Message)
		}
	}
	if len(documents) != 1 || documents[0].Root == nil || documents[0].Root.Kind == manifest.Scalar {
		return nil, fmt.Errorf("the field is of type %s: expected YAML in flow style, such as {key: value} or [item]", typeName)
	}
	return documents[0].Root.JSON(), nil
}

func tokensOf(pointer string) []string { return diag.Tokens(pointer) }

// CompleteSet returns shell completions of an assignment: of its path or, after the equals sign, of its value.
func CompleteSet(t target.Target, begun string) []string {
	if path, _, ok := cutAssignment(begun); ok {
		field, ok, err := explain.FieldOf(t, strings.Join(slices.DeleteFunc(split(path), isIndex), "."))
		if err != nil || !ok {
			return nil
		}
		var out []string
		for _, v := range field.Values {
			out = append(out, path+"="+v.Value)
		}
		return out
	}
	var out []string
	for _, c := range explain.Complete(begun) {
		switch {
		case !exists(t, plain(c.Path)) && !exists(t, specPrefix+plain(c.Path)):
		case c.HasFields():
			out = append(out, c.Path)
		default:
			out = append(out, c.Path+"=")
		}
	}
	return out
}
