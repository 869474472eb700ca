package mapping

import "fmt"

// The losses below depend on values, so no row has them. They are in tables for the documentation.
var values []Loss

// ValueLosses returns the losses that depend on values. A %s in a reason stands for a name.
func ValueLosses() []Loss { return values }

func loss(code Code, why, help string) Loss {
	l := Loss{code, why, help}
	values = append(values, l)
	return l
}

// With returns the loss with names in its reason.
func (l Loss) With(names ...any) Loss {
	l.Why = fmt.Sprintf(l.Why, names...)
	return l
}

// Losses of a whole Backend.
var (
	NoSpec      = loss(NoField, "it has no spec, so that there is nothing to convert", "say where the traffic goes")
	NoMember    = loss(NoField, "it has no member such as static or aws, so that there is nothing to convert", "say where the traffic goes")
	Members     = loss(OnePer, "a Backend there has one member, and the type names none of these", "write a Backend for each member")
	NoProvider  = loss(NoField, "it names no provider", "say which provider it is")
	EmptyGroups = loss(NoField, "none of its groups has a provider", "give it one")
	NoSelector  = loss(NoField, "a selector of an AgentgatewayBackend has to select by namespace or by service", "say which Services are meant")
	Rejected    = loss(OutOfRange, "the result would be rejected: %s", "put this in order by hand")
)

// Losses of values that contradict others.
var (
	OtherMember   = loss(OnePer, "a Backend there has one member, and the type names %s", "write a Backend of its own for this")
	OtherProvider = loss(OnePer, "a Backend there has one provider, and this is not the one that the type names", "write a Backend of its own for it")
	WrongType     = loss(OnePer, "the member is %s, and that is what counts", "look whether the type or the member was meant")
	WrongProvider = loss(NoField, "the member is of another provider, and that is what counts", "look whether the type or the member was meant")
	NoToken       = loss(NoField, "it names a kind of token of which there is none", "give the token, or name its Secret")
	SaidTwice     = loss(NoField, "another field says this already, and wins", "take out the one that is wrong")
	InTheWay      = loss(NoField, "another value stands where it belongs", "put this in order by hand")
)

// Losses of values that the target cannot represent.
var (
	Unknown         = loss(NoField, "%s has no such field, so where it belongs is unknown", "look for a misspelling, or name the shape that it is written in with --from")
	NoPlace         = loss(NoField, "there is no such field there", "say it by other means, or leave it out")
	NotTaken        = loss(OutOfRange, "%s does not take it: %s", "")
	NoPort          = loss(OutOfRange, "a port there is from 1 to 65535", "give the port of the host")
	PortAlone       = loss(OnePer, "a port there is given together with a host, or not at all", "name the host, too")
	TooLong         = loss(OutOfRange, "the text is longer than it may be there", "shorten it")
	PassedToken     = loss(Weaker, "that the client's own token is passed on cannot be said there", "name the Secret with a token that is the gateway's own")
	OtherAuth       = loss(NoField, "this way to authenticate has no place there", "name a Secret with a token")
	ServerNames     = loss(OnePer, "a policy gives all hosts of a Backend the same server name, and these differ", "write one Backend for each server name, and give the route's backendRefs weights")
	NamelessTLS     = loss(NoField, "TLS is a policy there, which has to name the Backend", "give the Backend a name")
	NoServerName    = loss(OutOfRange, "nothing says which server name to ask for", "name it")
	OneDNSName      = loss(OutOfRange, "kgateway 2.0 has BackendTLSPolicy, which takes one DNS name in lower case", "move to kgateway 2.1 or newer, which has BackendConfigPolicy")
	NoBackendPolicy = loss(NoField, "a %s cannot be about a resource of kind %s, which %s becomes", "say it in a BackendConfigPolicy for what concerns the connection, in a TrafficPolicy for what concerns the requests")
	NoPolicy        = loss(NoField, "a %s cannot be about a resource of kind %s, which %s becomes", "say it in spec.policies of the new resource, which has tls, tcp, http and auth")
)
