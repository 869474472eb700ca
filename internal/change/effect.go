package change

// An Effect is the kind of a change: how the change of a field affects traffic. The effects of adding and removing a value differ.
type Effect string

// The effects.
const (
	Unknown    Effect = "unknown"
	NeverRead  Effect = "never read"
	Restates   Effect = "says the same"
	Widens     Effect = "widens"               // more is allowed or matched
	Narrows    Effect = "narrows"              // less is allowed or matched
	Protects   Effect = "turns on protection"  // TLS or authentication is used
	Unprotects Effect = "turns off protection" // TLS or authentication is no longer used
	Reprotects Effect = "replaces protection"  // other certificates, credentials or checks
	Redirects  Effect = "replaces the destination"
	Starts     Effect = "starts traffic"
	Stops      Effect = "stops traffic"
	TurnsOn    Effect = "turns on"
	TurnsOff   Effect = "turns off"
	Adjusts    Effect = "replaces a setting"
	// AsContents is the effect of a policy that starts or stops applying. The policy's field with the highest impact determines it.
	AsContents Effect = "that of the most severe field"
	// AsPolicy is the effect of a label in a policy's selector. The policy determines it.
	AsPolicy Effect = "that of the policy"
)

// impactOfEffect is the impact of each effect; effects whose impact depends on the object are missing.
var impactOfEffect = map[Effect]Impact{
	Unknown: Behavioural, NeverRead: Cosmetic, Restates: Cosmetic, Widens: Behavioural, Narrows: Breaking,
	Protects: Breaking, Unprotects: Breaking, Reprotects: Breaking, Redirects: Breaking, Starts: Behavioural, Stops: Breaking,
	TurnsOn: Behavioural, TurnsOff: Behavioural, Adjusts: Behavioural,
}

// Effects returns all effects, sorted from the highest impact to the lowest.
func Effects() []Effect {
	return []Effect{
		Stops, Redirects, Narrows, Protects, Unprotects, Reprotects, Starts, Widens, TurnsOn, TurnsOff, Adjusts, Unknown, Restates, NeverRead, AsContents, AsPolicy,
	}
}

// Impact returns the impact of the effect, or 0 for AsContents and AsPolicy.
func (e Effect) Impact() Impact { return impactOfEffect[e] }

// A Clause describes the effect of a change. The reason is a clause of a sentence: "traffic goes to a different port".
type Clause struct {
	Effect Effect
	Reason string
}

// The functions below return the clauses of the table of impacts, one for each effect.
func unread(reason string) Clause     { return Clause{NeverRead, reason} }
func restates(reason string) Clause   { return Clause{Restates, reason} }
func widens(reason string) Clause     { return Clause{Widens, reason} }
func narrows(reason string) Clause    { return Clause{Narrows, reason} }
func protects(reason string) Clause   { return Clause{Protects, reason} }
func unprotects(reason string) Clause { return Clause{Unprotects, reason} }
func reprotects(reason string) Clause { return Clause{Reprotects, reason} }
func redirects(reason string) Clause  { return Clause{Redirects, reason} }
func starts(reason string) Clause     { return Clause{Starts, reason} }
func stops(reason string) Clause      { return Clause{Stops, reason} }
func turnsOn(reason string) Clause    { return Clause{TurnsOn, reason} }
func turnsOff(reason string) Clause   { return Clause{TurnsOff, reason} }
func adjusts(reason string) Clause    { return Clause{Adjusts, reason} }
func asContents(reason string) Clause { return Clause{AsContents, reason} }
func asPolicy() Clause                { return Clause{AsPolicy, "the policy starts or stops applying"} }
func unknown() Clause                 { return Clause{Unknown, "effect unknown, review"} }
