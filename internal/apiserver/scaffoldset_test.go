package apiserver

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/explain"
	"github.com/backendctl/backendctl/internal/scaffold"
	"github.com/backendctl/backendctl/internal/scaffold/scaffoldtest"
	"github.com/backendctl/backendctl/internal/target"
)

// TestScaffoldSet sets one value in a new Backend, for every type, every target and every field with a scalar. lint must report nothing,
// the API server must accept the Backend, and the stored object must have the value. If --set rejects the value, the server or a rule of
// lint must reject it, too.
func TestScaffoldSet(t *testing.T) {
	server := startWhole(t)
	set, refused := 0, 0
	for _, c := range scaffoldtest.Cases() {
		if len(c.With) > 0 {
			continue
		}
		for _, path := range scalars(t, c.Target) {
			if c.Type.ID != "static" && !strings.HasPrefix(path, "spec."+members[c.Type.ID]) {
				continue // one type is enough to check that fields of the other types are rejected
			}
			if r := (round{T: t, server: server, Case: c}); r.set(path) {
				set++
			} else {
				refused++
			}
		}
	}
	t.Logf("%d values set, %d rejected", set, refused)
	if set < 100 {
		t.Error("only a few values were set")
	}
}

// members are the fields of spec that belong to the types.
var members = map[string]string{
	"aws-lambda": "aws.", "aws-ec2": "aws.", "gcp": "gcp.", "dynamic-forward-proxy": "dynamicForwardProxy.",
	"priority-groups": "priorityGroups", "ai": "ai.", "mcp": "mcp.",
}

// scalars returns the path of every field with a scalar below spec. Each list in a path has the index [0], and each map a key.
func scalars(t *testing.T, on target.Target) []string {
	t.Helper()
	var found []string
	var visit func(prefix string)
	visit = func(prefix string) {
		for _, completion := range scaffold.CompleteSet(on, prefix) {
			path, leaf := strings.CutSuffix(completion, "=")
			switch {
			case leaf:
				found = append(found, indexed(t, on, path))
			case path+"." != prefix && strings.HasPrefix(path, prefix):
				visit(path + ".")
			}
		}
	}
	visit("spec.")
	return found
}

// indexed adds the index [0] after each list in a path, and a key after each map.
func indexed(t *testing.T, on target.Target, path string) string {
	t.Helper()
	names := strings.Split(path, ".")
	var out []string
	for i, name := range names {
		field, _, err := explain.FieldOf(on, strings.Join(names[:i+1], "."))
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case strings.HasPrefix(field.Type, "[]"):
			name += "[0]"
		case strings.HasPrefix(field.Type, "map[string]"):
			name += ".team" // any key is possible
		}
		out = append(out, name)
	}
	return strings.Join(out, ".")
}

// A round is one test: a Backend that scaffold writes, a value to set, and the check by the API server.
type round struct {
	*testing.T
	scaffoldtest.Case
	server *Server
}

// set sets a field to another value, and checks the resulting Backend. It returns false if --set rejects the value.
func (r round) set(path string) bool {
	r.Helper()
	value := r.other(path)
	file := filepath.Join(r.TempDir(), "backend.yaml")
	args := append(r.Filled(), "--set", fmt.Sprintf("%s=%v", path, value), "--write", file)
	status, _, said := run(r.T, args...)
	switch {
	case status == 2 && strings.HasPrefix(said, "error: --set: "):
		r.refusedToo(path, value, said)
		return false
	case status != 0:
		r.Errorf("%s: --set %s=%v: status %d, stderr %s", r, path, value, status, said)
		return false
	}
	if status, found, said := run(r.T, "lint", "--no-config", "--target", r.Target.ID, "--fail-on", "error", file); status != 0 {
		r.Errorf("%s: --set %s=%v: lint: %s%s", r, path, value, found, said)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		r.Fatal(err)
	}
	backend, _, _ := strings.Cut(string(text), "\n---\n") // TestScaffold checks the policies below it
	judged, err := r.server.JudgeStream(r.Context(), r.Target.ID, []byte(backend))
	if err != nil {
		r.Fatal(err)
	}
	if !judged[0].Verdict.Valid {
		r.Errorf("%s: --set %s=%v: the API server: %v\n%s", r, path, value, judged[0].Verdict.Causes, text)
	} else if stored := at(decoded(r.T, judged[0].Answer), path); !reflect.DeepEqual(stored, value) {
		r.Errorf("%s: --set %s=%v: the API server would store %v", r, path, value, stored)
	}
	return true
}

// other returns another valid value for a field. It is the last value of an enum. Numbers have the Go type of decoded JSON.
func (r round) other(path string) any {
	r.Helper()
	name := strings.ReplaceAll(path, "[0]", "")
	field, _, err := explain.FieldOf(r.Target, name)
	if err != nil {
		r.Fatal(err)
	}
	if n := len(field.Values); n > 0 {
		return field.Values[n-1].Value
	}
	value, _, err := explain.Sample(r.Target, name)
	if err != nil {
		r.Fatal(err)
	}
	if list, isList := value.([]any); isList && len(list) > 0 {
		value = list[0]
	}
	raw, err := json.Marshal(value)
	if err != nil || json.Unmarshal(raw, &value) != nil {
		r.Fatal(err)
	}
	switch value.(type) {
	case string, float64, bool:
		return value
	}
	if field.Type != "string" && !strings.HasSuffix(path, ".team") {
		r.Fatalf("%s: the schema has no example of %s", r, path)
	}
	return "web" // the schema has no example of an API key, so that an example is not used by accident
}

// refusedToo checks that the API server or a rule of lint also rejects a value that --set rejects.
func (r round) refusedToo(path string, value any, said string) {
	r.Helper()
	status, text, _ := run(r.T, append(r.Filled(), "--comments", "none")...)
	if status != 0 {
		r.Fatalf("%s: status %d", r, status)
	}
	first, _, _ := strings.Cut(text, "\n---\n")
	var backend map[string]any
	judged, err := r.server.JudgeStream(r.Context(), r.Target.ID, []byte(first))
	if err != nil || json.Unmarshal(judged[0].Answer, &backend) != nil {
		r.Fatal(err)
	}
	delete(backend["metadata"].(map[string]any), "managedFields")
	put(backend, path, value)
	raw, err := json.Marshal(backend)
	if err != nil {
		r.Fatal(err)
	}
	verdict, err := r.server.Judge(r.Context(), r.Target.ID, raw)
	if err != nil {
		r.Fatal(err)
	}
	if !verdict.Valid {
		return
	}
	file := filepath.Join(r.TempDir(), "backend.json")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		r.Fatal(err)
	}
	if status, _, _ := run(r.T, "lint", "--no-config", "--target", r.Target.ID, "--fail-on", "error", file); status != 1 {
		r.Errorf("%s: --set %s=%v is rejected (%s), but the API server and lint accept the value", r, path, value, said)
	}
}

// at returns the value at a path, or nil if there is none.
func at(v any, path string) any {
	for _, token := range tokens(path) {
		switch parent := v.(type) {
		case map[string]any:
			v = parent[token]
		case []any:
			i, err := strconv.Atoi(token)
			if err != nil || i >= len(parent) {
				return nil
			}
			v = parent[i]
		default:
			return nil
		}
	}
	return v
}

// put sets the value at a path. It creates the objects on the path that are missing.
func put(object map[string]any, path string, value any) {
	var parent any = object
	names := tokens(path)
	for i, token := range names {
		next := any(map[string]any{})
		switch {
		case i == len(names)-1:
			next = value
		case names[i+1] == "0":
			next = []any{map[string]any{}}
		}
		switch p := parent.(type) {
		case map[string]any:
			if _, there := p[token]; !there || i == len(names)-1 {
				p[token] = next
			}
			parent = p[token]
		case []any:
			if i == len(names)-1 {
				p[0] = next
			}
			parent = p[0]
		}
	}
}

func tokens(path string) []string {
	return strings.FieldsFunc(path, func(r rune) bool { return strings.ContainsRune(".[]", r) })
}

func decoded(t *testing.T, raw []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	return v
}
