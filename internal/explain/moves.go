package explain

import "strings"

// replacements has the replacements of fields that a release removed or deprecated, by path. The schemas state only that a field was
// removed, and not what replaces it.
var replacements = map[string][]string{
	"spec.ai":                  {"an AgentgatewayBackend of agentgateway"},
	"spec.ai.llm.hostOverride": {"spec.ai.llm.host", "spec.ai.llm.port"},
	"spec.ai.llm.provider":     {"the provider's member of spec.ai.llm, such as spec.ai.llm.openai"},
	"spec.ai.multipool":        {"spec.ai.priorityGroups"},
	"spec.aws.accountId":       {"spec.aws.lambda.accountId"},
	"spec.mcp":                 {"an AgentgatewayBackend of agentgateway"},
	"spec.type":                {"only the member itself, which implies the type"},
}

// Replacement returns the replacements of a field, or else those of the nearest field that contains it. It returns nil if there are none.
func Replacement(path string) []string {
	for ; path != ""; path = path[:max(strings.LastIndexByte(path, '.'), 0)] {
		if by := replacements[strings.TrimSuffix(path, "[]")]; by != nil {
			return by
		}
	}
	return nil
}
