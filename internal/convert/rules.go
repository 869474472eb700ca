package convert

import "github.com/backendctl/backendctl/internal/diag"

// The rules of this package.
const (
	ruleLoss        = "conversion-loss"
	rulePlaceholder = "conversion-placeholder"
	ruleNote        = "conversion-note"
	ruleUnknown     = "unknown-field" // of package schema
	ruleUnion       = "union-members" // of package schema
)

// Rules returns the rules of conversions.
func Rules() []diag.Descriptor { return rules }

var rules = []diag.Descriptor{
	{
		ID: ruleLoss, Summary: "the shape that is converted to cannot say this", Severity: diag.Error, Category: diag.Compatibility,
		Why: "`backendctl convert` accounts for every value of its input. This one says something that has no place in what it is " +
			"converted to: the message says why, and the help what can be done instead. With a loss the exit status is 1, unless " +
			"`--allow-loss` says that all of them were seen.",
	},
	{
		ID: rulePlaceholder, Summary: "the shape that is converted to asks for something that the input does not have", Severity: diag.Warning, Category: diag.Compatibility,
		Why: "Nothing is invented: where a field is required and the input does not say what is to be in it, a text that the API server " +
			"takes stands there with a comment, PLACEHOLDER where it means nothing and ASSUMED where it is likely. Replace or " +
			"confirm it before the manifest is applied.",
	},
	{
		ID: ruleNote, Summary: "a conversion changes what happens without losing a field", Severity: diag.Info, Category: diag.Note,
		Why: "The fields say the same, and what happens may not: another data plane has other defaults, or two values of the input " +
			"contradict each other and one of them was kept.",
	},
}
