package products

import (
	"strconv"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
)

const destinationRule = "DestinationRule"

// secure copies the TLS settings of a DestinationRule for the port. It also records the fate of the port's TLS protocol: replaced by these
// settings or by a policy of the input, dropped if a route forwards the client's TLS, or else lost.
func (s *serviceEntry) secure() {
	o, protocol := s.foreign, s.protocol
	if fate := o.ruleTLS(); fate != nil {
		if protocol != nil {
			o.Settle(protocol, *fate)
		}
		return
	}
	if protocol == nil {
		return
	}
	switch by := o.Index.StreamedBy(o.Document, o.portion.Port); {
	case o.notesTLSPolicy(protocol):
		o.Settle(protocol, rewrite.KeptBy(references.NameOf(o.tlsPolicy())+" has this setting"))
	case by != "":
		o.SettleDropped(protocol, by+" forwards the client's TLS")
	default:
		o.SettleLost(protocol, mapping.ClientTLS)
	}
}

// ruleTLS copies the TLS settings that a DestinationRule has for the object's host and port. It returns the fate of a TLS protocol of the
// port, or nil if no rule sets TLS for the gateway.
func (o *foreign) ruleTLS() *rewrite.Fate {
	rule := o.rule()
	if rule == nil {
		return nil
	}
	tls, way := tlsOfRule(rule, o.portion.Port)
	if o.rank(rule) == otherNamespace {
		if setsTLS(tls) {
			o.leaveRule(rule, way)
		}
		return nil
	}
	o.loseRule(rule, way)
	if !setsTLS(tls) {
		return nil
	}
	r := &ruleTLS{o, rule, tls, way}
	fate := r.copy()
	return &fate
}

// leaveRule records the TLS settings of a rule in another namespace as lost, or as dropped if a policy of the input sets the TLS of the
// object.
func (o *foreign) leaveRule(rule *manifest.Document, way []string) {
	if policy := o.tlsPolicy(); policy != nil {
		o.SettleElsewhere(rule, way, rewrite.KeptBy(references.NameOf(policy)+" has the TLS settings"))
		return
	}
	o.loseOfRule(rule, way, mapping.RuleElsewhere.With(references.NameOf(rule), rule.Namespace))
}

// setsTLS reports whether the TLS settings of a rule turn TLS on.
func setsTLS(tls *manifest.Node) bool {
	mode := tls.Get("mode").String()
	return mode != "" && mode != "DISABLE"
}

// rule returns the DestinationRule for the object's host, or nil if there is none. If there are several, it returns the one that has
// precedence in Istio.
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

// The ranks of a DestinationRule by its namespace: the host's own namespace, Istio's root namespace with the defaults for all namespaces,
// or any other namespace. A lower number has precedence.
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

// tlsOfRule returns the TLS settings that a rule has for a port, nil if there are none, with their path. If the rule has settings for the
// port, those for the whole host do not apply.
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

// loseOfRule records the settings at a path of a rule as lost.
func (o *foreign) loseOfRule(rule *manifest.Document, way []string, why mapping.Loss) {
	o.SettleElsewhere(rule, way, rewrite.Fate{Outcome: rewrite.Lost, Loss: why})
}

// ruleApart returns the reason for the loss of a rule's settings: the rule applies to the host in the mesh, not to the Backend.
func (o *foreign) ruleApart(rule *manifest.Document) mapping.Loss {
	return mapping.RuleApart.With(references.NameOf(rule), references.BackendKind+"/"+o.Name())
}

// loseRule records the rule's settings other than TLS as lost, because they do not apply to traffic to the new Backend. The parameter tls
// is the path of the rule's TLS settings for the port.
func (o *foreign) loseRule(rule *manifest.Document, tls []string) {
	why := o.ruleApart(rule)
	spec := rule.Root.Get("spec")
	if subsets := spec.Get("subsets"); subsets != nil {
		o.loseOfRule(rule, []string{"spec", "subsets"}, why)
	}
	settings, _ := spec.Lookup(tls[1 : len(tls)-1])
	if settings == nil {
		return
	}
	for _, f := range settings.Fields {
		switch f.Key {
		case "tls", "port", "portLevelSettings":
		default:
			o.loseOfRule(rule, append(append([]string(nil), tls[:len(tls)-1]...), f.Key), why)
		}
	}
}
