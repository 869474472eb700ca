package change

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
)

// hosts are what the items of static.hosts are known by, in turn.
var hosts = listRule{keys: [][]string{{"host", "port"}, {"host"}, {"port"}}}

// named are the items of most lists of Kubernetes: those that have a name.
var named = listRule{keys: [][]string{{"name"}}}

// reference is what an item that refers to another object is known by.
var reference = listRule{keys: [][]string{{"group?", "kind?", "namespace?", "name", "sectionName?", "port?"}, {"group?", "kind?", "namespace?", "name"}, {"name"}}, name: []string{"name", "port?"}}

// unordered makes a list whose order means nothing.
func (r listRule) unordered() listRule {
	r.set = true
	return r
}

// A listEntry says how the items of a list are known, by kind and the path's end. An empty kind is any.
type listEntry struct {
	kind, path string
	rule       listRule
}

// lists are the lists whose items are known otherwise than by a name, or whose order means nothing. The last one that fits
// counts. Sources: the Gateway API's and Kubernetes' x-kubernetes-list-map-keys and x-kubernetes-list-type.
var lists = []listEntry{
	{"", "metadata.finalizers", listRule{set: true}},
	{"", "metadata.ownerReferences", listRule{keys: [][]string{{"uid"}, {"kind", "name"}}, set: true}},
	{"", "parentRefs", reference.unordered()},
	{"", "targetRefs", reference.unordered()},
	{"", "backendRefs", reference.unordered()},
	{"", "certificateRefs", reference.unordered()},
	{"", "caCertificateRefs", reference.unordered()},
	{"", "spec.hostnames", listRule{set: true}},
	{"", "subjectAltNames", listRule{set: true}},
	{"", "matchExpressions", listRule{keys: [][]string{{"key", "operator"}, {"key"}}, set: true}},
	{"", "matchExpressions[].values", listRule{set: true}},
	{"", "headers", named.unordered()},
	{"", "queryParams", named.unordered()},
	{"", "listeners", named.unordered()},
	{"", "containers", named},
	{"", "env", named},
	{"", "volumes", named.unordered()},
	{"", "volumeMounts", listRule{keys: [][]string{{"mountPath"}}, set: true}},
	{"", "imagePullSecrets", named.unordered()},
	{"", "ports", listRule{keys: [][]string{{"name"}, {"port", "protocol?"}, {"containerPort", "protocol?"}, {"number"}}, set: true}},
	{"", "conditions", listRule{keys: [][]string{{"type"}}, set: true}},
	{"", "verifySubjectAltNames", listRule{set: true}},
	{"ReferenceGrant", "spec.from", listRule{keys: [][]string{{"group", "kind", "namespace"}}, set: true}},
	{"ReferenceGrant", "spec.to", listRule{keys: [][]string{{"group", "kind", "name?"}, {"group", "kind"}}, set: true}},
	{"Backend", "spec.static.hosts", hosts},
	{"Backend", "spec.priorityGroups", listRule{}}, // their order is which of them is tried first
	{"Backend", "spec.priorityGroups[].backendRefs", named.unordered()},
	{"Backend", "spec.aws.ec2.filters", listRule{keys: [][]string{{"key"}, {"keyValue.key"}}, set: true}},
	{"Backend", "spec.ai.priorityGroups", listRule{}},
	{"Backend", "spec.ai.priorityGroups[].providers", named.unordered()},
	{"Backend", "spec.ai.multipool.priorities", listRule{}},
	{"Backend", "spec.ai.multipool.priorities[].pool", listRule{set: true}},
	{"Backend", "spec.mcp.targets", named.unordered()},
	{"AgentgatewayBackend", "spec.ai.groups", listRule{}},
	{"AgentgatewayBackend", "spec.ai.groups[].providers", named.unordered()},
	{"AgentgatewayBackend", "spec.mcp.targets", named.unordered()},
}

// ruleOf returns how the items of a list are known again.
func ruleOf(kind, pattern string) listRule {
	found := named
	for _, e := range lists {
		if (e.kind == "" || e.kind == kind) && (pattern == e.path || strings.HasSuffix(pattern, "."+e.path)) {
			found = e.rule
		}
	}
	return found
}

// defaults are those of kinds that have no schema here, by the path's end. Sources: the Gateway API's and Kubernetes' API
// reference.
var defaults = []struct {
	kind, path string
	value      any
}{
	{"", "parentRefs[].group", "gateway.networking.k8s.io"},
	{"", "parentRefs[].kind", "Gateway"},
	{"", "backendRefs[].group", ""},
	{"", "backendRefs[].kind", "Service"},
	{"", "backendRefs[].weight", int64(1)},
	{"", "certificateRefs[].group", ""},
	{"", "certificateRefs[].kind", "Secret"},
	{"HTTPRoute", "matches[].path.type", "PathPrefix"},
	{"HTTPRoute", "matches[].path.value", "/"},
	{"HTTPRoute", "headers[].type", "Exact"},
	{"HTTPRoute", "queryParams[].type", "Exact"},
	{"Service", "spec.type", "ClusterIP"},
	{"Service", "spec.sessionAffinity", "None"},
	{"Service", "spec.ports[].protocol", "TCP"},
	{"Secret", "type", "Opaque"},
}

// defaultObjects say nothing when they say no more than their defaults.
var defaultObjects = []string{"spec.rules[].matches[].path"}

// backendDefaults are those of a Backend's schemas, which a test holds them equal to, and what happens without a value that
// has no default there. An empty name of a Secret is none.
var backendDefaults = map[string]any{
	"spec.dynamicForwardProxy.enableTls":                  false, // not of the schema
	"spec.aws.region":                                     "us-east-1",
	"spec.aws.lambda.invocationMode":                      "Sync",
	"spec.aws.lambda.payloadTransformMode":                "Envoy",
	"spec.aws.lambda.qualifier":                           "$LATEST",
	"spec.aws.ec2.addressType":                            "PrivateIP",
	"spec.aws.ec2.port":                                   int64(80),
	"spec.ai.llm.bedrock.region":                          "us-east-1",
	"spec.ai.priorityGroups[].providers[].bedrock.region": "us-east-1",
}

// defaultOf returns what counts in a kind of object where there is no value, nil where that is nothing.
func defaultOf(kind, pattern string) *Value {
	if kind == "Backend" {
		if d, ok := backendDefaults[pattern]; ok {
			return scalarOf(d)
		}
		return nil
	}
	for _, d := range defaults {
		if (d.kind == "" || d.kind == kind) && (pattern == d.path || strings.HasSuffix(pattern, "."+d.path)) {
			return scalarOf(d.value)
		}
	}
	return nil
}

// isDefault says whether an object says no more than would be taken without it.
func isDefault(kind, pattern string, v *Value) bool {
	if v == nil || v.Kind != manifest.Mapping || len(v.Fields) == 0 || !slices.Contains(defaultObjects, pattern) {
		return false
	}
	return !slices.ContainsFunc(v.Fields, func(f Field) bool {
		d := defaultOf(kind, pattern+"."+f.Key)
		return d == nil || !equal(d, f.Value)
	})
}
