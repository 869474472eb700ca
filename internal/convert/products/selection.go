package products

import (
	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/manifest"
)

// TakesPort reports whether a port of a reference selects the Backend of the portion. If the resource became several Backends, the reference
// needs a port. If those Backends have no ports, it selects none of them.
func (p *Portion) TakesPort(port any) bool {
	if p.Port == nil || port == nil {
		return !p.several
	}
	return port == p.Port || port == p.portName
}

// TakesHost reports whether a mention can refer to the portion. If that has one of several hosts, the mention has to name the host.
func (p *Portion) TakesHost(m references.Mention) bool {
	if p.host == "" {
		return true
	}
	isHostName := m.Form == references.HostReference || m.Kind == references.HostnameKind && m.Group == references.IstioGroup
	return isHostName && references.MatchesHost(m.Name, p.host)
}

// IsTarget reports whether the target of a policy in a namespace is the document before its conversion, and the section, if there is one,
// is the portion's port.
func (p *Portion) IsTarget(d *manifest.Document, ref *manifest.Node, namespace string) bool {
	if ref.Get("group").String() != references.GroupOf(d.APIVersion) || ref.Get("kind").String() != d.Kind ||
		ref.Get("name").String() != d.Name || namespace != d.Namespace {
		return false
	}
	section, ports := ref.Get("sectionName").String(), d.Root.Get("spec").Get("ports")
	return section == "" || !p.several || ports == nil || p.index < len(ports.Items) && ports.Items[p.index].Get("name").String() == section
}
