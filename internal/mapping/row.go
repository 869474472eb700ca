package mapping

// A Row states the path that one field has in each shape. It can also be about an object that has a meaning even if it is empty.
type Row struct {
	// At has the field's path below spec by shape, such as static.hosts[].port, with [] for the items of a list.
	At map[Shape]string
	// In has the same paths as At in a shorter notation: pairs of ranges of shapes and a path, as [parsePlaces] describes. A table in this
	// notation needs no code at start-up. Rows that [Sections] returns have At instead.
	In []string
	// From limits the row to conversions from some shapes, as ranges. It is empty if the row applies to all shapes with the field. If several
	// rows have the same path, the first one that applies counts.
	From string
	// How is the name of the change of the value; empty if the value stays the same.
	How Transform
	// Default is the value that means the same as a missing field; nil if there is none.
	Default any
	// Implied is the reason why nothing is lost in a shape without the field, because another value implies the value. It is "" if the
	// value is lost.
	Implied string
	// Loss is the loss in a shape without the field, unless Implied is set.
	Loss Loss
	// Object means that the row is about an object that has a meaning even if it is empty.
	Object bool
	// Member means that the object around the field is useless without it. A shape without the field cannot represent the Backend.
	Member bool
	// Policy is the path below spec of the BackendConfigPolicy that gets the field instead of the Backend; "" if the Backend gets it.
	Policy string
	// Step describes, as a clause, how a converter changes the field before the row applies; "" if it does not.
	Step string
	// Was is the path of the field in the input, if a converter moves the field before the row applies; else "".
	Was string
	// Made means that a converter creates the field, so that the input does not have it.
	Made bool
	// Subtree means that the row also applies to all nested fields.
	Subtree bool
}

// A Transform is the name of a change of a value.
type Transform string

// The transforms. Each comment describes the change from the input to the output.
const (
	AsType     Transform = "type"       // the type is the name of the member
	AsFunction Transform = "function"   // an ARN, or a text name:qualifier, is split into its parts, or is built from them
	AsHost     Transform = "host"       // a URL becomes its host
	AsToken    Transform = "credential" // the kind and value of a token become authentication settings, or the reverse
	AsTLS      Transform = "policy"     // the TLS settings of hosts become a policy of the Backend, or the reverse
	AsGroup    Transform = "group"      // the provider gets a name if the shape requires one
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

// A Code identifies a kind of loss in JSON reports.
type Code string

// The codes of losses.
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
