package apiserver

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/util/validation"
	"sigs.k8s.io/yaml"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
)

// foreignEnv is the environment variable with the path of a folder with the schemas of other products.
const foreignEnv = "BACKENDCTL_FOREIGN"

// A foreignKind is a kind of another product. It has the group, version and name of the kind, the file of its schema, and a CEL rule that
// the schema does not contain.
type foreignKind struct{ group, version, kind, file, rule string }

var foreignKinds = map[mapping.Shape]foreignKind{
	mapping.Gloo: {
		"gloo.solo.io", "v1", "Upstream", "gloo.solo.io_upstream_v1.json",
		"[has(self.static),has(self.aws),has(self.awsEc2),has(self.kube),has(self.pipe),has(self.consul),has(self.azure)].filter(x,x==true).size() == 1",
	},
	mapping.Istio:        {"networking.istio.io", "v1", "ServiceEntry", "networking.istio.io_serviceentry_v1.json", ""},
	mapping.EnvoyGateway: {"gateway.envoyproxy.io", "v1alpha1", "Backend", "gateway.envoyproxy.io_backend_v1alpha1.json", ""},
	mapping.Service:      {"", "v1", "Service", "", ""},
}

// externalName is the part of a Service's schema that requires the type ExternalName.
const externalName = `{"type": "object", "properties": {"spec": {"type": "object", "required": ["type", "externalName"], "properties": {
	"type": {"type": "string", "enum": ["ExternalName"]}, "externalName": {"type": "string", "minLength": 1},
	"sessionAffinity": {"type": "string", "enum": ["None", "ClientIP"]}, "selector": {"type": "object", "additionalProperties": {"type": "string"}},
	"ports": {"type": "array", "items": {"type": "object", "required": ["port"], "properties": {
		"name": {"type": "string", "minLength": 1}, "port": {"type": "integer", "minimum": 1, "maximum": 65535},
		"targetPort": {"type": "integer", "minimum": 1, "maximum": 65535}, "protocol": {"type": "string", "enum": ["TCP", "UDP"]},
		"appProtocol": {"type": "string", "enum": ["http", "https", "grpc", "kubernetes.io/h2c", "kubernetes.io/wss", "mysql"]}}}}}}}}`

// foreignDefinition returns a CRD with the schema of another product. The generator creates manifests from it.
func foreignDefinition(t *testing.T, shape mapping.Shape) []byte {
	t.Helper()
	of := foreignKinds[shape]
	data := []byte(externalName)
	if of.file != "" {
		dir := os.Getenv(foreignEnv)
		if dir == "" {
			dir = filepath.Join("..", "..", "..", "shared", "foreign")
		}
		var err error
		if data, err = os.ReadFile(filepath.Join(dir, of.file)); err != nil {
			t.Skipf("no schemas of other products: set %s to a folder with them (%v)", foreignEnv, err)
		}
	}
	var schema apiextensions.JSONSchemaProps
	if err := json.Unmarshal(data, &schema); err != nil {
		t.Fatal(err)
	}
	if of.rule != "" {
		spec := schema.Properties["spec"]
		spec.XValidations = append(spec.XValidations, apiextensions.ValidationRule{Rule: of.rule})
		schema.Properties["spec"] = spec
	}
	crd := apiextensions.CustomResourceDefinition{}
	crd.Spec.Group, crd.Spec.Names.Kind = of.group, of.kind
	crd.Spec.Versions = []apiextensions.CustomResourceDefinitionVersion{{Name: of.version, Schema: &apiextensions.CustomResourceValidation{OpenAPIV3Schema: &schema}}}
	out, err := yaml.Marshal(crd)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// isForeign reports whether a document is a resource of another product and has valid metadata.
func isForeign(d *manifest.Document, shape mapping.Shape) bool {
	of := foreignKinds[shape]
	if d.Kind != of.kind || d.APIVersion != strings.TrimPrefix(of.group+"/"+of.version, "/") || d.Root.Get("status") != nil || len(d.Root.Fields) != 4 {
		return false
	}
	for _, f := range d.Root.Get("metadata").Fields {
		if !slices.Contains([]string{"name", "namespace", "annotations"}, f.Key) {
			return false
		}
	}
	for _, f := range fieldsOf(d.Root.Get("metadata").Get("annotations")) {
		if _, text := f.Value.Value.(string); !text || len(validation.IsQualifiedName(strings.ToLower(f.Key))) > 0 {
			return false
		}
	}
	if shape == mapping.Service && d.Root.Get("spec").Get("type").String() != "ExternalName" {
		return false
	}
	return len(validation.IsDNS1123Subdomain(d.Name)) == 0 && (d.Namespace == "" || len(validation.IsDNS1123Label(d.Namespace)) == 0)
}

func fieldsOf(n *manifest.Node) []*manifest.Field {
	if n == nil {
		return nil
	}
	var all []*manifest.Field
	for i := range n.Fields {
		all = append(all, &n.Fields[i])
	}
	return all
}
