package change

import (
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/source"
)

const (
	backendHead   = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: web, namespace: shop}\nspec: "
	routeHead     = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: web, namespace: shop}\nspec: "
	tlsHead       = "apiVersion: gateway.networking.k8s.io/v1\nkind: BackendTLSPolicy\nmetadata: {name: web, namespace: shop}\nspec: "
	oldTLSHead    = "apiVersion: gateway.networking.k8s.io/v1alpha3\nkind: BackendTLSPolicy\nmetadata: {name: web, namespace: shop}\nspec: "
	configHead    = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: BackendConfigPolicy\nmetadata: {name: web, namespace: shop}\nspec: "
	trafficHead   = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: TrafficPolicy\nmetadata: {name: web, namespace: shop}\nspec: "
	extensionHead = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: GatewayExtension\nmetadata: {name: web, namespace: shop}\nspec: "
	grantHead     = "apiVersion: gateway.networking.k8s.io/v1beta1\nkind: ReferenceGrant\nmetadata: {name: web, namespace: shop}\nspec: "
	gatewayHead   = "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: web, namespace: shop}\nspec: "
	serviceHead   = "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: "
	secretHead    = "apiVersion: v1\nkind: Secret\nmetadata: {name: web, namespace: shop}\n"
	aBackend      = backendHead + "{static: {hosts: [{host: a, port: 443}]}}\n---\n"
)

// said writes a line for each change: its impact, its field and what it does.
func said(before, after string) string {
	var b strings.Builder
	d := Files([]*source.File{source.New("a.yaml", []byte(before))}, []*source.File{source.New("b.yaml", []byte(after))}, Options{})
	for _, doc := range d.Documents {
		for _, c := range doc.Changes {
			b.WriteString(c.Impact.String() + " " + string(c.Op) + " " + c.Label + ": " + c.Reason + "\n")
		}
	}
	return b.String()
}

// TestMeaning holds pairs that mean something else to what is said of them, in both directions.
func TestMeaning(t *testing.T) {
	for _, c := range []struct{ name, before, after, there, back string }{
		{
			"a name in a grant", grantHead + "{to: [{group: g, kind: Backend}]}\n", grantHead + "{to: [{group: g, kind: Backend, name: a}]}\n",
			"breaking added spec.to[g:Backend:a].name: only references to this object are allowed\n",
			"behavioural removed spec.to[g:Backend].name: references to all objects of the kind are allowed\n",
		},
		{
			"the annotation of Istio's mTLS", strings.Replace(aBackend, "name: web,", `name: web, annotations: {kgateway.dev/disable-istio-auto-mtls: "true"},`, 1), aBackend,
			"breaking removed metadata.annotations: Istio's automatic mTLS to it is turned on, where the controller uses it\n",
			"breaking added metadata.annotations: Istio's automatic mTLS to it is turned off, where the controller uses it\n",
		},
		{
			"a TLS policy for a Backend that exists", aBackend, aBackend + tlsHead + "{targetRefs: [{group: g, kind: Backend, name: web}], validation: {hostname: a}}\n",
			"breaking added : TLS to the backend is turned on\n", "breaking removed : TLS to the backend is turned off\n",
		},
		{
			"a policy with TLS and more", aBackend, aBackend + configHead + "{targetRefs: [{group: g, kind: Backend, name: web}], connectTimeout: 1s, tls: {sni: a}}\n",
			"breaking added : TLS to the backend is turned on\n", "breaking removed : TLS to the backend is turned off\n",
		},
		{
			"a policy without TLS", aBackend, aBackend + configHead + "{targetRefs: [{group: g, kind: Backend, name: web}], connectTimeout: 1s}\n",
			"behavioural added : the timeout for new connections is added\n", "behavioural removed : the timeout for new connections is removed\n",
		},
		{
			"a TLS policy with its Backend", "", aBackend + tlsHead + "{targetRefs: [{group: g, kind: Backend, name: web}], validation: {hostname: a}}\n",
			"behavioural added : new: gets no traffic until a route refers to it\nbehavioural added : its targets are new, too: TLS to the backend is turned on\n",
			"breaking removed : routes that refer to it answer with 500\nbehavioural removed : its targets are removed, too: TLS to the backend is turned off\n",
		},
		{
			"the order of CAs", tlsHead + "{validation: {caCertificateRefs: [{kind: ConfigMap, name: a}, {kind: ConfigMap, name: b}]}}\n", tlsHead + "{validation: {caCertificateRefs: [{kind: ConfigMap, name: b}, {kind: ConfigMap, name: a}]}}\n",
			"breaking moved spec.validation.caCertificateRefs: another CA is trusted: only the first is read\n",
			"breaking moved spec.validation.caCertificateRefs: another CA is trusted: only the first is read\n",
		},
		{
			"the order of targets in kgateway 2.0", oldTLSHead + "{targetRefs: [{kind: Backend, name: a}, {kind: Backend, name: b}]}\n", oldTLSHead + "{targetRefs: [{kind: Backend, name: b}, {kind: Backend, name: a}]}\n",
			"breaking moved spec.targetRefs: the policy applies to another target: kgateway 2.0 reads the first only\n",
			"breaking moved spec.targetRefs: the policy applies to another target: kgateway 2.0 reads the first only\n",
		},
		{
			"all weights become 0", routeHead + "{rules: [{backendRefs: [{name: a, port: 80}]}]}\n", routeHead + "{rules: [{backendRefs: [{name: a, port: 80, weight: 0}]}]}\n",
			"breaking changed spec.rules[0].backendRefs[a:80].weight: all weights are 0: requests are answered with 500\n",
			"behavioural changed spec.rules[0].backendRefs[a:80].weight: traffic starts: all weights were 0\n",
		},
		{
			"an extension filter", routeHead + "{rules: [{filters: [{type: ExtensionRef, extensionRef: {group: g, kind: TrafficPolicy, name: auth}}], backendRefs: [{name: a, port: 80}]}]}\n", routeHead + "{rules: [{backendRefs: [{name: a, port: 80}]}]}\n",
			"breaking removed spec.rules[0].filters: the policy that it names no longer applies, with any authentication in it\n",
			"breaking added spec.rules[0].filters: the policy that it names applies, with any authentication in it\n",
		},
		{
			"external authorization", trafficHead + "{extAuth: {extensionRef: {name: a}}, retry: {attempts: 2}}\n", trafficHead + "{retry: {attempts: 2}}\n",
			"breaking removed spec.extAuth: requests are no longer authorized by the external service\n",
			"breaking added spec.extAuth: requests are authorized by an external service\n",
		},
		{
			"a listener", gatewayHead + "{gatewayClassName: kgateway, listeners: [{name: a, port: 80}, {name: b, port: 81}]}\n", gatewayHead + "{gatewayClassName: other, listeners: [{name: a, port: 80}]}\n",
			"breaking changed spec.gatewayClassName: another controller serves the Gateway\nbreaking removed spec.listeners[b]: this listener is gone\n",
			"breaking changed spec.gatewayClassName: another controller serves the Gateway\nbehavioural added spec.listeners[b]: the Gateway has another listener\n",
		},
		{
			"an unknown field", trafficHead + "{retry: {attempts: 2}, new: 1}\n", trafficHead + "{retry: {attempts: 2}}\n",
			"behavioural removed spec.new: effect unknown, review\n", "behavioural added spec.new: effect unknown, review\n",
		},
		{
			"parents", routeHead + "{parentRefs: [{name: a}]}\n", routeHead + "{parentRefs: [{name: a}, {name: b}]}\n",
			"behavioural added spec.parentRefs[b]: this parent serves the route as well\n", "breaking removed spec.parentRefs[b]: this parent no longer serves the route\n",
		},
		{
			"matches", routeHead + "{rules: [{matches: [{path: {value: /a}}]}]}\n", routeHead + "{rules: [{matches: [{path: {value: /a}}, {path: {value: /b}}]}]}\n",
			"behavioural added spec.rules[0].matches[1]: these requests match as well\n", "breaking removed spec.rules[0].matches[1]: these requests no longer match\n",
		},
		{
			"all hosts", routeHead + "{hostnames: [a]}\n", routeHead + "{}\n",
			"behavioural removed spec.hostnames: requests for all hosts find the route\n", "breaking added spec.hostnames: requests for other hosts no longer find the route\n",
		},
		{
			"a header filter of a reference", routeHead + "{rules: [{backendRefs: [{name: a, port: 80}]}]}\n", routeHead + "{rules: [{backendRefs: [{name: a, port: 80, filters: [{type: RequestHeaderModifier, requestHeaderModifier: {remove: [x]}}]}]}]}\n",
			"behavioural added spec.rules[0].backendRefs[a:80].filters: headers are changed\n", "behavioural removed spec.rules[0].backendRefs[a:80].filters: headers are no longer changed\n",
		},
		{
			"groups that keep the first", backendHead + "{priorityGroups: [{backendRefs: [{name: a}]}, {backendRefs: [{name: b}]}, {backendRefs: [{name: c}]}]}\n", backendHead + "{priorityGroups: [{backendRefs: [{name: a}]}, {backendRefs: [{name: c}]}, {backendRefs: [{name: b}]}]}\n",
			"behavioural moved spec.priorityGroups: traffic fails over to the groups in another order\n", "behavioural moved spec.priorityGroups: traffic fails over to the groups in another order\n",
		},
		{
			"a member in another group", backendHead + "{priorityGroups: [{backendRefs: [{name: a}, {name: b}]}, {backendRefs: [{name: c}]}]}\n", backendHead + "{priorityGroups: [{backendRefs: [{name: a}]}, {backendRefs: [{name: b}, {name: c}]}]}\n",
			"behavioural moved spec.priorityGroups[1].backendRefs[b]: it gets traffic at another priority\n", "behavioural moved spec.priorityGroups[0].backendRefs[b]: it gets traffic at another priority\n",
		},
		{
			"two names of HTTP/2", backendHead + "{static: {appProtocol: http2}}\n", backendHead + "{static: {appProtocol: grpc}}\n",
			"cosmetic changed spec.static.appProtocol: both are HTTP/2\n", "cosmetic changed spec.static.appProtocol: both are HTTP/2\n",
		},
		{
			"an account that is not read", backendHead + "{aws: {accountId: \"1\", lambda: {functionName: f, accountId: \"2\"}}}\n", backendHead + "{aws: {lambda: {functionName: f, accountId: \"2\"}}}\n",
			"cosmetic removed spec.aws.accountId: spec.aws.lambda.accountId decides, and EC2 has no account\n", "cosmetic added spec.aws.accountId: spec.aws.lambda.accountId decides, and EC2 has no account\n",
		},
		{
			"options and a second CA", tlsHead + "{validation: {caCertificateRefs: [{kind: ConfigMap, name: a}]}}\n", tlsHead + "{options: {a: b}, validation: {caCertificateRefs: [{kind: ConfigMap, name: a}, {kind: ConfigMap, name: b}]}}\n",
			"cosmetic added spec.options: kgateway does not read options\ncosmetic added spec.validation.caCertificateRefs[b]: only the first CA is read\n",
			"cosmetic removed spec.options: kgateway does not read options\ncosmetic removed spec.validation.caCertificateRefs[b]: only the first CA is read\n",
		},
		{
			"a second target", configHead + "{targetRefs: [{kind: Backend, name: a}], connectTimeout: 1s}\n", configHead + "{targetRefs: [{kind: Backend, name: a}, {kind: Backend, name: b}], connectTimeout: 1s}\n",
			"behavioural added spec.targetRefs[b]: the policy also applies to this target: the timeout for new connections is added\n",
			"behavioural removed spec.targetRefs[b]: the policy no longer applies to this target: the timeout for new connections is removed\n",
		},
		{
			"the timeout for connections", configHead + "{targetRefs: [{kind: Backend, name: a}], connectTimeout: 1s, tls: {sni: a}}\n", configHead + "{targetRefs: [{kind: Backend, name: a}], tls: {sni: a}}\n",
			"behavioural changed spec.connectTimeout: the timeout for new connections is changed\n", "behavioural changed spec.connectTimeout: the timeout for new connections is changed\n",
		},
		{
			"a certificate that is no longer verified", configHead + "{tls: {sni: a}}\n", configHead + "{tls: {sni: a, insecureSkipVerify: true}}\n",
			"breaking changed spec.tls.insecureSkipVerify: the certificate is no longer verified\n", "breaking changed spec.tls.insecureSkipVerify: the certificate is verified again\n",
		},
		{
			"timeouts of a route", routeHead + "{rules: [{backendRefs: [{name: a, port: 80}], timeouts: {request: 1s}}]}\n", routeHead + "{rules: [{backendRefs: [{name: a, port: 80}]}]}\n",
			"behavioural removed spec.rules[0].timeouts: timeouts are removed\n", "behavioural added spec.rules[0].timeouts: timeouts are added\n",
		},
		{
			"the protocol of a Service's port", serviceHead + "{ports: [{port: 80, appProtocol: http}]}\n", serviceHead + "{ports: [{port: 80, appProtocol: http2}]}\n",
			"breaking changed spec.ports[80].appProtocol: the pods get another protocol\n", "breaking changed spec.ports[80].appProtocol: the pods get another protocol\n",
		},
		{
			"a headless Service", serviceHead + "{clusterIP: None, ports: [{port: 80}]}\n", serviceHead + "{clusterIP: 10.0.0.1, ports: [{port: 80}]}\n",
			"breaking removed spec.clusterIP: the Service has another address, or none\n", "breaking added spec.clusterIP: the Service has another address, or none\n",
		},
		{
			"a Secret in its other field", secretHead + "data: {k: YWJj}\n", secretHead + "stringData: {k: abd}\n",
			"breaking changed data.k: other credentials or certificates are used\n", "breaking changed stringData.k: other credentials or certificates are used\n",
		},
		{
			"a fail-open extension", extensionHead + "{extAuth: {grpcService: {backendRef: {name: a}}}}\n", extensionHead + "{extAuth: {failOpen: true, grpcService: {backendRef: {name: a}}}}\n",
			"breaking changed spec.extAuth.failOpen: requests pass when the service does not answer\n", "breaking changed spec.extAuth.failOpen: requests are refused when the service does not answer\n",
		},
		{
			"a host and a name that are both others", backendHead + "{type: Static, static: {hosts: [{host: cache, port: 80}]}}\n---\n" + strings.Replace(aBackend, "name: web", "name: b", 1),
			strings.Replace(backendHead, "name: web", "name: new", 1) + "{type: Static, static: {hosts: [{host: new, port: 80}]}}\n---\n" + strings.Replace(aBackend, "name: web", "name: b", 1),
			"breaking removed : routes that refer to it answer with 500\nbehavioural added : new: gets no traffic until a route refers to it\n",
			"breaking removed : routes that refer to it answer with 500\nbehavioural added : new: gets no traffic until a route refers to it\n",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := said(c.before, c.after); !sameLines(got, c.there) {
				t.Errorf("got\n%swant\n%s", got, c.there)
			}
			if got := said(c.after, c.before); !sameLines(got, c.back) {
				t.Errorf("the other way round: got\n%swant\n%s", got, c.back)
			}
		})
	}
}

// TestNoChange holds that pairs which mean the same have no change, in either direction, and that no format of theirs has one.
func TestNoChange(t *testing.T) {
	for _, c := range []struct{ name, before, after string }{
		{"data and stringData", secretHead + "data: {k: YWJj, l: eA==}\n", secretHead + "stringData: {k: abc}\ndata: {l: eA==}\ntype: Opaque\n"},
		{"stringData wins", secretHead + "data: {k: eA==}\nstringData: {k: abc}\n", secretHead + "stringData: {k: abc}\n"},
		{"the default match", routeHead + "{rules: [{backendRefs: [{name: a}]}]}\n", routeHead + "{rules: [{matches: [{path: {type: PathPrefix, value: /}}], backendRefs: [{name: a}]}]}\n"},
		{"an empty match", routeHead + "{rules: [{matches: [{method: GET}], backendRefs: [{name: a}]}]}\n", routeHead + "{rules: [{matches: [{method: GET, path: {value: /}}], backendRefs: [{name: a}]}]}\n"},
		{"no rules and the default rule", routeHead + "{}\n", routeHead + "{rules: [{}]}\n"},
		{"the object's own namespace", routeHead + "{parentRefs: [{name: a}], rules: [{backendRefs: [{name: a}]}]}\n", routeHead + "{parentRefs: [{name: a, namespace: shop}], rules: [{backendRefs: [{name: a, namespace: shop}]}]}\n"},
		{"the own namespace of a mirror", routeHead + "{rules: [{filters: [{type: RequestMirror, requestMirror: {backendRef: {name: a}}}]}]}\n", routeHead + "{rules: [{filters: [{type: RequestMirror, requestMirror: {backendRef: {name: a, namespace: shop, kind: Service}}}]}]}\n"},
		{"the order of matches", routeHead + "{rules: [{matches: [{method: GET}, {method: PUT}]}]}\n", routeHead + "{rules: [{matches: [{method: PUT}, {method: GET}]}]}\n"},
		{"empty lists", routeHead + "{hostnames: [], rules: [{filters: [], backendRefs: [{name: a, filters: []}]}]}\n", routeHead + "{rules: [{backendRefs: [{name: a}]}]}\n"},
		{"the audience", backendHead + "{gcp: {host: a.run.app, audience: \"https://a.run.app\"}}\n", backendHead + "{gcp: {host: a.run.app}}\n"},
		{"the endpoint of AWS", backendHead + "{aws: {region: eu-west-1, lambda: {functionName: f, endpointURL: \"https://lambda.eu-west-1.amazonaws.com:443\"}}}\n", backendHead + "{aws: {region: eu-west-1, lambda: {functionName: f}}}\n"},
		{"the path of an endpoint", backendHead + "{aws: {lambda: {functionName: f, endpointURL: \"https://a:443/x\"}}}\n", backendHead + "{aws: {lambda: {functionName: f, endpointURL: \"https://A:443\"}}}\n"},
		{"durations", configHead + "{connectTimeout: 60s, outlierDetection: {interval: 10s}}\n", configHead + "{connectTimeout: 1m, outlierDetection: {baseEjectionTime: 0.5m, consecutive5xx: 5}}\n"},
		{"the default timeout", configHead + "{connectTimeout: 5s, dns: {jitter: 1s}}\n", configHead + "{dns: {jitter: 1000ms}}\n"},
		{"timeouts of a route", routeHead + "{rules: [{timeouts: {request: 1h}}]}\n", routeHead + "{rules: [{timeouts: {request: 60m}}]}\n"},
		{"quantities", trafficHead + "{buffer: {maxRequestSize: 1Ki}}\n", trafficHead + "{buffer: {maxRequestSize: 1024}}\n"},
		{"defaults of a TrafficPolicy", trafficHead + "{retry: {attempts: 1}, cors: {maxAge: 5, allowOrigins: [a, b]}}\n", trafficHead + "{retry: {}, cors: {allowOrigins: [b, a]}}\n"},
		{"defaults of a GatewayExtension", extensionHead + "{extAuth: {grpcService: {backendRef: {name: a}}}}\n", extensionHead + "{extAuth: {failOpen: false, statusOnError: 403, grpcService: {backendRef: {name: a, kind: Service, group: \"\", namespace: shop}}}}\n"},
		{"shares", routeHead + "{rules: [{backendRefs: [{name: a}, {name: b}]}]}\n", routeHead + "{rules: [{backendRefs: [{name: b, weight: 50}, {name: a, weight: 50}]}]}\n"},
		{"shares that are not equal", routeHead + "{rules: [{backendRefs: [{name: a, weight: 10}, {name: b, weight: 90}]}]}\n", routeHead + "{rules: [{backendRefs: [{name: a, weight: 1}, {name: b, weight: 9}]}]}\n"},
		{"the case of a host", backendHead + "{static: {hosts: [{host: b.example.com, port: 80}]}}\n", backendHead + "{static: {hosts: [{host: B.Example.com, port: 80}]}}\n"},
		{"forms of an address", backendHead + "{static: {hosts: [{host: \"2001:db8::1\", port: 80}]}}\n", backendHead + "{static: {hosts: [{host: \"2001:DB8:0::1\", port: 80}]}}\n"},
		{"the case of a header's name", routeHead + "{rules: [{matches: [{headers: [{name: X-A, value: b}]}]}]}\n", routeHead + "{rules: [{matches: [{headers: [{name: x-a, value: b, type: Exact}]}]}]}\n"},
		{"the port of pods", serviceHead + "{ports: [{port: 80, targetPort: 80, protocol: TCP, nodePort: 30080}], clusterIP: 10.0.0.1, clusterIPs: [10.0.0.1], ipFamilies: [IPv4], ipFamilyPolicy: SingleStack, internalTrafficPolicy: Cluster}\n", serviceHead + "{ports: [{port: 80}]}\n"},
		{"defaults of a Gateway", gatewayHead + "{listeners: [{name: a, port: 80}]}\n", gatewayHead + "{listeners: [{name: a, port: 80, allowedRoutes: {namespaces: {from: Same}}}]}\n"},
		{"the order of a grant", grantHead + "{from: [{group: g, kind: A, namespace: a}, {group: g, kind: A, namespace: b}]}\n", grantHead + "{from: [{group: g, kind: A, namespace: b}, {group: g, kind: A, namespace: a}]}\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := said(c.before, c.after) + said(c.after, c.before); got != "" {
				t.Errorf("got\n%s", got)
			}
			d := compare(c.before, c.after)
			if patch, _ := d.MergePatch(); len(d.JSONPatch())+len(patch) > 0 {
				t.Errorf("patches %v, %v", d.JSONPatch(), patch)
			}
		})
	}
}
