package change

import "strings"

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
	// AsPolicy is the effect of a label or name because of which a policy starts or stops applying. The policy determines the effect.
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

// A statement is the string form of a Clause in the table of impacts: an effect, a NUL and a reason. The table has hundreds of rules, and
// constant strings need no code to initialize them.
type statement string

// The beginnings of statements, one for each effect. The reason follows.
const (
	unread     statement = statement(NeverRead) + "\x00"
	restates   statement = statement(Restates) + "\x00"
	widens     statement = statement(Widens) + "\x00"
	narrows    statement = statement(Narrows) + "\x00"
	protects   statement = statement(Protects) + "\x00"
	unprotects statement = statement(Unprotects) + "\x00"
	reprotects statement = statement(Reprotects) + "\x00"
	redirects  statement = statement(Redirects) + "\x00"
	starts     statement = statement(Starts) + "\x00"
	stops      statement = statement(Stops) + "\x00"
	turnsOn    statement = statement(TurnsOn) + "\x00"
	turnsOff   statement = statement(TurnsOff) + "\x00"
	adjusts    statement = statement(Adjusts) + "\x00"
	asContents statement = statement(AsContents) + "\x00"
	asPolicy   statement = statement(AsPolicy) + "\x00the policy starts or stops applying"
	unknown    statement = statement(Unknown) + "\x00effect unknown, review"
)

// clause returns the effect and the reason of a statement.
func (s statement) clause() Clause {
	effect, reason, _ := strings.Cut(string(s), "\x00")
	return Clause{Effect(effect), reason}
}
