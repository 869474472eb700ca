package explain

// A Behaviour is a change of a release's behaviour for the same manifest.
type Behaviour struct {
	Summary string   `json:"summary"`         // the new behaviour, and that of the release before
	Rules   []string `json:"rules,omitempty"` // ids of lint rules about it
}

// behaviours are the changes by release, read from kgateway's source. The schemas do not contain them.
var behaviours = map[string][]Behaviour{
	"2.1": {
		{"A BackendTLSPolicy must be gateway.networking.k8s.io/v1. The version v1alpha3, which 2.0 reads, is ignored, and the Backend gets plaintext.",
			[]string{"tls-policy-version"}},
		{"A BackendTLSPolicy can use the system's CA certificates, and the server name is verified. 2.0 ignores these certificates, and does not verify the name.",
			[]string{"tls-system-cas-ignored", "tls-policy-name-unverified"}},
		{"An error in a BackendTLSPolicy takes its Backend out of service; 2.0 ignores the policy and sends plaintext.", nil},
		{"An extAuth whose Backend cannot be resolved makes its routes return 500; 2.0 forwards requests without authorization.", nil},
		{"A rule whose backendRefs all have the weight 0 returns 500; in 2.0 Envoy rejects all routes of the listener.", []string{"weights-all-zero"}},
		{"GRPCRoutes are read; 2.0 does not watch them.", nil},
		{"Header modifiers and CORS on a backendRef are applied; 2.0 applies no filter there and logs nothing.", []string{"mirror-on-backendref"}},
		{"A DirectResponse takes precedence over backendRefs; 2.0 drops the route.", []string{"direct-response-shadows"}},
	},
	"2.2": {
		{"A static host with port 0 gives Accepted=False; 2.1 only logs an error and omits the host.", []string{"static-port-range"}},
		{"Every RequestMirror of a rule gets a copy of each request; 2.1 sends copies to the first only.", []string{"mirror-second-dropped"}},
		{"A BackendTLSPolicy can take its certificate authority from a Secret; up to 2.1 only from a ConfigMap.", nil},
		{"Routes on a Gateway of agentgateway can refer to an AgentgatewayBackend, but not to a Backend of kgateway.", []string{"agentgateway-kgateway-backend"}},
	},
	"2.3": {
		{"Of two BackendTLSPolicies for one Backend, the oldest applies and the other has the condition Conflicted; up to 2.2 the newest applies.",
			[]string{"tls-policy-conflict"}},
		{"From 2.3.5, the host of a health check is sent to static Backends; up to 2.3.4 the name of the static host is sent.",
			[]string{"health-check-host-ignored"}},
		{"A Gateway's client certificate for backends is sent to every Backend with TLS, and replaces the one of a policy.",
			[]string{"gateway-client-cert-replaces"}},
		{"agentgateway is a separate product with its own installation.", nil},
	},
	"2.4": {
		{"Of several BackendConfigPolicies for one Backend the oldest takes precedence, field by field; up to 2.3 the newest does.", []string{"policy-overlap"}},
		{"A BackendTLSPolicy takes precedence over the tls of a BackendConfigPolicy, even if it has an error that takes the Backend out of service; up to 2.3 either may.",
			[]string{"policy-tls-twice"}},
		{"Envoy 1.38 enforces RSA key usage: the TLS handshake fails if the server's certificate has a keyUsage extension that does not allow TLS. No policy can turn this off.",
			nil},
		{"A Backend also has Accepted=False for errors of its policies, its annotations and strict validation; up to 2.3 it stays True, and only the policy's status has the error.",
			nil},
		{"An AWS Secret without data is an error and gives Accepted=False; up to 2.3 requests are signed with the credentials of the environment.", []string{"secret-key-missing"}},
		{"An endpointURL of Lambda without a port gives Accepted=False; up to 2.3 the controller crashes.", []string{"lambda-endpoint-without-port"}},
		{"The PROXY protocol of a BackendConfigPolicy also works with a BackendTLSPolicy; 2.3 drops it.", []string{"proxy-protocol-lost"}},
	},
}
