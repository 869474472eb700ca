package mapping

// A Row is one field, or one object where the object itself says something, in every shape that has it.
type Row struct {
	// At has the path below spec by shape, with [] for the items of a list: static.hosts[].port.
	At map[Shape]string
	// In is At as the tables write it, in pairs: ranges of shapes and a path, as in [parsePlaces]. It needs no code at start-up.
	In []string
	// From limits the row to sources; empty for all that have the field. Where several rows have a path, the first one
	// that holds for the source counts.
	From []Shape
	// How says how the value changes on its way; empty for not at all.
	How Transform
	// Default is the value that says the same as no field at all, nil for none.
	Default any
	// Implied says why nothing is lost where a shape has no place: what else says it there. Empty where it is lost.
	Implied string
	// Loss is what is lost where a shape has no place and nothing else says it.
	Loss Loss
	// Object says that the row is about an object that means something when it is empty.
	Object bool
	// Member says that without it nothing is left of what holds it: where a shape has no place for it the whole Backend has none.
	Member bool
	// Policy is a path below spec of the BackendConfigPolicy beside a Backend, which has the field instead; empty for none.
	Policy string
	// Step says in a clause what is done with the field before its row applies to what is left of it; empty for nothing.
	Step string
	// Was is the path of the field in the input, where a step has taken it elsewhere before its row applies; empty if not.
	Was string
	// Made says that the field is none of the source's own: a step has made it.
	Made bool
	// Subtree says that the row holds for all that is below its path, too.
	Subtree bool
}

// A Transform names how a value changes.
type Transform string

// The transforms.
const (
	AsType     Transform = "type"       // the name of the member
	AsFunction Transform = "function"   // an ARN, or name:qualifier, to its parts and back
	AsHost     Transform = "host"       // a URL to its host
	AsToken    Transform = "credential" // kind and value to one kind of authentication, and back
	AsTLS      Transform = "policy"     // a policy beside the Backend, or a field of every host
	AsGroup    Transform = "group"      // named where a name is needed
)

// Explain says in a clause what a transform does.
func (t Transform) Explain() string {
	return map[Transform]string{
		AsType:     "the name of the member; an AgentgatewayBackend has none",
		AsFunction: "an ARN or `name:qualifier` is split into its parts, and a qualifier is put behind the name",
		AsHost:     "of a URL the host is kept",
		AsToken:    "the kind says which of the values counts, and becomes the kind of authentication",
		AsTLS:      "TLS is a policy with the Backend as its target; it has one server name for all hosts",
		AsGroup:    "made up of the provider's place where a release needs a name",
	}[t]
}

// A Code is a kind of loss, for programs.
type Code string

// The codes.
const (
	NoField     Code = "no-such-field"
	NoKind      Code = "no-such-kind-in-release"
	OnePer      Code = "one-per-backend"
	Namespace   Code = "cross-namespace"
	SecretData  Code = "needs-secret-data"
	Discovered  Code = "runtime-discovered"
	OtherPlane  Code = "different-data-plane"
	OutOfRange  Code = "out-of-range"
	RouteLevel  Code = "route-level"
	Weaker      Code = "weaker"
	Bookkeeping Code = "status/bookkeeping"
)

// A Loss is what a shape cannot say.
type Loss struct {
	Code Code
	Why  string // a clause: what is missing there, or what becomes of it
	Help string // what to do instead
}
