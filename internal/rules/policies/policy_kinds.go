package policies

import (
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/fields"
)

// gatewayAPIExtra is the group of the Gateway API's experimental kinds.
const gatewayAPIExtra = "gateway.networking.x-k8s.io"

// A policyKinds contains the kinds that a policy can attach to in a release. Its methods return the words and the severity of findings
// about other kinds.
type policyKinds struct{ *fields.PolicyTargets }

// effect returns the effect of a target with a kind that the policy cannot attach to, for a message.
func (k *policyKinds) effect() string {
	switch {
	case k.Refused:
		return "the API server rejects it"
	case k.Inferred:
		return "it most likely has no effect"
	}
	return "it has no effect"
}

// severity returns the severity of a finding about a target with a kind that the policy cannot attach to: the parameter of, but at most a
// warning if the list of kinds is inferred.
func (k *policyKinds) severity(of diag.Severity) diag.Severity {
	if k.Inferred {
		return min(of, diag.Warning)
	}
	return of
}

// names returns the kinds as words for a message, such as "a Service or a Backend".
func (k *policyKinds) names() string {
	var names []string
	for _, t := range k.Kinds {
		if t.Kind != "" {
			names = append(names, fields.WithArticle(t.Kind))
		}
	}
	return joined(names, "or")
}

// joined joins names for a sentence. With the conjunction "or", the result is "a, b or c".
func joined(names []string, conjunction string) string {
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " " + conjunction + " " + names[last]
}
