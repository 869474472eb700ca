package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/format"
	"path/filepath"
	"regexp"
	"strings"
	"text/template"

	"github.com/backendctl/backendctl/internal/diag"
)

// A request contains the parameters of a new rule.
type request struct {
	Subject, ID, Summary, Severity, Category, Since, Until string
}

var subject = regexp.MustCompile(`^[a-z][a-z0-9]*$`)

var kebab = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)+$`)

// check returns an error if a request is not valid.
func (r request) check() error {
	severity, err := diag.ParseSeverity(r.Severity)
	switch {
	case !subject.MatchString(r.Subject):
		return fmt.Errorf("-subject: %q is not the name of a package, such as hosts", r.Subject)
	case !kebab.MatchString(r.ID):
		return fmt.Errorf("-id: %q is not in kebab case with two words or more, such as host-is-url", r.ID)
	case err != nil:
		return fmt.Errorf("-severity: %w", err)
	case severity == diag.Off:
		return errors.New("-severity: an opt-in rule must be an info, and an info is opt-in")
	case !isCategory(r.Category):
		return fmt.Errorf("-category: unknown category %q; use one of %s", r.Category, strings.Join(diag.Categories(), ", "))
	case r.Summary == "" || strings.HasSuffix(r.Summary, "."):
		return errors.New("-summary: must be one line with the mistake, in lower case and without a full stop")
	}
	return nil
}

func isCategory(name string) bool {
	for _, c := range diag.Categories() {
		if c == name {
			return true
		}
	}
	return false
}

// initialisms are the words that are written in capitals in Go names.
var initialisms = map[string]string{
	"url": "URL", "dns": "DNS", "tls": "TLS", "http": "HTTP", "http1": "HTTP1", "http2": "HTTP2", "ai": "AI", "aws": "AWS", "ca": "CA", "cas": "CAs",
	"ip": "IP", "id": "ID", "sni": "SNI", "san": "SAN", "mtls": "MTLS", "ec2": "EC2", "gcp": "GCP", "mcp": "MCP", "arn": "ARN", "grpc": "GRPC", "grpcroute": "GRPCRoute", "l4": "L4", "l7": "L7",
}

// Variable returns the name of the rule's variable: HostIsURL for host-is-url.
func (r request) Variable() string {
	var b strings.Builder
	for word := range strings.SplitSeq(r.ID, "-") {
		capitals, ok := initialisms[word]
		if !ok {
			capitals = strings.ToUpper(word[:1]) + word[1:]
		}
		b.WriteString(capitals)
	}
	return b.String()
}

// Check returns the name of the rule's check function.
func (r request) Check() string { return "check" + r.Variable() }

// File returns the path of the rule's file, in the folder of all rules.
func (r request) File() string {
	return filepath.Join(r.Subject, strings.ReplaceAll(r.ID, "-", "_")+".go")
}

// Level returns the Go identifier of the severity.
func (r request) Level() string { return "diag." + strings.ToUpper(r.Severity[:1]) + r.Severity[1:] }

// Kind returns the Go identifier of the category.
func (r request) Kind() string { return "diag." + strings.ToUpper(r.Category[:1]) + r.Category[1:] }

// OptIn reports whether the rule runs only if it is selected. All rules with the severity info are opt-in.
func (r request) OptIn() bool { return r.Severity == diag.Info.String() }

var page = template.Must(template.New("rule").Parse(`package {{.Subject}}

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var {{.Variable}} = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "{{.ID}}",
		Summary:  {{printf "%q" .Summary}},
		Severity: {{.Level}},
		{{- if .OptIn}}
		OptIn:    true,
		{{- end}}
		Category: {{.Kind}},
		{{- if .Since}}
		Since:    "{{.Since}}",
		{{- end}}
		{{- if .Until}}
		Until:    "{{.Until}}",
		{{- end}}
		// Explain what happens at run time, why it is hard to notice, and how to fix it.
		Why: "",
		// List the files that prove this, as PATH @ RELEASE. Set Inferred if no file proves it.
		Sources: nil,
		// Bad has exactly this finding. Good is the same file, fixed, and has no finding.
		Bad: ` + "`" + `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
` + "`" + `,
		Good: ` + "`" + `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
` + "`" + `,
	},
	Backend: {{.Check}},
}

func {{.Check}}(p *lint.Pass, b *manifest.Document) {
	for _, h := range kgw.StaticHosts(p, b) {
		if h.Name != "" {
			continue // replace this by the condition of the mistake
		}
		p.Report(h.Host, "one lower-case clause with the fact and what was expected")
	}
}
`))

// source returns the Go file of a new rule.
func (r request) source() ([]byte, error) {
	var b bytes.Buffer
	if err := page.Execute(&b, r); err != nil {
		return nil, err
	}
	return format.Source(b.Bytes())
}
