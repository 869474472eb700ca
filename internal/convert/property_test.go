package convert

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/schema"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/testenv"
	"github.com/backendctl/backendctl/internal/yamltree"
)

func number(t *testing.T, name string, fallback uint64) uint64 {
	t.Helper()
	if text := os.Getenv(name); text != "" {
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	return fallback
}

// pairs runs a check for each pair of targets.
func pairs(t *testing.T, check func(t *testing.T, g *generator, to target.Target, n int)) {
	seed := testenv.Seed()
	n := number(t, "BACKENDCTL_CONVERSION_N", 30)
	t.Logf("BACKENDCTL_SEED=%d", seed)
	for _, from := range target.All() {
		for _, to := range target.All() {
			t.Run(from.ID+" to "+to.ID, func(t *testing.T) { check(t, newGenerator(t, from.ID, seed), to, int(n)) })
		}
	}
}

// TestAccounting checks that every leaf of the input has exactly one outcome, that mapped leaves are at the recorded place, and that the
// target accepts every converted Backend.
func TestAccounting(t *testing.T) {
	pairs(t, func(t *testing.T, g *generator, to target.Target, n int) {
		for range n {
			text := g.next()
			c := convertFrom(t, text, mapping.Of(g.target), to)
			checkAccount(t, text, c)
			accepted(t, text, c, to)
		}
	})
}

func convertFrom(t *testing.T, text string, from mapping.Shape, to target.Target) *Conversion {
	t.Helper()
	c, err := Files(t.Context(), []*source.File{source.New("x.yaml", []byte(text))}, Options{To: to, From: from})
	if err != nil {
		t.Fatal(err)
	}
	for _, broken := range c.Files[0].Broken {
		t.Fatalf("%v\n%s", broken, text)
	}
	return c
}

func checkAccount(t *testing.T, text string, c *Conversion) {
	t.Helper()
	if c.Unaccounted > 0 {
		t.Fatalf("%d leaves have no outcome, want 0\n%s\n%s\n%s", c.Unaccounted, text, c.Files[0].Text, messages(c))
	}
	if err := c.Verify(); err != nil {
		t.Fatalf("%v\n%s\n%s", err, text, c.Files[0].Text)
	}
	for _, f := range c.Documents[0].Fates {
		if f.Loss == mapping.SaidTwice || f.Loss == mapping.InTheWay {
			t.Fatalf("%s is lost because another field has the same path\n%s\n%s", f.Path, text, c.Files[0].Text)
		}
	}
}

func accepted(t *testing.T, text string, c *Conversion, to target.Target) {
	t.Helper()
	if c.Documents[0].Unfit {
		return
	}
	v, err := schema.For(to)
	if err != nil {
		t.Fatal(err)
	}
	documents, _ := manifest.Parse(source.New("x", []byte(c.Files[0].Text)), manifest.Options{})
	for _, d := range documents {
		if d.Kind != "Backend" {
			continue
		}
		for _, found := range v.Check(d) {
			t.Fatalf("%s rejects the output: %s\n%s\nThe input is\n%s", to, found.Message, c.Files[0].Text, text)
		}
	}
}

// TestRoundTrip checks that a Backend that was converted without losses and required placeholders has the same meaning after it is
// converted back.
func TestRoundTrip(t *testing.T) {
	there := map[string]int{}
	pairs(t, func(t *testing.T, g *generator, to target.Target, n int) {
		for range n {
			text := g.next()
			c := convertFrom(t, text, mapping.Of(g.target), to)
			if len(c.Documents[0].Lost()) > 0 || required(c) {
				continue
			}
			from := mapping.Of(to)
			if c.Documents[0].To == mapping.Agentgateway {
				from = ""
			}
			back := convertFrom(t, c.Files[0].Text, from, g.target)
			if len(back.Documents[0].Lost()) > 0 {
				t.Fatalf("the conversion back has losses:\n%s\nin\n%s\nThe input is\n%s", messages(back), c.Files[0].Text, text)
			}
			if want, got := meaning(text), meaning(back.Files[0].Text); !reflect.DeepEqual(want, got) {
				t.Fatalf("after the conversion back, the meaning is\n%v\nwant\n%v\nThe text between is\n%s", got, want, c.Files[0].Text)
			}
			there[g.target.ID+" "+to.ID]++
		}
	})
	if len(there) < 20 {
		t.Errorf("%d pairs of targets have a conversion without losses, want at least 20", len(there))
	}
}

// required reports whether the output has a placeholder, other than for the CA certificates of a policy.
func required(c *Conversion) bool {
	for _, p := range c.Documents[0].Placeholders {
		if !strings.Contains(p.Path, "wellKnownCACertificates") {
			return true
		}
	}
	return false
}

// meaning returns the values of a Backend's spec by path. It omits the values without an effect: null, defaults, names of providers, groups
// without providers, unused tokens, and the type.
func meaning(text string) map[string]any {
	documents, _ := manifest.Parse(source.New("x", []byte(text)), manifest.Options{})
	spec, _ := documents[0].Root.Get("spec").JSON().(map[string]any)
	if ai, ok := spec["ai"].(map[string]any); ok {
		plainAI(ai)
	}
	out := map[string]any{}
	nameServer(spec)
	flatten(spec, "", out)
	dropDeadTokens(out)
	defaults := map[string]any{
		"/aws/region": "us-east-1", "/aws/lambda/qualifier": "$LATEST", "/aws/lambda/invocationMode": "Sync", "/aws/lambda/payloadTransformMode": "Envoy",
		"/dynamicForwardProxy/enableTls": false,
	}
	for path, v := range out {
		if d, ok := defaults[path]; path == "/type" || v == nil || ok && v == d || strings.HasSuffix(path, "/bedrock/region") && v == "us-east-1" {
			delete(out, path)
		}
	}
	if account, ok := out["/aws/lambda/accountId"]; ok {
		delete(out, "/aws/lambda/accountId")
		out["/aws/accountId"] = account
	}
	return out
}

// dropDeadTokens removes the values of tokens that have no effect, because the kind selects another value.
func dropDeadTokens(out map[string]any) {
	for path := range out {
		for field, kind := range map[string]any{"/authToken/inline": inline, "/authToken/secretRef/name": secretRef} {
			if base, ok := strings.CutSuffix(path, field); ok && out[base+"/authToken/kind"] != nil && out[base+"/authToken/kind"] != kind {
				delete(out, path)
			}
		}
	}
}

// nameServer sets the missing server name in the TLS settings of each host to the host.
func nameServer(spec map[string]any) {
	static, _ := spec["static"].(map[string]any)
	hosts, _ := static["hosts"].([]any)
	for _, h := range hosts {
		host := h.(map[string]any)
		if tls, ok := host["tls"].(map[string]any); ok && tls["sni"] == nil {
			tls["sni"] = host["host"]
		}
	}
}

// plainAI removes values without an effect from an AI Backend, and sets the provider's type that the catalog's field implies.
func plainAI(ai map[string]any) {
	if provider, ok := ai["provider"].(map[string]any); ok && provider["type"] == nil {
		for _, name := range []string{"openai", "azure", "gemini"} {
			if provider[name] != nil {
				provider["type"] = name
			}
		}
	}
	if groups, ok := ai["priorityGroups"].([]any); ok {
		ai["priorityGroups"] = filled(groups, "providers")
	}
	if pool, ok := ai["multipool"].(map[string]any); ok {
		groups, _ := pool["priorities"].([]any)
		pool["priorities"] = filled(groups, "pool")
	}
}

func filled(groups []any, member string) []any {
	groups = slices.DeleteFunc(groups, func(g any) bool { list, _ := g.(map[string]any)[member].([]any); return len(list) == 0 })
	for _, g := range groups {
		for _, p := range g.(map[string]any)[member].([]any) {
			delete(p.(map[string]any), "name")
		}
	}
	return groups
}

func flatten(v any, path string, out map[string]any) {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			flatten(value, path+diag.Pointer(key), out)
		}
	case []any:
		for i, item := range v {
			flatten(item, fmt.Sprintf("%s/%d", path, i), out)
		}
	default:
		out[path] = v
	}
}

// TestComments checks that a comment is kept as long as a part of its value is kept.
func TestComments(t *testing.T) {
	pairs(t, func(t *testing.T, g *generator, to target.Target, n int) {
		for range n {
			text := commented(t, g.next())
			c := convertFrom(t, text, mapping.Of(g.target), to)
			if c.Documents[0].Unfit {
				continue
			}
			for _, f := range c.Documents[0].Fates {
				if f.Outcome != rewrite.Mapped {
					continue
				}
				if comment := "# beside " + f.Path + "\n"; strings.Contains(text, comment) && !strings.Contains(c.Files[0].Text, comment) {
					t.Fatalf("%q is lost\n%s\nof\n%s", comment, c.Files[0].Text, text)
				}
				for path := f.Path; path != ""; path = path[:strings.LastIndexByte(path, '/')] {
					if comment := "# above " + path + "\n"; !strings.Contains(c.Files[0].Text, comment) {
						t.Fatalf("%q is lost\n%s\nof\n%s", comment, c.Files[0].Text, text)
					}
				}
			}
		}
	})
}

// TestCommentsInBraces checks that a comment inside braces is kept, and that the comment of a field that does not move stays beside the
// field's value.
func TestCommentsInBraces(t *testing.T) {
	pairs(t, func(t *testing.T, g *generator, to target.Target, n int) {
		for range n {
			text := braced(t, g.next())
			c := convertFrom(t, text, mapping.Of(g.target), to)
			if c.Documents[0].Unfit {
				continue
			}
			for _, f := range c.Documents[0].Fates {
				value := valueAt(t, text, f.Path)
				if f.Outcome != rewrite.Mapped || value == nil || value.Kind != manifest.Scalar {
					continue
				}
				comment := "# beside " + f.Path + "\n"
				at := strings.Index(c.Files[0].Text, comment)
				if at < 0 {
					t.Fatalf("%q is lost\n%s\nof\n%s", comment, c.Files[0].Text, text)
				}
				if line := c.Files[0].Text[strings.LastIndexByte(c.Files[0].Text[:at], '\n')+1 : at]; !strings.Contains(line, fmt.Sprint(value.Value)) && stays(f) {
					t.Fatalf("the comment %q is beside %q, want it beside its value\n%s\nThe input is\n%s", comment, line, c.Files[0].Text, text)
				}
			}
		}
	})
}

// stays reports whether a field has the same path and value after the conversion. It returns false for apiVersion, kind and spec.type,
// which the conversion sets itself.
func stays(f rewrite.Fate) bool {
	return len(f.To) == 1 && f.To[0].Path == f.Path && !slices.Contains([]string{"/apiVersion", "/kind", "/spec/type"}, f.Path)
}

func valueAt(t *testing.T, text, path string) *manifest.Node {
	t.Helper()
	documents, _ := manifest.Parse(source.New("x", []byte(text)), manifest.Options{})
	return lookup(documents[0].Root, diag.Tokens(path))
}

// braced returns JSON as YAML in braces, with the path of each scalar in a comment next to it.
func braced(t *testing.T, text string) string {
	t.Helper()
	documents, _ := manifest.Parse(source.New("x", []byte(text)), manifest.Options{})
	var b strings.Builder
	var write func(n *manifest.Node, path string)
	write = func(n *manifest.Node, path string) {
		switch n.Kind {
		case manifest.Scalar:
			b.WriteString(text[n.Span.Start:n.Span.End] + ", # beside " + path + "\n")
			return
		case manifest.Sequence:
			b.WriteString("[\n")
			for i, item := range n.Items {
				write(item, fmt.Sprintf("%s/%d", path, i))
			}
			b.WriteString("]")
		default:
			b.WriteString("{\n")
			for _, f := range n.Fields {
				b.WriteString(f.Key + ": ")
				write(f.Value, path+diag.Pointer(f.Key))
			}
			b.WriteString("}")
		}
		if path != "" {
			b.WriteString(",\n")
		}
	}
	write(documents[0].Root, "")
	return b.String() + "\n"
}

// commented returns JSON as YAML, with the path of each value in a comment above its key or item, and next to each scalar.
func commented(t *testing.T, text string) string {
	t.Helper()
	documents, _ := manifest.Parse(source.New("x", []byte(text)), manifest.Options{})
	doc, err := yamltree.Read(documents[0])
	if err != nil {
		t.Fatal(err)
	}
	doc, _ = doc.In(false)
	var walk func(n *yamltree.Node)
	walk = func(n *yamltree.Node) {
		for _, e := range n.Entries {
			e.Value.Above("above " + e.Value.Pointer())
			if e.Value.Kind == manifest.Scalar {
				e.Value.Comment("beside " + e.Value.Pointer())
			}
			walk(e.Value)
		}
	}
	walk(doc.Root)
	return doc.String()
}

func messages(c *Conversion) string {
	var b strings.Builder
	for _, d := range c.Result.Diagnostics {
		b.WriteString(d.Rule + " " + d.Path + ": " + d.Message + "\n")
	}
	return b.String()
}
