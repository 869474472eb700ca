package change

import (
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
)

// A referenceForm defines which object a reference refers to if it does not have the fields group and kind.
type referenceForm struct {
	group, kind string
	isFixed     bool // the fields group and kind, and their defaults, are not read
}

// references contains the mappings that refer to an object by its name.
var references = newTable(
	rowsOf(referenceForm{}, map[string][]string{
		"": {"parentRefs[]", "backendRefs[]", "backendRef", "jwksBackendRef", "certificateRefs[]", "clientCertificateRef", "targetRefs[]", "caCertificateRefs[]", "parametersRef", "extensionRef", "certificateRef", "signingKeyRef", "mtlsCertificateRef[]"},
	}),
	rowsOf(referenceForm{}, map[string][]string{"ReferenceGrant": {"spec.to[]"}}),
	rowsOf(referenceForm{"", "Secret", false}, map[string][]string{
		"": {"secretRef", "clientSecretRef", "secretKeyRef"}, "AgentgatewayBackend": {"certificateRef", "signingKeyRef", "mtlsCertificateRef[]"},
	}),
	rowsOf(referenceForm{"", "ConfigMap", false}, map[string][]string{"": {"configMapRef", "configMapKeyRef"}, "AgentgatewayBackend": {"caCertificateRefs[]"}}),
	rowsOf(referenceForm{gatewayAPI, "Gateway", false}, map[string][]string{"": {"parentRef"}}),
	rowsOf(referenceForm{kgatewayGroup, "GatewayExtension", false}, map[string][]string{"TrafficPolicy": {"extensionRef"}}),
	rowsOf(referenceForm{kgatewayGroup, "Backend", true}, map[string][]string{"Backend": {"spec.priorityGroups[].backendRefs[]"}}),
)

// A referent is what a reference refers to: an object or, if section is not empty, a listener, rule or port of the object.
type referent struct {
	identity
	section string
}

// referentOf returns what the reference v of a document refers to, and false if the reference has no name.
func (f referenceForm) referentOf(d *manifest.Document, v *Value) (referent, bool) {
	id := identity{f.group, f.kind, d.Namespace, v.read("name").text()}
	if group := v.read("group"); group != nil && !f.isFixed {
		id.group = group.text()
	}
	if kind := v.read("kind"); kind != nil && !f.isFixed {
		id.kind = kind.text()
	}
	if namespace := v.read("namespace").text(); namespace != "" {
		id.namespace = namespace
	}
	return referent{id, v.read("sectionName").text()}, id.name != ""
}

// serviceOf returns the Service whose DNS name a field contains, as a host or in a URL: web.shop.svc.cluster.local. It returns false if the
// field contains none. The short name web.shop counts in fields with a host only.
func serviceOf(pattern, text string) (referent, bool) {
	isHost := lastField(pattern) == "host"
	if !isHost && !strings.Contains(text, ".svc") {
		return referent{}, false
	}
	if _, rest, isURL := strings.Cut(text, "://"); isURL {
		text = rest
	}
	host, _, _ := strings.Cut(text, "/")
	host, _, _ = strings.Cut(strings.ToLower(host), ":")
	labels := strings.Split(host, ".")
	if len(labels) >= 3 && labels[2] == "svc" || len(labels) == 2 && isHost {
		return referent{identity{"", "Service", labels[1], labels[0]}, ""}, true
	}
	return referent{}, false
}

// eachReference calls a function for each reference in a value of a document, at any depth. The DNS name of a Service is a reference.
func eachReference(d *manifest.Document, pattern string, v *Value, do func(*Value, referent)) {
	if to, ok := serviceOf(pattern, v.text()); ok {
		do(v, to)
		to.namespace = "" // the Service may be written without its namespace
		do(v, to)
	}
	if form, ok := references.of(d.Kind, pattern); ok && v.Kind == manifest.Mapping {
		if to, hasName := form.referentOf(d, v); hasName {
			do(v, to)
		}
	}
	for _, f := range v.Fields {
		eachReference(d, join(pattern, f.Key), f.Value, do)
	}
	for _, item := range v.Items {
		eachReference(d, pattern+"[]", item, do)
	}
}
