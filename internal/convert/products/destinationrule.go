package products

import (
	"fmt"
	"strconv"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

const destinationRule = "DestinationRule"

// secure decides which TLS settings replace the TLS protocol of the port: those of a DestinationRule or of a BackendTLSPolicy, or none if
// the client uses TLS itself.
func (s *serviceEntry) secure() {
	o, protocol := s.foreign, s.protocol
	if ruled := o.ruleTLS(protocol); ruled != nil {
		switch {
		case protocol == nil:
		case ruled.Outcome == rewrite.Lost:
			o.SettleLost(protocol, ruled.Loss)
		default:
			o.Settle(protocol, *ruled)
		}
		return
	}
	if protocol == nil {
		return
	}
	switch by := o.Index.StreamedBy(o.Document, o.portion.Port); {
	case o.hasTLSPolicy(protocol):
		o.SettleDropped(protocol, "a BackendTLSPolicy has this setting")
	case by != "":
		o.SettleDropped(protocol, by+" forwards the client's TLS")
	default:
		o.SettleLost(protocol, mapping.ClientTLS)
	}
}

// ruleTLS copies the TLS settings that a DestinationRule has for the object's host and port. The node protocol is the protocol of the port
// if that is TLS, else nil. It returns the fate of the settings, or nil if there is no such rule.
func (o *foreign) ruleTLS(protocol *yamltree.Node) *rewrite.Fate {
	rule := o.rule()
	if rule == nil {
		return nil
	}
	tls, way := tlsOfRule(rule, o.portion.Port)
	if o.rank(rule) == otherNamespace {
		if setsTLS(tls) {
			o.lostOfRule(rule, append(way, "mode"), mapping.RuleElsewhere.With(references.NameOf(rule), rule.Namespace))
		}
		return nil
	}
	o.loseRule(rule, way)
	if !setsTLS(tls) {
		return nil
	}
	lost := &rewrite.Fate{Outcome: rewrite.Lost, Loss: mapping.RuleTLS.With(tls.Get("mode").String(), references.NameOf(rule))}
	if tls.Get("mode").String() == "SIMPLE" {
		return o.copyTLS(rule, tls, way, lost)
	}
	if protocol == nil {
		o.lostOfRule(rule, append(way, "mode"), lost.Loss)
	}
	return lost
}

// copyTLS copies the TLS settings of a rule to the object's policy, and returns their fate. If there can be no policy, they are lost: it
// sets the reason in lost and returns lost.
func (o *foreign) copyTLS(rule *manifest.Document, tls *manifest.Node, way []string, lost *rewrite.Fate) *rewrite.Fate {
	name := tls.Get("sni").String()
	if hosts := o.All("static.hosts[]"); name == "" && len(hosts) > 0 {
		name = hosts[0].Get("host").String()
	}
	policy := o.policyTLS(nil, name)
	if policy == nil {
		if o.Goal != mapping.Catalog && o.tlsPolicy() == nil {
			lost.Loss = mapping.NoConfigPolicy
			return lost
		}
		return &rewrite.Fate{To: []rewrite.Place{rewrite.PlaceAt("Backend/"+o.Name(), "/spec")}}
	}
	o.verify(rule, tls, way, policy, name)
	if why := o.concludeTLS(); why != nil {
		lost.Loss = *why
		return lost
	}
	o.Note(nil, fmt.Sprintf("the TLS settings of %s are now in %s", references.NameOf(rule), rewrite.NameOf(o.policy)))
	place := "/spec/tls"
	if o.IsFor20() {
		place = "/spec/validation"
	}
	return &rewrite.Fate{To: []rewrite.Place{rewrite.PlaceAt(rewrite.NameOf(o.policy), place)}}
}

// setsTLS reports whether the TLS settings of a rule turn TLS on.
func setsTLS(tls *manifest.Node) bool {
	mode := tls.Get("mode").String()
	return mode != "" && mode != "DISABLE"
}

// rule returns the DestinationRule for the object's host with the highest precedence in Istio, nil if there is none.
func (o *foreign) rule() *manifest.Document {
	var first *manifest.Document
	for _, c := range o.Index.Callers(o.Document) {
		d := c.Document
		isRule := d.Kind == destinationRule && len(c.Way) == 1 && o.portion.TakesHost(c.Mention)
		if isRule && (first == nil || o.rank(d) < o.rank(first)) {
			first = d
		}
	}
	return first
}

// The rank of a DestinationRule by its namespace: the host's own namespace, Istio's root namespace with the defaults for all namespaces, or
// any other namespace. A lower number has precedence.
const (
	ownNamespace = iota
	rootNamespace
	otherNamespace
)

// rank returns the rank of a rule's namespace. Istio looks first in the client's namespace, which is unknown here, and then in the order of
// the ranks.
func (o *foreign) rank(rule *manifest.Document) int {
	switch rule.Namespace {
	case o.Namespace():
		return ownNamespace
	case "istio-system":
		return rootNamespace
	}
	return otherNamespace
}

// tlsOfRule returns the TLS settings that a rule has for a port, with their path. Settings of the port replace those of the host.
func tlsOfRule(rule *manifest.Document, port any) (*manifest.Node, []string) {
	policy := rule.Root.Get("spec").Get("trafficPolicy")
	if list := policy.Get("portLevelSettings"); list != nil {
		for i, item := range list.Items {
			if number := item.Get("port").Get("number"); number != nil && number.Value == port {
				return item.Get("tls"), []string{"spec", "trafficPolicy", "portLevelSettings", strconv.Itoa(i), "tls"}
			}
		}
	}
	return policy.Get("tls"), []string{"spec", "trafficPolicy", "tls"}
}

// verify copies the server name and the verification from a rule to the TLS settings of a policy. Settings that a policy cannot have are
// lost.
func (o *foreign) verify(rule *manifest.Document, tls *manifest.Node, way []string, policy *yamltree.Node, name string) {
	if sni := tls.Get("sni").String(); sni != "" {
		policy.Set("sni", yamltree.Scalar(sni))
	}
	for _, f := range tls.Fields {
		switch f.Key {
		case "mode", "sni", "insecureSkipVerify", "subjectAltNames":
		default:
			o.lostOfRule(rule, append(way, f.Key), o.ruleApart(rule))
		}
	}
	if skip := tls.Get("insecureSkipVerify"); skip != nil && skip.Value == true {
		if rewrite.IsDNS(name) && policy.Get("sni") == nil {
			policy.Set("sni", yamltree.Scalar(name))
		}
		policy.Set("insecureSkipVerify", yamltree.Scalar(true))
		return
	}
	if names := tls.Get("subjectAltNames"); names != nil && len(names.Items) > 0 {
		list := yamltree.Sequence()
		for _, item := range names.Items {
			list.Append(yamltree.Scalar(item.String()))
		}
		policy.Set("verifySubjectAltNames", list)
	}
	o.trust(policy, name)
}

// lostOfRule records the loss of a setting of a rule. It is reported only if the object is converted.
func (o *foreign) lostOfRule(rule *manifest.Document, way []string, why mapping.Loss) {
	n, path := rule.Root, rule.Path+diag.Pointer(way...)
	at := n.Span
	if f := n.FieldAt(way); f != nil {
		at = f.KeySpan
	}
	o.Elsewhere = append(o.Elsewhere, rewrite.Apart{Document: rule, Fate: rewrite.Fate{Outcome: rewrite.Lost, Loss: why, Whole: path, Where: at}})
}

// ruleApart returns the reason for the loss of a rule's settings: the rule applies to the host in the mesh, not to the Backend.
func (o *foreign) ruleApart(rule *manifest.Document) mapping.Loss {
	return mapping.RuleApart.With(references.NameOf(rule), references.BackendKind+"/"+o.Name())
}

// loseRule records the loss of the rule's settings other than TLS, because traffic to the new Backend does not have them.
func (o *foreign) loseRule(rule *manifest.Document, tls []string) {
	why := o.ruleApart(rule)
	spec := rule.Root.Get("spec")
	if subsets := spec.Get("subsets"); subsets != nil {
		o.lostOfRule(rule, []string{"spec", "subsets"}, why)
	}
	settings, _ := spec.Lookup(tls[1 : len(tls)-1])
	if settings == nil {
		return
	}
	for _, f := range settings.Fields {
		switch f.Key {
		case "tls", "port", "portLevelSettings":
		default:
			o.lostOfRule(rule, append(append([]string(nil), tls[:len(tls)-1]...), f.Key), why)
		}
	}
}
