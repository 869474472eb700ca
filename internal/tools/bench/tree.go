package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// A fileKind is a kind of file in repositories, with its share of all files in percent.
type fileKind struct {
	name  string // the plural for the page, such as "chart templates"
	share int
	ext   string
	text  func(i int) string
}

// fileKinds are the kinds of files in GitOps and chart repositories. The shares add up to 100.
var fileKinds = []fileKind{
	{"Backends", 1, ".yaml", func(i int) string { return fmt.Sprintf(manifest, i, i) }},
	{"routes to them", 1, ".yaml", route},
	{"Deployments and Services", 33, ".yaml", deployment},
	{"ConfigMaps with block scalars", 12, ".yaml", func(i int) string { return configMap(i, 120) }},
	{"chart templates", 12, ".yaml", chartTemplate},
	{"values files", 10, ".yaml", values},
	{"HelmReleases with merge keys", 8, ".yaml", helmRelease},
	{"pipelines", 8, ".yml", pipeline},
	{"JSON dashboards", 5, ".json", func(i int) string { return dashboard(i, 40) }},
	{"CustomResourceDefinitions", 3, ".yaml", definition},
	{"SOPS-encrypted Secrets", 3, ".yaml", encrypted},
	{"Deployments with CRLF", 2, ".yaml", func(i int) string { return strings.ReplaceAll(deployment(i), "\n", "\r\n") }},
	{"texts in Unicode", 2, ".yaml", unicodeText},
}

// contents returns a description of the generated repository for the page.
func contents() string {
	var b strings.Builder
	b.WriteString("\nOf every 100 files in the repository: ")
	for i, k := range fileKinds {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%d %s", k.share, k.name)
	}
	b.WriteString(". The texts are in internal/tools/bench/tree.go.\n")
	return b.String()
}

// writeTree writes a repository of n files, in folders of 40 files. The kinds of the files have the shares in fileKinds.
func writeTree(root string, n int) error {
	var deck []fileKind
	for _, s := range fileKinds {
		for range s.share {
			deck = append(deck, s)
		}
	}
	return writeFiles(root, n, func(i int) (string, string) {
		s := deck[i*37%len(deck)] // 37 and 100 have no common divisor, so every folder contains files of many kinds
		return s.ext, s.text(i)
	})
}

// writeFiles writes n files. file returns the extension and the text of the file with the number i.
func writeFiles(root string, n int, file func(i int) (ext, text string)) error {
	for i := range n {
		dir := filepath.Join(root, fmt.Sprintf("team-%d", i/400), fmt.Sprintf("app-%d", i/40%10))
		if i%40 == 0 {
			if err := os.MkdirAll(dir, 0o755); err != nil {
				return err
			}
		}
		ext, text := file(i)
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d%s", i, ext)), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// repeat returns a format n times, concatenated. In each copy, the number of the copy, from 0, replaces §.
func repeat(n int, format string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(format, "§", strconv.Itoa(i)))
	}
	return b.String()
}

const manifest = `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web-%d
  labels:
    app.kubernetes.io/name: web
spec:
  type: Static
  static:
    hosts:
    - host: web-%d.example.com
      port: 8080
`

func route(i int) string {
	return fmt.Sprintf(`apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web-%[1]d
spec:
  parentRefs:
  - name: http
  rules:
  - filters:
    - type: URLRewrite
      urlRewrite:
        hostname: web-%[2]d.example.com
    backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: web-%[2]d
`, i, i/100*100)
}

func deployment(i int) string {
	return fmt.Sprintf(`apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-%[1]d
  namespace: team
  labels:
    app: app-%[1]d
spec:
  replicas: 2
  selector:
    matchLabels:
      app: app-%[1]d
  template:
    spec:
      containers:
      - name: main
        image: example.com/app:1.2.3
        args: ["--port=8080", "--verbose"]
        env:
`, i) + repeat(14, "        - name: VARIABLE_§\n          value: \"value § of the environment\"\n") + fmt.Sprintf(`---
apiVersion: v1
kind: Service
metadata:
  name: app-%[1]d
spec:
  selector: {app: app-%[1]d}
  ports:
  - {name: http, port: 80, targetPort: 8080} # what the route refers to
`, i)
}

func configMap(i, lines int) string {
	return fmt.Sprintf("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: config-%d\ndata:\n  start.sh: |\n    #!/bin/sh\n    set -eu\n", i) +
		repeat(lines/8, strings.Repeat("    if [ -n \"${OPTION_§:-}\" ]; then args=\"$args --option-§='$OPTION_§'\"; fi # an option\n", 7)+"    set_option § # kind: option\n") +
		"  nginx.conf: |-\n" + repeat(lines/4, "    location /path-§/ { proxy_pass http://backend-§:8080; proxy_set_header Host $host; }\n") +
		"  note: >\n    A folded text of a few lines,\n    one of which has a colon: here.\n"
}

func chartTemplate(i int) string {
	return fmt.Sprintf(`{{- if .Values.app%[1]d.enabled }}
{{- range $name, $port := .Values.app%[1]d.ports }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ include "app.fullname" $ }}-{{ $name }}
  labels:
    {{- include "app.labels" $ | nindent 4 }}
spec:
  type: {{ $.Values.service.type | default "ClusterIP" | quote }}
  ports:
    - port: {{ $port }}
      {{- with $.Values.nodePort }}
      nodePort: {{ . }}
      {{- end }}
{{- end }}
`, i) + repeat(30, "{{- if .Values.extra§ }}\n---\n{{ tpl (toYaml .Values.extra§) . | indent 0 }}\n{{- end }}\n") + "{{- end }}\n"
}

func values(i int) string {
	return fmt.Sprintf("# Values of app %d.\nreplicaCount: 2\nimage:\n  repository: example.com/app\n  tag: \"\" # the chart's own\n", i) +
		repeat(60, "feature§:\n  # Whether feature § is on.\n  enabled: false\n  options: []\n  resources: {}\n")
}

func helmRelease(i int) string {
	return fmt.Sprintf(`x-defaults: &defaults
  interval: 10m
  timeout: 5m
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: release-%[1]d
spec:
  <<: &defaults
    interval: 10m
    timeout: 5m
  timeout: 15m
  chart:
    spec: {chart: app, version: ">=1.0.0 <2.0.0", sourceRef: {kind: HelmRepository, name: charts}}
  values:
    backend:
      kind: Deployment
`, i) + repeat(30, "      setting§: value §\n")
}

func pipeline(i int) string {
	return fmt.Sprintf("name: build-%d\non:\n  push:\n    branches: [main]\njobs:\n", i) +
		repeat(12, "  job§:\n    runs-on: ubuntu-latest\n    steps:\n    - uses: actions/checkout@v4\n    - name: step §\n      run: |\n        make job§ \\\n          VERSION=${{ github.sha }}\n        echo \"done: §\"\n")
}

func dashboard(i, panels int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "{\n  \"title\": \"Dashboard %d\",\n  \"panels\": [\n", i)
	b.WriteString(strings.TrimSuffix(repeat(panels, `    {
      "id": §,
      "kind": "timeseries",
      "title": "Requests of backend §",
      "targets": [{"expr": "sum(rate(http_requests_total{job=\"app-§\", code=~\"5..\"}[5m])) by (le)", "legendFormat": "{{code}}"}],
      "fieldConfig": {"defaults": {"unit": "reqps", "custom": {"lineWidth": 1, "fillOpacity": 10}}, "overrides": []},
      "description": "First line\nSecond line with a tab\tand a \\ backslash"
    },
`), ",\n") + "\n")
	b.WriteString("  ],\n  \"schemaVersion\": 39\n}\n")
	return b.String()
}

func definition(i int) string {
	return fmt.Sprintf("apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: things%[1]d.example.com\nspec:\n  group: example.com\n  names: {kind: Thing%[1]d, plural: things%[1]d}\n  versions:\n  - name: v1\n    schema:\n      openAPIV3Schema:\n        properties:\n", i) +
		repeat(120, "          field§:\n            description: |-\n              Field § of the thing, which does what its name says.\n\n              It may be left out: then the default holds.\n            type: string\n            pattern: ^[a-z0-9]([-a-z0-9]*[a-z0-9])?$\n")
}

func encrypted(i int) string {
	return fmt.Sprintf("apiVersion: v1\nkind: Secret\nmetadata:\n  name: secret-%d\nstringData:\n", i) +
		repeat(20, "  key§: ENC[AES256_GCM,data:c29tZXRoaW5nIHRoYXQgaXMgbm90IHNlY3JldA==,iv:AAAAAAAAAAAAAAAAAAAAAA==,tag:AAAAAAAAAAAAAAAAAAAAAA==,type:str]\n") +
		"sops:\n  age:\n  - recipient: age1example\n    enc: |\n      -----BEGIN AGE ENCRYPTED FILE-----\n      YWdlLWVuY3J5cHRpb24ub3JnL3Yx\n      -----END AGE ENCRYPTED FILE-----\n  mac: ENC[AES256_GCM,data:AAAA,iv:AAAA,tag:AAAA,type:str]\n  version: 3.9.0\n"
}

func unicodeText(i int) string {
	return fmt.Sprintf("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: texts-%d\ndata:\n", i) +
		repeat(40, "  text§: \"Grüße § — 日本語のテキスト, naïve café \\u00e9\"\n")
}
