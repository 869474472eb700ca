package convert

import "github.com/backendctl/backendctl/internal/manifest"

// takesPort reports whether a port of a reference selects the Backend of the portion. If the resource became several Backends, the reference
// needs a port. If those Backends have no ports, it selects none of them.
func (p portion) takesPort(port any) bool {
	if p.port == nil || port == nil {
		return !p.several
	}
	return port == p.port || port == p.portName
}

// takesHost reports whether a mention can refer to the portion. If that has one of several hosts, the mention has to name the host.
func (p portion) takesHost(m mention) bool {
	if p.host == "" {
		return true
	}
	isHostName := m.form == hostReference || m.kind == hostnameKind && m.group == istioGroup
	return isHostName && matchesHost(m.name, p.host)
}

// isTarget reports whether the target of a policy in a namespace is the document before its conversion, and the section, if there is one,
// is the portion's port.
func (p portion) isTarget(d *manifest.Document, ref *manifest.Node, namespace string) bool {
	if ref.Get("group").String() != groupOf(d.APIVersion) || ref.Get("kind").String() != d.Kind ||
		ref.Get("name").String() != d.Name || namespace != d.Namespace {
		return false
	}
	section, ports := ref.Get("sectionName").String(), d.Root.Get("spec").Get("ports")
	return section == "" || !p.several || ports == nil || p.index < len(ports.Items) && ports.Items[p.index].Get("name").String() == section
}
