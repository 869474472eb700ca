package convert

import (
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

const ours = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: web}\n"

// TestInvalid checks that a document that its own shape rejects is reported for that shape and is not converted.
func TestInvalid(t *testing.T) {
	const (
		upstream = "apiVersion: gloo.solo.io/v1\nkind: Upstream\nmetadata: {name: web}\n"
		agent    = "apiVersion: agentgateway.dev/v1alpha1\nkind: AgentgatewayBackend\nmetadata: {name: web}\n"
	)
	newest := mapping.Of(target.Latest())
	for name, c := range map[string]struct {
		text, to string
		from     mapping.Shape // the value of --from
		is       mapping.Shape // the detected shape
		want     string        // a text in the first error
	}{
		"misspelt field": {
			text: ours + "spec: {static: {hosts: [{host: a.example.com, prot: 8443}]}}\n", to: "2.1",
			is: newest, want: `unknown-field /spec/static/hosts/0/prot: unknown field "prot", did you mean "port"?`,
		},
		"misspelt field, already in the target's shape": {
			text: ours + "spec: {static: {hosts: [{host: a.example.com, prot: 8443}]}}\n", to: "2.4",
			is: newest, want: `unknown-field /spec/static/hosts/0/prot: unknown field "prot", did you mean "port"?`,
		},
		"misspelt field of the catalog": {
			text: ours + "spec: {static: {hosts: [{host: a.example.com, tls: {sni: a.example.com}, prot: 8443}]}}\n", to: "2.4",
			is: "catalog", want: `unknown-field /spec/static/hosts/0/prot: unknown field "prot", did you mean "port"?`,
		},
		"misspelt spec, pinned to the catalog": {
			text: ours + "spce: {static: {hosts: [{host: a.example.com}]}}\n", to: "2.4", from: "catalog",
			is: "catalog", want: `unknown-field /spce: unknown field "spce", did you mean "spec"?`,
		},
		"misspelt field of the only release that has its member": {
			text: ours + "spec: {type: MCP, mcp: {targets: [{name: a, static: {host: a.example.com, prot: 80}}]}}\n", to: "2.4",
			is: "kgateway-2.1", want: `unknown-field /spec/mcp/targets/0/static/prot: unknown field "prot", did you mean "port"?`,
		},
		"wrong type": {
			text: ours + "spec: {static: {hosts: [{host: a.example.com, port: \"80\"}]}}\n", to: "2.2",
			is: newest, want: "wrong-type /spec/static/hosts/0/port: expected an integer",
		},
		"missing field, pinned to a release": {
			text: ours + "spec: {type: Static, static: {hosts: [{host: a.example.com}]}}\n", to: "2.4", from: "kgateway-2.1",
			is: "kgateway-2.1", want: `missing-field /spec/static/hosts/0/port: missing field "port"`,
		},
		"two members": {
			text: ours + "spec: {static: {hosts: [{host: a.example.com, port: 80}]}, gcp: {host: a.run.app}}\n", to: "2.4",
			is: newest, want: "union-members /spec: exactly one of",
		},
		"misspelt field of another product beside a missing value": {
			text: upstream + "spec: {static: {hosts: [{addr: a.example.com, prot: 8443}]}}\n", to: "2.4",
			is: "gloo", want: `unknown-field /spec/static/hosts/0/prot: unknown field "prot", and a value is missing: the port of the host`,
		},
		"misspelt field of a ServiceEntry without an address": {
			text: "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: a}\nspec: {host: [a.example.com], ports: [{number: 80, name: http, protocol: HTTP}]}\n", to: "2.4",
			is: "istio", want: `unknown-field /spec/host: unknown field "host", and the object cannot be converted: it has no address to send traffic to`,
		},
		"misspelt field of a Service without an address": {
			text: "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {type: ExternalName, externalname: a.example.com}\n", to: "2.4",
			is: "service", want: `unknown-field /spec/externalname: unknown field "externalname", and the object cannot be converted: it has no address to send traffic to`,
		},
		"misspelt field of Envoy Gateway's Backend without an address": {
			text: "apiVersion: gateway.envoyproxy.io/v1alpha1\nkind: Backend\nmetadata: {name: a}\nspec: {endpoint: [{fqdn: {hostname: a.example.com, port: 80}}]}\n", to: "2.4",
			is: "envoy-gateway", want: `unknown-field /spec/endpoint: unknown field "endpoint", and the object cannot be converted: it has no address to send traffic to`,
		},
		"misspelt field of an Upstream without an address": {
			text: upstream + "spec: {static: {host: [{addr: a.example.com, port: 80}]}}\n", to: "2.4",
			is: "gloo", want: `unknown-field /spec/static/host: unknown field "host", and the object cannot be converted: it has no address to send traffic to`,
		},
		"misspelt field without which the result would be rejected": {
			text: agent + "spec: {mcp: {targets: [{name: a, static: {hots: a.example.com, port: 80}}]}}\n", to: "2.1",
			is: "agentgateway-2.2", want: `unknown-field /spec/mcp/targets/0/static/hots: unknown field "hots"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := convertText(t, c.text, c.to, Options{From: c.from})
			if got.Invalid() != 1 || got.Placeholders() != 0 || got.Files[0].Changed() || !got.Documents[0].Invalid {
				t.Errorf("%d documents are invalid and the output has %d placeholders, want 1 and 0, and an unchanged text\n%s", got.Invalid(), got.Placeholders(), got.Files[0].Text)
			}
			if is := got.Documents[0].From; is != c.is {
				t.Errorf("the detected shape is %s, want %s", is, c.is)
			}
			if first := firstError(got); !strings.HasPrefix(first, c.want) {
				t.Errorf("the first error is\n%s\nwant\n%s", first, c.want)
			}
		})
	}
}

func convertText(t *testing.T, text, to string, o Options) *Conversion {
	t.Helper()
	var err error
	if o.To, err = target.Parse(to); err != nil {
		t.Fatal(err)
	}
	c, err := Files(t.Context(), []*source.File{source.New("x.yaml", []byte(text))}, o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// firstError returns the first finding that is an error, as a text.
func firstError(c *Conversion) string {
	for _, d := range c.Result.Diagnostics {
		if d.Severity == diag.Error {
			return d.Rule + " " + d.Path + ": " + d.Message
		}
	}
	return ""
}

// TestValidInOwnShape checks that a document is converted if its own shape accepts it and only the target rejects it. A document of the
// catalog, because of --from catalog or of a field that only the catalog has, may lack values that releases require.
func TestValidInOwnShape(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		from mapping.Shape
		want string
	}{
		"an older release": {text: ours + "spec: {type: MCP, mcp: {targets: [{name: a, static: {host: a.example.com, port: 80}}]}}\n", want: "kind: AgentgatewayBackend"},
		"a field that only the catalog has": {
			text: ours + "spec: {static: {hosts: [{host: a.example.com, tls: {sni: a.example.com}}]}}\n", want: "port: 443",
		},
		"pinned to the catalog": {text: ours + "spec: {static: {hosts: [{host: a.example.com}]}}\n", from: mapping.Catalog, want: "port: 80"},
	} {
		t.Run(name, func(t *testing.T) {
			got := convertText(t, c.text, "2.4", Options{From: c.from})
			if got.Invalid() != 0 || !strings.Contains(got.Files[0].Text, c.want) {
				t.Errorf("want %q and no invalid document in\n%s\n%s", c.want, got.Files[0].Text, messages(got))
			}
		})
	}
}

// TestUndecodable checks that a document that cannot be decoded stays unchanged without affecting other documents, and that syntax errors
// in irrelevant documents are not reported.
func TestUndecodable(t *testing.T) {
	broken := ours + "spec: [\n"
	twice := ours + "spec: {static: {hosts: [{host: a.example.com, port: 80, port: 81}]}}\n"
	other := "filters:\n- name: a\n  rename: b\n  rename: c\n"
	good := ours + "spec: {static: {hosts: [{host: a.example.com, port: 80}]}}\n"
	text := strings.Join([]string{broken, twice, other, good}, "---\n")
	named := Options{Relevant: func(d *manifest.Document) bool { return d.Kind == "Backend" }}
	got := convertText(t, text, "2.3", named)
	want := strings.Join([]string{broken, twice, other, strings.Replace(good, "{static", "{type: Static, static", 1)}, "---\n")
	if got.Files[0].Text != want {
		t.Errorf("the output is\n%s\nwant\n%s", got.Files[0].Text, want)
	}
	if len(got.Files[0].Broken) != 0 || got.Invalid() != 2 || got.Changed() != 1 {
		t.Errorf("the file has the errors %v, %d invalid and %d changed documents, want none, 2 and 1", got.Files[0].Broken, got.Invalid(), got.Changed())
	}
	for _, d := range got.Result.Diagnostics {
		if d.Document == 2 {
			t.Errorf("an error in an irrelevant document is reported: %s", d.Message)
		}
	}
	if all := convertText(t, text, "2.3", Options{}); all.Invalid() != 3 {
		t.Errorf("%d documents are invalid if every document is relevant, want 3", all.Invalid())
	}
	list := "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap}\n- apiVersion: gateway.kgateway.dev/v1alpha1\n  kind: Backend\n  kind: Backend\n"
	if got := convertText(t, list, "2.3", named); got.Invalid() != 1 {
		t.Errorf("%d documents are invalid if an item of a List is relevant, want 1", got.Invalid())
	}
	json := convertText(t, broken+"---\n"+good, "2.3", Options{Syntax: JSON})
	if json.Result.Diagnostics[0].Help != "the document is left out of the JSON output" {
		t.Errorf("the help of the first finding is %q, want that the document is not in the JSON output", json.Result.Diagnostics[0].Help)
	}
}

// TestSlips checks that a valid Backend with one misspelt field is not converted: it has an error, and no placeholder, loss or change.
func TestSlips(t *testing.T) {
	pairs(t, func(t *testing.T, g *generator, to target.Target, n int) {
		for range n/4 + 1 {
			text, slip := g.misspell(g.next())
			c := convertText(t, text, to.ID, Options{})
			if c.Invalid() != 1 || c.Files[0].Changed() || c.Placeholders() > 0 || c.Lost() > 0 {
				t.Fatalf("the Backend with the misspelt field %s is not only reported as invalid\n%s\n%s\n%s", slip, messages(c), c.Files[0].Text, text)
			}
			if !strings.Contains(messages(c), "unknown-field "+slip+":") {
				t.Fatalf("no message is about the misspelt field %s\n%s\n%s", slip, messages(c), text)
			}
		}
	})
}

// misspell changes the name of one known field of a Backend to a name that no schema has. It returns the new text and the JSON Pointer of
// the field.
func (g *generator) misspell(text string) (misspelt, pointer string) {
	documents, _ := manifest.Parse(source.New("x", []byte(text)), manifest.Options{})
	all, _ := fieldsIn(documents[0], mapping.Of(g.target))
	f := all[g.IntN(len(all))]
	end := f.KeySpan.End - 1 // before the closing quote
	return text[:end] + "x" + text[end:], f.path + "x"
}
