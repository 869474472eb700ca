package mapping

import "fmt"

// values lists the losses that the function loss has created, for the documentation. They depend on the value of a field, so most of them
// are in no row of the tables.
var values []Loss

// ValueLosses returns the losses that depend on values. A %s in a reason stands for a name.
func ValueLosses() []Loss { return values }

func loss(code Code, why, help string) Loss {
	l := Loss{code, why, help}
	values = append(values, l)
	return l
}

// With returns the loss with names in place of the verbs, such as %s, in its reason.
func (l Loss) With(names ...any) Loss {
	l.Why = fmt.Sprintf(l.Why, names...)
	return l
}

// The losses of a whole Backend.
var (
	NoSpec      = loss(NoField, "it has no spec to convert", "set spec, with the member for the destination")
	NoCRDMember = loss(NoField, "%s has none of the members that the Backend sets", "use a target that has these members")
	NoMember    = loss(NoField, "it has no member such as static or aws", "set spec, with the member for the destination")
	Members     = loss(OnePer, "the target allows only one member, and the type matches none of the members that are set", "write one Backend for each member")
	NoProvider  = loss(NoField, "it has no provider", "set a provider")
	EmptyGroups = loss(NoField, "no group has a provider", "add a provider to a group")
	NoSelector  = loss(NoField, "a selector of an AgentgatewayBackend must select by namespaces or by services", "add the labels of the Services or of their namespaces")
	Rejected    = loss(OutOfRange, "the result would be rejected: %s", "fix this by hand")
)

// The losses of values that contradict other values.
var (
	OtherMember   = loss(OnePer, "a Backend in the target has only one member, and the type selects %s", "write a separate Backend for this member")
	OtherProvider = loss(OnePer, "a Backend in the target has only one provider, and the type selects another one", "write a separate Backend for this provider")
	WrongType     = loss(OnePer, "the type does not match the member %s, which takes precedence", "check whether the type or the field that is set below spec is correct")
	WrongProvider = loss(NoField, "the type does not match the provider that is set, which takes precedence", "check whether the type or the provider is correct")
	NoToken       = loss(NoField, "there is no value for this kind of token", "set the token, or a reference to its Secret")
	// OtherTLSPolicy is the loss of TLS settings because a policy of the input has the Backend as its target. See status.go in
	// pkg/kgateway/extensions2/plugins/backendconfigpolicy of kgateway 2.4.
	OtherTLSPolicy  = loss(NoField, "%s already sets the TLS of this Backend, and two policies are not combined", "set all TLS in that policy")
	OtherServerName = loss(NoField, "%s sets another server name, and takes precedence", "set the server name in the policy")
	SaidTwice       = loss(NoField, "another field also sets this, and takes precedence", "remove the field that is wrong")
	InTheWay        = loss(NoField, "another value is already at the path of this field", "set it in the result by hand")
)

// The losses of values that the target cannot represent.
var (
	OnlyInCRD       = loss(NoField, "only %s has this field", "remove it, or use a target that has it")
	Unknown         = loss(NoField, "%s has no such field, so it cannot be converted", "check the spelling, or name the release or product of the input with --from")
	NoPlace         = loss(NoField, "the target has no such field", "remove it, or configure it in another way")
	NotTaken        = loss(OutOfRange, "%s does not accept it: %s", "")
	NoPort          = loss(OutOfRange, "a port in the target must be 1 to 65535", "set the port of the host")
	PortAlone       = loss(OnePer, "the target allows a port only together with a host", "set the host as well")
	TooLong         = loss(OutOfRange, "the text is too long for the target", "shorten it")
	PassedToken     = loss(Weaker, "the target cannot forward the client's token", "set a Secret with a token of the gateway")
	OtherAuth       = loss(NoField, "the target does not support this kind of authentication", "set a Secret with a token")
	ServerNames     = loss(OnePer, "a policy sets one server name for all hosts of a Backend, and these hosts have different ones", "write one Backend for each server name, with weights in the route's backendRefs")
	NamelessTLS     = loss(NoField, "TLS needs a policy in the target, which refers to the Backend by name", "set metadata.name")
	NoServerName    = loss(OutOfRange, "the input has no server name (SNI)", "set the server name")
	OneDNSName      = loss(OutOfRange, "a BackendTLSPolicy of kgateway 2.0 requires one DNS name in lower case", "convert to kgateway 2.1 or later, which has BackendConfigPolicy")
	NoBackendPolicy = loss(NoField, "a %s cannot target the kind %s, which %s is converted to", "use a BackendConfigPolicy for connection settings, and a TrafficPolicy for request settings")
	NoPolicy        = loss(NoField, "a %s cannot target the kind %s, which %s is converted to", "use spec.policies of the new resource, which has tls, tcp, http and auth")
)
