package products

import (
	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/manifest"
)

// TakesPort reports whether a reference with a port leads to the Backend of the portion. The port is a number, a name, or nil if the
// reference has none. If the resource becomes several Backends, a reference without a port leads to none of them.
func (p *Portion) TakesPort(port any) bool {
	if p.Port == nil || port == nil {
		return !p.several
	}
	return port == p.Port || port == p.portName
}

// TakesHost reports whether a mention can refer to the portion. If the portion has one of several hosts, the mention must refer to that
// host.
func (p *Portion) TakesHost(m references.Mention) bool {
	if p.host == "" {
		return true
	}
	isHostName := m.Form == references.HostReference || m.Kind == references.HostnameKind && m.Group == references.IstioGroup
	return isHostName && references.MatchesHost(m.Name, p.host)
}

// IsTarget reports whether ref, a target of a policy in a namespace, refers to the document d, which is not converted yet. If d becomes
// several Backends by its ports, a sectionName must be the name of the portion's port.
func (p *Portion) IsTarget(d *manifest.Document, ref *manifest.Node, namespace string) bool {
	if ref.Get("group").String() != references.GroupOf(d.APIVersion) || ref.Get("kind").String() != d.Kind ||
		ref.Get("name").String() != d.Name || namespace != d.Namespace {
		return false
	}
	section, ports := ref.Get("sectionName").String(), d.Root.Get("spec").Get("ports")
	return section == "" || !p.several || ports == nil || p.index < len(ports.Items) && ports.Items[p.index].Get("name").String() == section
}
