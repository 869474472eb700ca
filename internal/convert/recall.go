package convert

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// recallTLS finds the policy that sets the object's TLS, if the target is the catalog. The catalog has no policies: each host has its own
// TLS settings.
func (o *decidedBackend) recallTLS() {
	hosts := o.All("static.hosts[]")
	if o.To() != mapping.Catalog || len(hosts) == 0 {
		return
	}
	if o.policy = o.facts.TLSPolicy; o.policy == nil {
		o.policy = o.Index.Securing(o.Document)
	}
}

// fromPolicy copies the TLS settings of the policy that recallTLS has found to every host. If the hosts then have all settings of the
// policy, it returns the policy's result, because the policy is removed. Otherwise it returns nil, and the policy stays.
func (o *movedBackend) fromPolicy(in *input) []*outcome {
	d := o.policy
	if d == nil {
		return nil
	}
	name := references.TLSOf(d).Get("sni").String() + references.TLSOf(d).Get("hostname").String()
	hosts := o.All("static.hosts[]")
	var places []rewrite.Place
	for _, h := range hosts {
		tls := yamltree.Mapping()
		if name != "" {
			tls.Set("sni", yamltree.Scalar(name))
		}
		places = append(places, rewrite.PlaceAt(references.BackendKind+"/"+o.Name(), o.PlaceIn(h, "tls").Path)) // the kind that the object gets later
		h.Set("tls", tls)
	}
	if why := o.keepsPolicy(d, name, hosts); why != "" {
		o.Note(nil, references.NameOf(d)+" "+why)
		return nil
	}
	top := in.topOf[d]
	absorbed := in.absorb(top, o, places)
	if absorbed == nil {
		o.Note(nil, references.NameOf(d)+" was not removed, because its layout cannot be kept; the hosts have its TLS settings")
	}
	if tls := hosts[0].Get("tls"); top.doc != nil {
		for _, text := range slices.Backward(top.doc.Comments()) {
			if text = strings.TrimPrefix(text, "# "); text != trusted && !strings.HasPrefix(text, tlsOfHosts) {
				tls.Above(text)
			}
		}
	}
	return absorbed
}

// keepsPolicy returns the reason why a policy stays although the hosts have its TLS settings. The reason continues a sentence that begins
// with the policy's name. It returns "" if the policy can be removed.
func (o *movedBackend) keepsPolicy(d *manifest.Document, name string, hosts []*yamltree.Node) string {
	switch {
	case !hasOnlyCatalogTLS(d, name, hosts):
		return "has TLS settings that the catalog has no fields for; the policy was not changed"
	case o.facts.IsSeveral:
		return "was not removed, because it has several Backends as its targets; their hosts have its TLS settings"
	case d.Path != "":
		return "was not removed, because it is an item of a List; the hosts have its TLS settings"
	}
	return ""
}

// hasOnlyCatalogTLS reports whether a policy has only settings that the catalog's TLS implies: the system CA certificates, and verification
// of the server name.
func hasOnlyCatalogTLS(d *manifest.Document, name string, hosts []*yamltree.Node) bool {
	spec := d.Root.Get("spec")
	if d.Kind != references.ConfigPolicyKind || len(spec.Fields) != 2 || len(d.Root.Fields) != 4 || len(spec.Get("targetRefs").Items) != 1 {
		return false
	}
	for _, f := range references.TLSOf(d).Fields {
		switch f.Key {
		case "sni":
		case "wellKnownCACertificates":
			if f.Value.String() != "System" {
				return false
			}
		case "verifySubjectAltNames":
			if !slices.Equal(texts(f.Value), namesOf(name, hosts)) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

func texts(n *manifest.Node) []string {
	var out []string
	for _, item := range n.Items {
		out = append(out, item.String())
	}
	return out
}

// absorb returns the result of a policy that is removed because an object has its TLS settings, at the given places. It returns nil if the
// layout of the policy's file cannot be kept.
func (in *input) absorb(top *topDocument, into *movedBackend, places []rewrite.Place) []*outcome {
	doc, err := in.treeOf(top)
	if err != nil {
		return nil
	}
	o := rewrite.New(in.Scope, top.documents[0], doc, doc.Root, into.Table)
	for _, leaf := range o.Leaves {
		f := rewrite.KeptBy("the hosts of " + rewrite.NameOf(into.Root) + " have this setting")
		if tokens := leaf.Tokens(nil); slices.Contains(tokens, "tls") {
			f = rewrite.Fate{Outcome: rewrite.Mapped, To: places}
		}
		o.Settle(leaf, f)
	}
	return []*outcome{{object: o, isCompanion: true, isGone: true}}
}
