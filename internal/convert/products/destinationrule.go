package products

import (
	"cmp"
	"fmt"
	"slices"
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
	if others := o.others(rule); others != "" {
		if setsTLS(tls) {
			o.leaveRule(rule, way, others)
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

// leaveRule records the TLS settings of a rule for other clients as lost, or as dropped if a policy of the input sets the TLS of the object.
func (o *foreign) leaveRule(rule *manifest.Document, way []string, others string) {
	if policy := o.tlsPolicy(); policy != nil {
		o.SettleElsewhere(rule, way, rewrite.KeptBy(references.NameOf(policy)+" has the TLS settings"))
		return
	}
	o.loseOfRule(rule, way, mapping.RuleElsewhere.With(references.NameOf(rule), others))
}

// setsTLS reports whether the TLS settings of a rule turn TLS on.
func setsTLS(tls *manifest.Node) bool {
	mode := tls.Get("mode").String()
	return mode != "" && mode != "DISABLE"
}

// rule returns the DestinationRule for the object's host, or nil if there is none. If there are several, it returns the one that has
// precedence in Istio. Of several rules in one namespace, Istio takes the one with the most specific host.
func (o *foreign) rule() *manifest.Document {
	var first *manifest.Document
	var host string
	for _, c := range o.Index.Callers(o.Document) {
		d := c.Document
		if d.Kind != destinationRule || len(c.Way) != 1 || !o.portion.TakesHost(c.Mention) {
			continue
		}
		if first == nil || cmp.Or(cmp.Compare(o.rank(d), o.rank(first)), references.CompareHosts(c.Name, host)) < 0 {
			first, host = d, c.Name
		}
	}
	return first
}

// The ranks of a DestinationRule: in the host's own namespace, in Istio's root namespace with the defaults for all namespaces, or only for
// other clients than the gateway. A lower number has precedence.
const (
	ownNamespace = iota
	rootNamespace
	otherClients
)

// rank returns the rank of a rule. Istio looks first in the client's namespace, which is unknown here, and then in the order of the ranks.
func (o *foreign) rank(rule *manifest.Document) int {
	switch {
	case o.others(rule) != "":
		return otherClients
	case rule.Namespace == o.Namespace():
		return ownNamespace
	}
	return rootNamespace
}

// others describes the clients that a rule is for, if it is not for all clients and so probably not for the gateway. It returns "" if the
// rule is for all clients.
func (o *foreign) others(rule *manifest.Document) string {
	spec := rule.Root.Get("spec")
	exports, labels := spec.Get("exportTo"), spec.Get("workloadSelector").Get("matchLabels")
	switch {
	case labels != nil && len(labels.Fields) > 0:
		return "the workloads of its workloadSelector"
	case exports != nil && len(exports.Items) > 0 && !slices.ContainsFunc(exports.Items, func(n *manifest.Node) bool { return n.String() == "*" }):
		return "clients in the namespaces of its exportTo"
	case rule.Namespace != o.Namespace() && rule.Namespace != "istio-system":
		return fmt.Sprintf("clients in its namespace %q", rule.Namespace)
	}
	return ""
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
