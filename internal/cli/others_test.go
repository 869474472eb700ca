package cli

import (
	"os"
	"path/filepath"
	"testing"
)

// TestIrrelevantFilesUnchanged checks commands that write files. They must not change a file without relevant objects, whatever the file
// contains. A Backend among such files must still be fixed and formatted.
func TestIrrelevantFilesUnchanged(t *testing.T) {
	const backend = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: web}\nspec:\n  static:\n    hosts:\n    - {host: \"http://192.0.2.10\",   port: 80}\n  type: Static\n"
	others := map[string]string{
		"Chart.yaml":             "apiVersion: v2\nname: x\n",
		"docker-compose.yml":     "services:\n  web: {image: x}\n",
		".vscode/settings.json":  "{\n  // a comment\n  \"a\": 1,\n}\n",
		"secret.yaml":            "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:   {a: b}\n",
		"service.yaml":           "apiVersion: v1\nkind: Service\nmetadata: {name: '{{ .x }}'}\n",
		"templates/service.yaml": "{{- if .x }}\nkind: Service\nmetadata:\n  name: {{ .y }}\n{{- end }}\n",
		"broken.yaml":            "a: [\n",
		"empty.yaml":             "",
		"route.yaml":             "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:   {name: r}\n",
	}
	for _, args := range [][]string{
		{"lint", "--fix", "."}, {"lint", "--fix", "--unsafe-fixes", "--complete", "."}, {"fmt", "."}, {"convert", "--to", "2.0", "--in-place", "."},
	} {
		dir := t.TempDir()
		place := func(name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }
		write := func(name, text string) {
			must(t, os.MkdirAll(filepath.Dir(place(name)), 0o755))
			must(t, os.WriteFile(place(name), []byte(text), 0o644))
		}
		for name, text := range others {
			write(name, text)
		}
		write("backend.yaml", backend)
		calledIn(t, dir, "", args...)
		for name, text := range others {
			got, err := os.ReadFile(place(name))
			if err != nil || string(got) != text {
				t.Errorf("%v changed %s to %q (%v)", args, name, got, err)
			}
		}
		if got, _ := os.ReadFile(place("backend.yaml")); args[0] != "convert" && string(got) == backend {
			t.Errorf("%v did not change the Backend", args)
		}
	}
}
