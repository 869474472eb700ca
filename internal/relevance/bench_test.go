package relevance

import (
	"fmt"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/source"
)

// BenchmarkRelevance measures files that are frequent in repositories. All texts are irrelevant, so each is read to its end, except the
// ConfigMap, which rules read.
func BenchmarkRelevance(b *testing.B) {
	for _, c := range []struct{ name, text string }{
		{"deployment", strings.Repeat("---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  labels:\n    app.kubernetes.io/name: web\nspec:\n  replicas: 2\n  template:\n    spec:\n      containers:\n      - name: web\n        image: registry.example.com/web:1.2.3\n        ports:\n        - containerPort: 8080\n        resources:\n          requests: {cpu: 100m, memory: 128Mi}\n", 50)},
		{"crd", "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec:\n" + strings.Repeat("          apiVersion:\n            description: |-\n              APIVersion defines the versioned schema of this representation of an object.\n              Servers should convert recognized schemas to the latest internal value, and\n              may reject unrecognized values.\n            type: string\n          kind:\n            description: |-\n              Kind is a string value representing the REST resource this object represents.\n            type: string\n", 50)},
		{"dashboard", `{"panels": [` + strings.Repeat(`{"datasource": {"type": "prometheus", "uid": "$source"}, "expr": "sum(rate(http_requests_total{code=~\"5..\", job=\"web\"}[5m])) by (le) \u003e 0\n", "legendFormat": "{{ job }}", "kind": "timeseries"},`, 100) + `{}]}`},
		{"template", strings.Repeat("{{- if .Values.enabled }}\napiVersion: {{ include \"web.version\" . }}\nkind: {{ .Values.kind }}\nmetadata:\n  name: {{ include \"web.fullname\" . }}\n  labels:\n    {{- include \"web.labels\" . | nindent 4 }}\nspec:\n  replicas: {{ .Values.replicas }}\n{{- end }}\n", 50)},
		{"pipeline", "jobs:\n" + strings.Repeat("  build:\n    runs-on: ubuntu-latest\n    steps:\n    - uses: actions/checkout@v4\n    - run: |\n        docker build \\\n          --tag \"$IMAGE\" \\\n          .\n        make test lint # of all packages\n", 50)},
		{"values", strings.Repeat("# what the chart is to do\nimage:\n  repository: registry.example.com/web\n  tag: \"1.2.3\"\nnodeSelector: {}\ntolerations: []\naws:\n  region: eu-west-1\n", 100)},
		{"block scalar", "apiVersion: v1\nkind: ConfigMap\ndata:\n  text: |\n" + strings.Repeat("    A long line of text about nothing in particular, as it stands in a file of its own.\n", 200)},
	} {
		f := source.New("a.yaml", []byte(c.text))
		for verb, is := range map[string]func(*source.File) bool{"backend": Backend, "related": Related} {
			b.Run(fmt.Sprint(c.name, "/", verb), func(b *testing.B) {
				b.SetBytes(int64(len(c.text)))
				b.ReportAllocs()
				for b.Loop() {
					is(f)
				}
			})
		}
	}
}
