package policies

import (
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/fields"
)

// gatewayAPIExtra is the group of Gateway API's experimental kinds.
const gatewayAPIExtra = "gateway.networking.x-k8s.io"

// A policyKinds lists the kinds that a policy attaches to in a release, with the words for messages.
type policyKinds struct{ *fields.PolicyTargets }

// effect returns the effect of a target of another kind, for a message.
func (k *policyKinds) effect() string {
	switch {
	case k.Refused:
		return "the API server rejects it"
	case k.Inferred:
		return "it most likely has no effect"
	}
	return "it has no effect"
}

// severity returns the severity of another kind: at most a warning if it is inferred.
func (k *policyKinds) severity(of diag.Severity) diag.Severity {
	if k.Inferred {
		return min(of, diag.Warning)
	}
	return of
}

// names lists the kinds in a message: a Service or a Backend.
func (k *policyKinds) names() string {
	var names []string
	for _, t := range k.Kinds {
		if t.Kind != "" {
			names = append(names, fields.WithArticle(t.Kind))
		}
	}
	return joined(names, "or")
}

// joined returns a list of names for a sentence: a, b or c.
func joined(names []string, conjunction string) string {
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " " + conjunction + " " + names[last]
}
