package convert

import "github.com/backendctl/backendctl/internal/diag"

// The rules of this package.
const (
	ruleLoss        = "conversion-loss"
	rulePlaceholder = "conversion-placeholder"
	ruleNote        = "conversion-note"
	ruleUnknown     = "unknown-field" // a rule of package schema
	ruleUnion       = "union-members" // a rule of package schema
)

// Rules returns the rules of conversions.
func Rules() []diag.Descriptor { return rules }

var rules = []diag.Descriptor{
	{
		ID: ruleLoss, Summary: "the target has no field for a setting", Severity: diag.Error, Category: diag.Compatibility,
		Why: "`backendctl convert` accounts for every value of its input. The target has no field for this one. The message states the reason, and " +
			"the help an alternative. If a conversion loses something, the exit status is 1, unless `--allow-loss` is set.",
	},
	{
		ID: rulePlaceholder, Summary: "the target requires a value that the input does not have", Severity: diag.Warning, Category: diag.Compatibility,
		Why: "If a field is required and the input has no value for it, the result has a value that the API server accepts, with a comment: " +
			"PLACEHOLDER if the value has no meaning, ASSUMED if it is likely to be right. Replace or confirm it before you apply the manifest.",
	},
	{
		ID: ruleNote, Summary: "a conversion has a consequence that is not a lost setting", Severity: diag.Info, Category: diag.Note,
		Why: "No setting is lost, but the result needs attention. For example, another data plane has other defaults, two values of the input " +
			"contradict each other and one of them was kept, or a reference, a patch or a comment could not be converted.",
	},
}
