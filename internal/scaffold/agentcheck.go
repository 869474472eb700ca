package scaffold

import (
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/schema"
	"github.com/backendctl/backendctl/internal/source"
)

// mcpProtocols lists the transport protocols that an AgentgatewayBackend supports for MCP.
var mcpProtocols = []string{"StreamableHTTP", "SSE"}

// agentProtocol rejects a value of --protocol that is not a known transport protocol.
func (d *draft) agentProtocol() {
	given := d.given("protocol")
	if len(given) == 0 || slices.Contains(mcpProtocols, given[0]) {
		return
	}
	hint := ""
	if near, ok := fuzzy.Nearest(given[0], mcpProtocols); ok {
		hint = ", did you mean " + strconv.Quote(near) + "?"
	}
	d.fail("protocol", "unknown value %q: allowed: %s%s", given[0], strings.Join(mcpProtocols, ", "), hint)
}

// checkAgent rejects values that the API server would reject. The program has no schema of an AgentgatewayBackend. Therefore checkAgent
// checks the lengths of texts, and a Backend with the same metadata, because the rules for metadata are the same.
func (d *draft) checkAgent() error {
	d.checkLengths()
	twin := &node{kind: object}
	twin.set(d.backend.json(), "")
	twin.put("apiVersion", apiVersion)
	twin.put("kind", backendKind)
	twin.put("spec", map[string]any{"type": "Static", "static": map[string]any{"hosts": []any{map[string]any{"host": "a.example.com", "port": int64(80)}}}})
	validator, err := schema.For(d.Target.Base()) // a CRD may not accept the spec of the twin
	if err != nil {
		return err
	}
	documents, _ := manifest.Parse(source.New("metadata", []byte(twin.text())), manifest.Options{})
	whole := &Manifest{objects: []*node{d.backend}}
	for _, found := range validator.Check(documents[0]) {
		found.Document = 0
		d.errs = append(d.errs, whole.Refusal(found))
	}
	return nil
}

// checkLengths rejects texts that are longer than the CRD of AgentgatewayBackend allows.
func (d *draft) checkLengths() {
	for _, limit := range mapping.Limits() {
		d.backend.walk("", func(pointer string, n *node) {
			text, isText := n.value.(string)
			if isText && plainPointer(pointer) == "spec."+strings.ReplaceAll(limit.Path, "[]", "") && len([]rune(text)) > limit.Max {
				d.fail(n.flag, "too long: must be at most %d characters", limit.Max)
			}
		})
	}
}
