package explain

import "strings"

// replacements say where to put what a field said, for fields that a release removed or deprecated. The schemas say when a
// field went, not what took its place.
var replacements = map[string][]string{
	"spec.ai":                  {"an AgentgatewayBackend of agentgateway"},
	"spec.ai.llm.hostOverride": {"spec.ai.llm.host", "spec.ai.llm.port"},
	"spec.ai.llm.provider":     {"the provider's member of spec.ai.llm, such as spec.ai.llm.openai"},
	"spec.ai.multipool":        {"spec.ai.priorityGroups"},
	"spec.aws.accountId":       {"spec.aws.lambda.accountId"},
	"spec.mcp":                 {"an AgentgatewayBackend of agentgateway"},
	"spec.type":                {"nothing but the member itself, which says the same"},
}

// Replacement returns what replaced a field, or the nearest field around it that has a replacement. It returns nil if nothing did.
func Replacement(path string) []string {
	for ; path != ""; path = path[:max(strings.LastIndexByte(path, '.'), 0)] {
		if by := replacements[strings.TrimSuffix(path, "[]")]; by != nil {
			return by
		}
	}
	return nil
}
