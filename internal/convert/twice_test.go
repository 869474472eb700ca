package convert

import (
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/testenv"
)

// TestTwice checks that a second conversion accepts the output of the first one and does not change it, for random Backends and companions.
// Only errors of the first conversion may be reported again.
func TestTwice(t *testing.T) {
	pairs(t, func(t *testing.T, g *generator, to target.Target, n int) {
		if !testenv.Full() {
			n = max(n/6, 1)
		}
		for range n {
			text := g.set()
			once := convertSet(t, text, to)
			checkAccounts(t, text, once)
			again := convertSet(t, once.Files[0].Text, to)
			for _, d := range again.Result.Diagnostics {
				if d.Severity == diag.Error && d.Rule != ruleLoss && !isReported(once, d) {
					t.Fatalf("%s: %s\nin\n%s\nof\n%s", d.Rule, d.Message, once.Files[0].Text, text)
				}
			}
			if unfit := namesOfUnfit(once); without(again.Files[0].Text, unfit) != without(once.Files[0].Text, unfit) {
				t.Fatalf("the second conversion returns\n%s\nthe first one\n%s\nThe input is\n%s\n%s", again.Files[0].Text, once.Files[0].Text, text, messages(again))
			}
		}
	})
}

// namesOfUnfit returns the documents that cannot be converted. They are unchanged, and may refer to objects that no longer exist.
func namesOfUnfit(c *Conversion) []string {
	var out []string
	for _, d := range c.Documents {
		if d.Unfit {
			out = append(out, d.Name)
		}
	}
	return out
}

// without returns a text of documents without those that have one of the names.
func without(text string, names []string) string {
	var kept []string
	for written := range strings.SplitSeq(text, "\n---\n") {
		documents, _ := manifest.Parse(source.New("x", []byte(written)), manifest.Options{})
		if len(documents) != 1 || !slices.Contains(names, references.NameOf(documents[0])) {
			kept = append(kept, written)
		}
	}
	return strings.Join(kept, "\n---\n")
}

func convertSet(t *testing.T, text string, to target.Target) *Conversion {
	t.Helper()
	c, err := Files(t.Context(), []*source.File{source.New("x.yaml", []byte(text))}, Options{To: to})
	if err != nil {
		t.Fatal(err)
	}
	for _, broken := range c.Files[0].Broken {
		t.Fatalf("%v\n%s", broken, text)
	}
	return c
}

func checkAccounts(t *testing.T, text string, c *Conversion) {
	t.Helper()
	if err := c.Verify(); err != nil || c.Unaccounted > 0 {
		t.Fatalf("%d leaves have no outcome (error %v), want 0\n%s\n%s\n%s", c.Unaccounted, err, text, c.Files[0].Text, messages(c))
	}
}

// isReported reports whether the findings of a conversion contain a finding with the same rule and message.
func isReported(c *Conversion, d diag.Diagnostic) bool {
	for _, other := range c.Result.Diagnostics {
		if other.Rule == d.Rule && other.Message == d.Message {
			return true
		}
	}
	return false
}

// TestPolicyOfCatalog checks that the output sets TLS only once if both a policy and the hosts in the shape of the catalog set it.
func TestPolicyOfCatalog(t *testing.T) {
	backend := func(sni string) string {
		return "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: web, namespace: a}\nspec: {type: Static, static: {hosts: [{host: web.example.com, port: 443, tls: {" + sni + "}}]}}\n"
	}
	caCertificates := "caCertificateRefs: [{group: '', kind: ConfigMap, name: ca}]"
	config := kgatewayPolicy("BackendConfigPolicy", onBackend+", tls: {sni: web.example.com, secretRef: {name: s}}")
	for _, c := range []struct {
		name, to, input string
		not             []string
		lost            []string
	}{
		{"the catalog to itself", "catalog", backend("sni: web.example.com") + "---\n" + tlsPolicy("v1", caCertificates), nil, nil},
		{"the catalog to itself, with a BackendConfigPolicy", "catalog", backend("sni: web.example.com") + "---\n" + config, nil, nil},
		{"the catalog to a release", "2.4", backend("sni: web.example.com") + "---\n" + tlsPolicy("v1", caCertificates), []string{"BackendConfigPolicy", "tls:"}, nil},
		{"the catalog to a release, hosts without a server name", "2.0", backend("") + "---\n" + tlsPolicy("v1alpha3", caCertificates), []string{"name: web-tls", "tls:"}, nil},
		{"the catalog to a release, hosts with another server name", "2.4", backend("sni: other.example.com") + "---\n" + tlsPolicy("v1", caCertificates), []string{"other.example.com"}, []string{"tls is lost: BackendTLSPolicy/p sets another server name"}},
		{"the catalog to a release, with a BackendConfigPolicy", "2.2", backend("sni: web.example.com") + "---\n" + config, []string{"name: web-tls"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := convertCompanion(t, c.input, c.to)
			for _, other := range c.not {
				if strings.Contains(got.Files[0].Text, other) {
					t.Errorf("%q is in\n%s", other, got.Files[0].Text)
				}
			}
			if c.to == "catalog" && got.Files[0].Changed() {
				t.Errorf("the output differs from the input:\n%s", got.Files[0].Text)
			}
			expectLosses(t, got, c.lost)
			for _, d := range got.Result.Diagnostics {
				if d.Severity == diag.Error && d.Rule != ruleLoss {
					t.Errorf("want no error other than losses, got %s: %s", d.Rule, d.Message)
				}
			}
		})
	}
}
