package convert

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// The kinds of a provider's token.
const (
	inline      = "Inline"
	secretRef   = "SecretRef"
	passthrough = "Passthrough"
)

// A holder is a provider's field, such as openai, with the object that contains the field.
type holder struct{ member, around *yamltree.Node }

// providers returns the AI providers of a Backend that can have a token. The paths are those of the given shape.
func providers(o *rewrite.Object, s mapping.Shape) []holder {
	return called(o, s, append([]string{"azure"}, mapping.Providers...)...)
}

// called returns the AI providers of a Backend with one of the given names. The paths are those of the given shape.
func called(o *rewrite.Object, s mapping.Shape, names ...string) []holder {
	bases := map[mapping.Shape][]string{
		mapping.Catalog: {"ai.provider"}, mapping.Release("2.0"): {"ai.llm.provider", "ai.multipool.priorities[].pool[].provider"},
		mapping.Release("2.1"): {"ai.llm", "ai.priorityGroups[].providers[]"}, mapping.Agentgateway: {"ai.provider", "ai.groups[].providers[]"},
	}
	var out []holder
	for _, base := range bases[s] {
		for _, around := range o.All(base) {
			for _, e := range around.Fields() {
				if slices.Contains(names, e.Key) && e.Value.Kind == manifest.Mapping {
					out = append(out, holder{e.Value, around})
				}
			}
		}
	}
	return out
}

// single keeps only the credentials that the kind of each token selects. It runs before fields are moved.
func (o *decidedBackend) single() {
	for _, p := range providers(o.Object, o.From()) {
		token := p.member.Get("authToken")
		if !rewrite.IsSet(token) {
			continue
		}
		for _, e := range slices.Clone(token.Fields()) {
			if !rewrite.IsSet(e.Value) {
				o.Clear(e.Value)
			}
		}
		o.ownNamespace(token)
		o.byKind(p, token)
	}
}

// ownNamespace removes the namespace from a reference to a Secret, because the Secret must be in the Backend's namespace. Another namespace
// is a loss.
func (o *decidedBackend) ownNamespace(token *yamltree.Node) {
	ref := token.Find("secretRef", "namespace")
	if !rewrite.IsSet(ref) {
		return
	}
	if ref.Value == o.Namespace() && o.Namespace() != "" {
		o.Drop(ref, "a Secret is always in the Backend's own namespace")
		return
	}
	row, _ := o.Table.Row("ai.provider.openai.authToken.secretRef.namespace")
	name := token.Find("secretRef", "name").String()
	o.Lose(ref, row.Loss)
	o.AddSecret(name, "Authorization", "the provider's token")
}

// byKind keeps the credentials that the kind of a token selects: an inline value or a reference to a Secret.
func (o *decidedBackend) byKind(p holder, token *yamltree.Node) {
	kind, ref, value := token.Get("kind"), token.Get("secretRef"), token.Get("inline")
	kept := o.To() == mapping.Release("2.0") || o.To() == mapping.Release("2.1") // the target also has a field for the kind
	for counts, other := range map[string]*yamltree.Node{secretRef: ref, inline: value} {
		if rewrite.IsSet(other) && kind != nil && kind.Value != counts && (!kept || o.To() == mapping.Release("2.1") && rewrite.IsSet(ref) && rewrite.IsSet(value)) {
			o.Drop(other, "it has no effect with this kind of token")
		}
	}
	if kind == nil {
		return
	}
	if there := map[any]*yamltree.Node{secretRef: ref.Get("name"), inline: value}; !kept && kind.Value != passthrough && !rewrite.IsSet(there[kind.Value]) {
		o.Lose(kind, mapping.NoToken)
		return
	}
	switch kind.Value {
	case passthrough:
		o.pass(p, kind)
	case inline:
		if o.To() == mapping.Catalog && rewrite.IsSet(value) {
			row, _ := o.Table.Row(rewrite.PatternOf(value.Tokens(o.Spec)))
			name := o.Name() + "-token"
			o.Lose(value, row.Loss)
			ref := token.Set("secretRef", yamltree.Mapping()).Value
			o.Hold(ref.Set("name", yamltree.Scalar(name)).Value, "a Secret with the token")
			o.AddSecret(name, "Authorization", "the provider's token")
		}
	}
}

// pass converts a token that the gateway forwards from the client.
func (o *decidedBackend) pass(p holder, kind *yamltree.Node) {
	switch o.To() {
	case mapping.Agentgateway:
		o.Postpone(kind)
		o.deferred = append(o.deferred, func(o *rewrite.Object) {
			auth := authOf(o, p)
			o.Use(kind, rewrite.Sub(auth, strings.ToLower(passthrough)), o.PlaceIn(auth, strings.ToLower(passthrough)))
		})
	case mapping.Catalog:
		o.Lose(kind, mapping.PassedToken)
	}
}

// authOf returns the authentication settings of a provider in an AgentgatewayBackend, and creates them if necessary.
func authOf(o *rewrite.Object, p holder) *yamltree.Node {
	base := o.Spec
	if provider := p.member.Parent(); provider.Parent().Kind == manifest.Sequence {
		base = provider
	}
	return rewrite.Sub(base, "policies", "auth")
}

// tokens adds the values that releases 2.0 and 2.1 require in a token. It runs after fields are moved.
func (o *movedBackend) tokens() {
	if o.To() != mapping.Release("2.0") && o.To() != mapping.Release("2.1") {
		return
	}
	for _, p := range providers(o.Object, o.To()) {
		token := p.member.Get("authToken")
		switch {
		case !rewrite.IsSet(token):
			o.Clear(token)
			o.askForToken(p.member.Set("authToken", yamltree.Mapping()).Value)
		case token.Kind != manifest.Mapping || rewrite.IsSet(token.Get("kind")):
		case rewrite.IsSet(token.Find("secretRef", "name")):
			token.Insert(0, "kind", yamltree.Scalar(secretRef))
		case rewrite.IsSet(token.Get("inline")):
			token.Insert(0, "kind", yamltree.Scalar(inline))
		default:
			o.askForToken(token)
		}
	}
}

// askForToken adds a placeholder for the name of a Secret to a token, and creates that Secret with a placeholder for its data.
func (o *movedBackend) askForToken(token *yamltree.Node) {
	token.Set("kind", yamltree.Scalar(secretRef))
	name := o.Name() + "-token"
	o.Hold(rewrite.Sub(token, "secretRef").Set("name", yamltree.Scalar(name)).Value, "a Secret with the provider's token under the key Authorization")
	o.AddSecret(name, "Authorization", "the provider's token")
}

// bedrock sets the type of the credentials of Amazon Bedrock, which kgateway 2.1 requires. The only type is Secret.
func (o *movedBackend) bedrock() {
	for _, path := range []string{"ai.llm.bedrock.auth", "ai.priorityGroups[].providers[].bedrock.auth"} {
		for _, auth := range o.All(path) {
			if o.To() == mapping.Release("2.1") && auth.Kind == manifest.Mapping && !rewrite.IsSet(auth.Get("type")) {
				o.Clear(auth.Get("type"))
				auth.Insert(0, "type", yamltree.Scalar("Secret"))
			}
		}
	}
}
