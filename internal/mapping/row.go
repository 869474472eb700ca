package mapping

// A Row maps one field, or one object that has a meaning of its own, between all shapes that have it.
type Row struct {
	// At has the path below spec by shape, with [] for the items of a list: static.hosts[].port.
	At map[Shape]string
	// In has the same as At in the notation of the tables, in pairs: ranges of shapes and a path, as in [parsePlaces]. It needs no code at
	// start-up.
	In []string
	// From limits the row to sources, as ranges of shapes; empty for all that have the field. If several rows have a path, the first one for
	// the source counts.
	From string
	// How is the change of the value; empty if it stays the same.
	How Transform
	// Default is the value that has the same meaning as an absent field, nil for none.
	Default any
	// Implied is the reason why nothing is lost in a shape without the field: another value implies it. It is empty if the field is lost.
	Implied string
	// Loss is the loss in a shape without the field, if no other value implies it.
	Loss Loss
	// Object means that the row is about an object that has a meaning when it is empty.
	Object bool
	// Member means that the object that contains the field is useless without it: a shape without the field cannot represent the Backend.
	Member bool
	// Policy is the path below spec of a BackendConfigPolicy that has the field instead; empty for none.
	Policy string
	// Step describes, in a clause, how a step changes the field before the row applies; empty for no change.
	Step string
	// Was is the path of the field in the input, if a step moves it before the row applies; else empty.
	Was string
	// Made means that the field is not in the input: a step creates it.
	Made bool
	// Subtree means that the row also applies to all nested fields.
	Subtree bool
}

// A Transform is the name of a change of a value.
type Transform string

// The transforms.
const (
	AsType     Transform = "type"       // from the name of the member
	AsFunction Transform = "function"   // an ARN, or name:qualifier, to its parts and back
	AsHost     Transform = "host"       // a URL to its host
	AsToken    Transform = "credential" // kind and value to one kind of authentication, and back
	AsTLS      Transform = "policy"     // to a policy of the Backend, or to a field of every host
	AsGroup    Transform = "group"      // with a name where a name is required
)

// Explain returns a clause that describes the transform.
func (t Transform) Explain() string {
	return map[Transform]string{
		AsType:     "the name of the member; an AgentgatewayBackend has no type",
		AsFunction: "an ARN or `name:qualifier` is split into its parts; a qualifier is appended to the name",
		AsHost:     "the host of a URL is kept",
		AsToken:    "the kind selects the value, and becomes the kind of authentication",
		AsTLS:      "TLS becomes a policy for the Backend, with one server name for all hosts",
		AsGroup:    "generated from the provider's position if a release requires a name",
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

// A Loss describes a setting that a shape cannot represent.
type Loss struct {
	Code Code
	Why  string // a clause: what the shape lacks, or what happens to the setting
	Help string // advice
}
