package convert

import (
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// unfold moves the authentication settings of an AgentgatewayBackend from its policies to its providers, because a kgateway Backend has
// them there.
func (o *decidedBackend) unfold() {
	if o.From() != mapping.Agentgateway || o.Spec == nil {
		return
	}
	whole := o.At("policies.auth")
	for _, p := range append(providers(o.Object, o.From()), called(o.Object, o.From(), "bedrock")...) {
		auth := p.around.Find("policies", "auth")
		if p.around.Parent().Kind != manifest.Sequence {
			auth = whole
		}
		if rewrite.IsSet(auth) && auth.Kind == manifest.Mapping {
			o.unfoldInto(p, auth)
		}
	}
}

// unfoldInto defers the move of credentials into a provider until the provider has been moved.
func (o *decidedBackend) unfoldInto(p holder, auth *yamltree.Node) {
	for _, leaf := range auth.Leaves() {
		o.Postpone(leaf)
	}
	o.Postpone(auth)
	if p.member.Token() == "bedrock" {
		o.deferred = append(o.deferred, func(o *rewrite.Object) { unfoldAWS(o, p, auth) })
		return
	}
	o.deferred = append(o.deferred, func(o *rewrite.Object) { unfoldToken(o, p, auth) })
}

// unfoldToken moves the credentials of a provider to the provider's token.
func unfoldToken(o *rewrite.Object, p holder, auth *yamltree.Node) {
	token := rewrite.Sub(p.member, "authToken")
	key, ref, pass := auth.Get("key"), auth.Get("secretRef"), auth.Get("passthrough")
	catalog := o.To() == mapping.Catalog
	switch {
	case rewrite.IsSet(ref):
		o.Shift(ref, token, "secretRef")
	case rewrite.IsSet(key) && !catalog:
		o.Shift(key, token, "inline")
	case rewrite.IsSet(pass) && !catalog:
		kind := token.Set("kind", yamltree.Scalar(passthrough)).Value
		o.Use(pass, kind, o.PlaceIn(token, "kind"))
	}
	loseRest(o, auth)
}

// unfoldAWS moves the credentials of Amazon Bedrock to the provider's field auth.
func unfoldAWS(o *rewrite.Object, p holder, auth *yamltree.Node) {
	if ref := auth.Find("aws", "secretRef"); rewrite.IsSet(ref) && o.To() == mapping.Release("2.1") {
		from := ref.Parent()
		o.Shift(ref, rewrite.Sub(p.member, "auth"), "secretRef")
		o.Prune(from)
	}
	loseRest(o, auth)
}

// loseRest removes the remaining authentication settings as losses.
func loseRest(o *rewrite.Object, auth *yamltree.Node) {
	for _, leaf := range auth.Leaves() {
		if leaf != auth && leaf.Origin != nil {
			o.Lose(leaf, mapping.OtherAuth)
		}
	}
	o.Prune(auth)
}
