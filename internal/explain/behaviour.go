package explain

// A Behaviour is something that a release does in another way than the one before, with manifests that say the same.
type Behaviour struct {
	Summary string   `json:"summary"`         // what it does now, and what the release before did
	Rules   []string `json:"rules,omitempty"` // ids of rules of lint about it
}

// behaviours are the changes by release, read from kgateway's source. The schemas say nothing of them.
var behaviours = map[string][]Behaviour{
	"2.1": {
		{"A BackendTLSPolicy is read as gateway.networking.k8s.io/v1; one of v1alpha3, the version that 2.0 reads, is ignored and the Backend gets plaintext.",
			[]string{"tls-policy-version"}},
		{"The system's certificate authorities in a BackendTLSPolicy work, and the server name is verified; 2.0 ignores the first and checks no name.",
			[]string{"tls-system-cas-ignored", "tls-policy-name-unverified"}},
		{"An error in a BackendTLSPolicy takes its Backend out of service; 2.0 ignores the policy and sends plaintext.", nil},
		{"An extAuth whose Backend cannot be resolved makes its routes answer 500; 2.0 lets requests through without authorization.", nil},
		{"A rule whose backendRefs all have the weight 0 answers 500; in 2.0 Envoy rejects all routes of the listener.", []string{"weights-all-zero"}},
		{"GRPCRoutes are read; 2.0 does not watch them.", nil},
		{"Header modifiers and CORS on a backendRef are applied; 2.0 applies no filter there and logs nothing.", []string{"mirror-on-backendref"}},
		{"A DirectResponse beside backendRefs wins; 2.0 drops the route.", []string{"direct-response-shadows"}},
	},
	"2.2": {
		{"A static host with port 0 gives Accepted=False; 2.1 only logs it and leaves the host out.", []string{"static-port-range"}},
		{"Every RequestMirror of a rule gets its copy; 2.1 sends to the first one only.", []string{"mirror-second-dropped"}},
		{"A BackendTLSPolicy takes its certificate authority from a Secret, too; up to 2.1 from a ConfigMap only.", nil},
		{"Routes on a Gateway of agentgateway accept an AgentgatewayBackend and no Backend of kgateway.", []string{"agentgateway-kgateway-backend"}},
	},
	"2.3": {
		{"Of two BackendTLSPolicies for one Backend the oldest wins, and the other has the condition Conflicted; up to 2.2 the newest wins.",
			[]string{"tls-policy-conflict"}},
		{"From 2.3.5 on the host of a health check is sent to static Backends; up to 2.3.4 the own name of the host is sent.",
			[]string{"health-check-host-ignored"}},
		{"A Gateway's client certificate for backends is sent to every Backend with TLS, and replaces the one of a policy.",
			[]string{"gateway-client-cert-replaces"}},
		{"agentgateway is a product of its own: it is installed separately.", nil},
	},
	"2.4": {
		{"Of several BackendConfigPolicies for one Backend the oldest wins, field by field; up to 2.3 the newest wins.", []string{"policy-overlap"}},
		{"A BackendTLSPolicy beats the tls of a BackendConfigPolicy, even if it is broken and takes the Backend out of service; up to 2.3 either could win.",
			[]string{"policy-tls-twice"}},
		{"Envoy 1.38 enforces RSA key usage: the TLS handshake fails if the server's certificate has a keyUsage extension that does not allow TLS. No policy turns this off.",
			nil},
		{"A Backend has Accepted=False for errors of its policies, of its annotations and of strict validation, too; up to 2.3 it stays True and only the policy's status says it.",
			nil},
		{"An AWS Secret without data is an error and gives Accepted=False; up to 2.3 the credentials of the environment sign.", []string{"secret-key-missing"}},
		{"An endpointURL of Lambda without a port gives Accepted=False; up to 2.3 the controller crashes.", []string{"lambda-endpoint-without-port"}},
		{"The PROXY protocol of a BackendConfigPolicy is kept beside a BackendTLSPolicy; 2.3 loses it.", []string{"proxy-protocol-lost"}},
	},
}
