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
	"github.com/backendctl/backendctl/internal/yamltree"
)

// A ruleTLS has the TLS settings that a DestinationRule has for the port of an object.
type ruleTLS struct {
	*foreign
	rule *manifest.Document
	tls  *manifest.Node
	way  []string // the path of tls in the rule
}

// ruleFields maps the TLS settings of a rule to the fields of a BackendConfigPolicy, in the order of the policy's fields.
var ruleFields = []struct{ name, policy string }{
	{"sni", "tls.sni"}, {"subjectAltNames", "tls.verifySubjectAltNames"}, {"insecureSkipVerify", "tls.insecureSkipVerify"},
}

// copy copies the settings to the object's policy or hosts, and records the fate of each setting. It returns the fate of the port's TLS
// protocol, if the port has one.
func (r *ruleTLS) copy() rewrite.Fate {
	name := r.serverName()
	r.dropUnused()
	if why := r.unsupported(); why != nil {
		return r.lose(*why)
	}
	policy := r.policyTLS(nil, name)
	r.copyFields()
	if policy != nil {
		r.verify(policy, name)
		if why := r.concludeTLS(); why != nil {
			return r.lose(*why)
		}
		r.Note(nil, fmt.Sprintf("the TLS settings of %s are now in %s", references.NameOf(r.rule), rewrite.NameOf(r.policy)))
	}
	fate := r.fate()
	r.SettleElsewhere(r.rule, r.at("mode"), fate)
	r.loseRest()
	return fate
}

// serverName returns the server name for TLS: that of the rule, or else the object's first host.
func (r *ruleTLS) serverName() string {
	first := ""
	if hosts := r.All("static.hosts[]"); len(hosts) > 0 {
		first = hosts[0].Get("host").String()
	}
	return cmp.Or(r.tls.Get("sni").String(), first)
}

// unsupported returns the reason why the object cannot have any of the rule's TLS settings, or nil if it can have some.
func (r *ruleTLS) unsupported() *mapping.Loss {
	why := mapping.RuleTLS.With(r.tls.Get("mode").String())
	switch own := r.tlsPolicy(); {
	case own != nil && r.tls.Get("mode").String() != "SIMPLE":
		why = mapping.OtherTLSPolicy.With(references.NameOf(own))
	case r.tls.Get("mode").String() != "SIMPLE":
	case own == nil && r.Goal != mapping.Catalog && !rewrite.IsObjectName(r.Name()):
		why = mapping.NamelessTLS
	default:
		return nil
	}
	return &why
}

// lose records all TLS settings of the rule as lost. It returns the fate of a TLS protocol of the port: dropped, because the rule sets the
// TLS.
func (r *ruleTLS) lose(why mapping.Loss) rewrite.Fate {
	r.loseOfRule(r.rule, r.way, why)
	return rewrite.Fate{Outcome: rewrite.Dropped, Loss: mapping.Loss{Why: references.NameOf(r.rule) + " sets the TLS of this port"}}
}

// dropUnused records as dropped the settings that have no effect in Istio.
func (r *ruleTLS) dropUnused() {
	if r.tls.Get("mode").String() != "SIMPLE" {
		return
	}
	r.drop("mode SIMPLE does not use it", "clientCertificate", "privateKey")
	if skip := r.tls.Get("insecureSkipVerify"); skip != nil && skip.Value == true {
		r.drop("insecureSkipVerify turns the verification off", append(slices.Clone(certificateFields), "subjectAltNames")...)
	}
}

// drop records settings of the rule as dropped, with the reason why they have no effect.
func (r *ruleTLS) drop(why string, names ...string) {
	for _, name := range names {
		r.SettleElsewhere(r.rule, r.at(name), rewrite.Fate{Outcome: rewrite.Dropped, Loss: mapping.Loss{Why: why}})
	}
}

// at returns the path of a setting in the rule.
func (r *ruleTLS) at(name string) []string { return append(slices.Clone(r.way), name) }

// copyFields copies the settings in ruleFields to the object's new policy, or to the hosts of the catalog. A setting that cannot be copied
// is recorded as dropped or lost.
func (r *ruleTLS) copyFields() {
	copied := yamltree.Mapping()
	for _, f := range ruleFields {
		switch n := r.tls.Get(f.name); {
		case n == nil || n.Kind == manifest.Mapping || r.IsSettledElsewhere(r.rule, r.at(f.name)):
		case n.Kind == manifest.Sequence && len(n.Items) == 0, n.Kind == manifest.Scalar && (n.Value == nil || n.Value == false):
			r.drop("it has the default value", f.name)
		default:
			r.toPolicy(copied.Set(f.name, r.borrow(n, r.at(f.name))).Value, f.policy)
		}
	}
	r.verifyHosts()
}

// borrow returns a copy of a value of the rule for the result. The fate of the copy is also the fate of the value.
func (r *ruleTLS) borrow(n *manifest.Node, way []string) *yamltree.Node {
	if n.Kind != manifest.Sequence {
		v := yamltree.Scalar(n.Value)
		r.Borrow(v, r.rule, way)
		return v
	}
	list := yamltree.Sequence()
	for i, item := range n.Items {
		list.Append(r.borrow(item, append(slices.Clone(way), strconv.Itoa(i))))
	}
	return list
}

// verify sets the server name in the TLS settings of a policy and, unless the rule turns it off, the verification of the server.
func (r *ruleTLS) verify(policy *yamltree.Node, name string) {
	if rewrite.IsSet(policy.Get("insecureSkipVerify")) {
		if rewrite.IsDNS(name) && policy.Get("sni") == nil {
			policy.Insert(0, "sni", yamltree.Scalar(name))
		}
		return
	}
	r.trust(policy, name)
}

// fate returns the fate of the settings as a whole: their place in the output, or the policy of the input that replaces them.
func (r *ruleTLS) fate() rewrite.Fate {
	switch own := r.tlsPolicy(); {
	case own != nil:
		return rewrite.KeptBy(references.NameOf(own) + " has the TLS settings")
	case r.policy == nil: // the catalog
		return rewrite.Fate{To: []rewrite.Place{rewrite.PlaceAt(references.BackendKind+"/"+r.Name(), "/spec")}}
	case r.IsFor20():
		return rewrite.Fate{To: []rewrite.Place{rewrite.PlaceAt(rewrite.NameOf(r.policy), "/spec/validation")}}
	}
	return rewrite.Fate{To: []rewrite.Place{rewrite.PlaceAt(rewrite.NameOf(r.policy), "/spec/tls")}}
}

// certificateFields are the settings of a rule that refer to certificates to trust.
var certificateFields = []string{"caCertificates", "caCrl", "credentialName"}

// loseRest records the remaining settings as lost.
func (r *ruleTLS) loseRest() {
	for _, f := range r.tls.Fields {
		why := r.ruleApart(r.rule)
		if own := r.tlsPolicy(); own != nil {
			why = mapping.OtherTLSPolicy.With(references.NameOf(own))
		} else if slices.Contains(certificateFields, f.Key) {
			why = mapping.RuleCertificates
		}
		r.loseOfRule(r.rule, r.at(f.Key), why)
	}
}
