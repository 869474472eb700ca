package apiserver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/backendctl/backendctl/internal/apiserver/generate"
	"github.com/backendctl/backendctl/internal/convert"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

const (
	setsEnv     = "BACKENDCTL_SETS_N"
	defaultSets = 15 // the number of sets for each pair of releases
	poolSize    = 40 // the number of manifests of each kind for a release
)

// trafficPolicies installs the CRD of the TrafficPolicy in the server of each release. Only the first call installs it.
var trafficPolicies = sync.OnceValue(func() error {
	server, err := theServer()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	for _, release := range ReleaseIDs {
		crd, err := boundedDefinition(CRDFolder(DefaultCRDFolder), release, "trafficpolicies.yaml", 64)
		if err != nil {
			return err
		}
		if err := server.Install(ctx, release, crd); err != nil {
			return fmt.Errorf("%s: %w", release, err)
		}
	}
	return nil
})

// TestConvertSets converts generated sets of each release to each other release. A set consists of Backends, policies, a GatewayExtension,
// a route, a Gateway and a Secret. The target's API server must accept each document, unless a loss is reported for it. Each reference
// must lead to an object in the output or the input.
func TestConvertSets(t *testing.T) {
	if CRDFolder(DefaultCRDFolder) == "" {
		t.Skipf("set %s to a folder with the CRDs of the policies", CRDsEnv)
	}
	server := startWhole(t)
	for _, install := range []func() error{extensions, trafficPolicies, func() error { _, err := agentgateways(); return err }} {
		if err := install(); err != nil {
			t.Fatal(err)
		}
	}
	size, seed := int(numberFrom(t, setsEnv, defaultSets)), seedFrom(t)
	for i, from := range target.Releases() {
		sets := newSets(t, server, from, seed+uint64(i))
		for _, to := range target.Releases() {
			if to == from {
				continue
			}
			t.Run(from.ID+" to "+to.ID, func(t *testing.T) {
				judged, named := 0, 0
				for range size {
					j, n := convertSet(t, server, sets.next(), from, to)
					judged, named = judged+j, named+n
				}
				t.Logf("%d documents accepted; the target cannot represent %d more", judged, named)
				if judged < 3*size {
					t.Error("the API server accepted too few documents")
				}
			})
		}
	}
}

// sets generates sets of manifests for one release.
type sets struct {
	*rand.Rand
	pools map[string][]map[string]any // the manifests by their kind
	from  target.Target
}

// pooled contains the kinds to generate, with the names of the files with their CRDs in the CRDFolder. The name is "" for kinds whose CRDs
// are not in that folder.
var pooled = map[string]string{
	"Backend": "", "BackendTLSPolicy": "", "BackendConfigPolicy": "backendconfigpolicies.yaml", "TrafficPolicy": "trafficpolicies.yaml",
	"GatewayExtension": "gatewayextensions.yaml",
}

func newSets(t *testing.T, server *Server, from target.Target, seed uint64) *sets {
	t.Helper()
	s := &sets{rand.New(rand.NewPCG(seed, 1)), map[string][]map[string]any{}, from}
	for kind, file := range pooled {
		crd, err := definitionOf(t.Context(), from, kind, file)
		if err != nil {
			t.Fatal(err)
		}
		if crd != nil {
			s.pools[kind] = s.fill(t, server, crd, seed)
		}
	}
	return s
}

// definitionOf returns the CRD of a kind in a release. file is the name of its file in the CRDFolder. It returns nil if the release does
// not have the kind.
func definitionOf(ctx context.Context, from target.Target, kind, file string) ([]byte, error) {
	switch kind {
	case "Backend":
		return from.CRD()
	case "BackendTLSPolicy":
		crds, err := GatewayAPI(ctx, from.ID)
		if err != nil {
			return nil, err
		}
		return firstVersion(crds[len(crds)-1])
	}
	return boundedDefinition(CRDFolder(DefaultCRDFolder), from.ID, file, 64)
}

// fill generates manifests of one kind that the API server accepts. The sets consist of these manifests.
func (s *sets) fill(t *testing.T, server *Server, crd []byte, seed uint64) []map[string]any {
	t.Helper()
	generator, err := generate.New(crd, seed)
	if err != nil {
		t.Fatal(err)
	}
	var pool []map[string]any
	for tries := 0; len(pool) < poolSize && tries < 100*poolSize; tries++ {
		documents, problems := manifest.Parse(source.New("x.yaml", generator.Next().Manifest), manifest.Options{})
		if len(problems) > 0 || len(documents) != 1 || documents[0].Root == nil {
			continue
		}
		object, ok := documents[0].Root.JSON().(map[string]any)
		if !ok {
			continue
		}
		delete(object, "status")
		object["metadata"] = map[string]any{"name": fmt.Sprintf("%s-%d", strings.ToLower(documents[0].Kind), len(pool)), "namespace": "default"}
		s.aim(object)
		judged, err := server.JudgeStream(t.Context(), s.from.ID, encoded(object))
		if err == nil && len(judged) == 1 && judged[0].Verdict.Valid {
			pool = append(pool, object)
		}
	}
	if len(pool) < poolSize/4 {
		t.Fatalf("%s accepts only %d generated manifests", s.from, len(pool))
	}
	return pool
}

// aim sets the targets of a policy to objects in its set. In some policies it leaves the generated targets.
func (s *sets) aim(object map[string]any) {
	spec, _ := object["spec"].(map[string]any)
	backend := map[string]any{"group": "gateway.kgateway.dev", "kind": "Backend", "name": "web"}
	route := map[string]any{"group": "gateway.networking.k8s.io", "kind": "HTTPRoute", "name": "route"}
	switch object["kind"] {
	case "BackendTLSPolicy":
		if spec != nil {
			spec["targetRefs"] = []any{backend}
		}
	case "BackendConfigPolicy":
		if spec != nil && s.IntN(8) > 0 {
			delete(spec, "targetSelectors")
			spec["targetRefs"] = []any{backend}
		}
	case "TrafficPolicy":
		if spec == nil || s.IntN(8) == 0 {
			return
		}
		delete(spec, "targetSelectors")
		spec["targetRefs"] = []any{route}
		if s.from.Release == "2.1" && spec["autoHostRewrite"] == nil && s.IntN(3) == 0 {
			spec["targetRefs"] = []any{backend, route}
		}
	}
}

func encoded(object map[string]any) []byte {
	text, err := json.MarshalIndent(object, "", " ")
	if err != nil {
		panic(err)
	}
	return text
}

// next returns the next set as a stream of documents.
func (s *sets) next() string {
	var texts []string
	add := func(object map[string]any, name string) {
		copied := map[string]any{}
		if err := json.Unmarshal(encoded(object), &copied); err != nil {
			panic(err)
		}
		if name != "" {
			copied["metadata"].(map[string]any)["name"] = name
		}
		texts = append(texts, string(encoded(copied)))
	}
	for kind, pool := range s.pools {
		switch {
		case kind == "Backend":
			add(pool[s.IntN(len(pool))], "web")
			add(pool[s.IntN(len(pool))], "other")
		case s.IntN(4) > 0:
			add(pool[s.IntN(len(pool))], "")
		}
	}
	slices.Sort(texts)
	class := []string{"kgateway", "agentgateway"}[s.IntN(2)]
	texts = append(texts, fmt.Sprintf(surroundings, class))
	return strings.Join(texts, "\n---\n") + "\n"
}

const surroundings = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: route, namespace: default}
spec:
  parentRefs: [{name: edge}]
  rules:
  - backendRefs: [{group: gateway.kgateway.dev, kind: Backend, name: web}, {group: gateway.kgateway.dev, kind: Backend, name: other}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: default}
spec: {gatewayClassName: %s, listeners: [{name: http, port: 80, protocol: HTTP}]}
---
apiVersion: v1
kind: Secret
metadata: {name: secret, namespace: default}
stringData: {Authorization: token}
`

// convertSet converts a set. The result accepted is the number of documents that the API server accepts. The result named is the number
// of other documents that the target cannot represent according to the conversion.
func convertSet(t *testing.T, server *Server, text string, from, to target.Target) (accepted, named int) {
	t.Helper()
	c, err := convert.Files(t.Context(), []*source.File{source.New("set.yaml", []byte(text))}, convert.Options{To: to, From: mapping.Of(from)})
	if err != nil {
		t.Fatal(err)
	}
	output := c.Files[0].Text
	for _, broken := range c.Files[0].Broken {
		t.Fatalf("%v\n%s", broken, text)
	}
	if err := c.Verify(); err != nil {
		t.Errorf("%v\n%s\nin the conversion of\n%s", err, output, text)
	}
	if c.Unaccounted > 0 || c.Invalid() > 0 {
		t.Errorf("%d leaves have no fate and %d documents are not valid, want 0 of both\n%s\nin the conversion of\n%s", c.Unaccounted, c.Invalid(), findings(c), text)
	}
	unfit := map[string]bool{}
	for _, d := range c.Documents {
		unfit[d.Name] = unfit[d.Name] || d.Unfit
	}
	for _, d := range documentsOf(output) {
		part := strings.Trim(output[d.Whole.Start:d.Whole.End], "-\n")
		if d.Kind == "Gateway" {
			continue // convert does not change Gateways, and the server has no CRD for them
		}
		judged, err := server.JudgeStream(t.Context(), to.ID, []byte(part))
		switch {
		case err == nil && len(judged) == 1 && judged[0].Verdict.Valid:
			accepted++
		case unfit[d.Kind+"/"+d.Name]:
			named++
		case errors.Is(err, ErrUnserved):
			t.Errorf("%s has no %s, but no loss is reported\n%s", to, d.Kind, part)
		default:
			t.Errorf("the API server rejects this document, but no loss is reported: %v %s\n%s\nof the input\n%s\n%s", err, causes(judged), part, text, findings(c))
		}
	}
	for _, ref := range dangling(output, text) {
		t.Errorf("the output refers to %s, which is missing\n%s\nin the conversion of\n%s", ref, output, text)
	}
	return accepted, named
}

func findings(c *convert.Conversion) string {
	var b strings.Builder
	for _, d := range c.Result.Diagnostics {
		if d.Severity >= diag.Warning {
			fmt.Fprintf(&b, "%s %s: %s\n", d.Rule, d.Path, d.Message)
		}
	}
	return b.String()
}

func documentsOf(text string) []*manifest.Document {
	documents, _ := manifest.Parse(source.New("result.yaml", []byte(text)), manifest.Options{})
	return slices.DeleteFunc(documents, func(d *manifest.Document) bool { return d.Root == nil })
}

// dangling returns the references in the output to objects that are neither in the output nor in the input. References that the input also
// contains are skipped.
func dangling(output, input string) []string {
	objects, before := map[string]bool{}, map[string]bool{}
	for _, d := range append(documentsOf(output), documentsOf(input)...) {
		objects[d.Kind+"/"+d.Name] = true
	}
	for _, d := range documentsOf(input) {
		for _, ref := range references(d.Root, "") {
			before[ref] = true
		}
	}
	var out []string
	for _, d := range documentsOf(output) {
		for _, ref := range references(d.Root, "") {
			if !objects[ref] && !before[ref] {
				out = append(out, d.Kind+"/"+d.Name+" "+ref)
			}
		}
	}
	return out
}

// references returns the objects that a value refers to, as kind/name. References are mappings with a name and a kind, and references to
// Secrets.
func references(n *manifest.Node, key string) []string {
	if n == nil {
		return nil
	}
	var out []string
	kind, name := n.Get("kind").String(), n.Get("name").String()
	if kind == "" && (key == "secretRef" || key == "mtlsCertificateRef") {
		kind = "Secret"
	}
	if kind != "" && name != "" && strings.Contains(key, "Ref") {
		out = append(out, kind+"/"+name)
	}
	for _, f := range n.Fields {
		out = append(out, references(f.Value, f.Key)...)
	}
	for _, item := range n.Items {
		out = append(out, references(item, key)...)
	}
	return out
}

// firstVersion removes all versions of a CRD except for the stored version, because the generator supports only one version.
func firstVersion(crd []byte) ([]byte, error) {
	var definition map[string]any
	if err := yaml.Unmarshal(crd, &definition); err != nil {
		return nil, err
	}
	spec := definition["spec"].(map[string]any)
	for _, v := range spec["versions"].([]any) {
		if v.(map[string]any)["storage"] == true {
			spec["versions"] = []any{v}
			break
		}
	}
	return yaml.Marshal(definition)
}
