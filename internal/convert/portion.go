package convert

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/stable"
)

// A portion is what of a resource becomes one Backend.
type portion struct {
	name  string        // what tells it from the others
	index int           // in the list that the resource is split by
	port  any           // the number of its port, nil if it has none
	host  string        // of a resource whose hosts become Backends of their own: the host; else empty
	loss  *mapping.Loss // why it has no form
}

// portionsOf returns the portions of a resource that become Backends, at least one, and by their indexes why the others cannot. Where
// none can, the only portion is one without a form, which refuses the resource.
func (s *set) portionsOf(d *manifest.Document, from *product) ([]portion, map[int]*mapping.Loss) {
	var all, good []portion
	if from.portions != nil && d.Root.Get("spec") != nil {
		all = from.portions(s, d)
	}
	formless := map[int]*mapping.Loss{}
	for _, p := range all {
		if p.loss != nil {
			formless[p.index] = p.loss
			continue
		}
		good = append(good, p)
	}
	if len(good) == 0 {
		return []portion{{}}, formless
	}
	return good, formless
}

// portsOf returns the ports of a ServiceEntry or a Service, of which a Backend has one; without any, those that references name.
func portsOf(s *set, d *manifest.Document) []portion {
	list := d.Root.Get("spec").Get("ports")
	if list == nil || len(list.Items) == 0 {
		return s.portsNamed(d)
	}
	var all []portion
	for i, p := range list.Items {
		number := cmp.Or(p.Get("number"), p.Get("port"))
		name := p.Get("name").String()
		if dnsLabel(name) == "" {
			name = textOf(number)
		}
		out := portion{name: name, index: i}
		if number != nil {
			out.port = number.Value
		}
		if protocol, ok := s.carries(d, p, out.port); !ok {
			why := mapping.NoStream.With(protocol, d.Kind)
			if slices.Contains(datagrams, strings.ToUpper(protocol)) {
				why = mapping.NoDatagrams.With(protocol)
			}
			out.loss = &why
		}
		all = append(all, out)
	}
	return all
}

// portsAndHosts returns the portions of a ServiceEntry: its ports, and of each the hosts that are looked up one by one. Several hosts in one
// Backend would share the requests for each of them.
func portsAndHosts(s *set, d *manifest.Document) []portion {
	ports, hosts := portsOf(s, d), hostsApart(d)
	if len(hosts) < 2 {
		return ports
	}
	if len(ports) == 0 {
		ports = []portion{{}}
	}
	var all []portion
	for _, p := range ports {
		if p.loss != nil {
			all = append(all, p)
			continue
		}
		for _, host := range hosts {
			of := p
			of.host, of.name = host, host
			if len(ports) > 1 {
				of.name = host + "-" + p.name
			}
			all = append(all, of)
		}
	}
	return all
}

// hostsApart returns the hosts of a ServiceEntry that has no endpoints, each once and without those that have a wildcard.
func hostsApart(d *manifest.Document) []string {
	spec := d.Root.Get("spec")
	if endpoints := spec.Get("endpoints"); endpoints != nil && len(endpoints.Items) > 0 {
		return nil
	}
	var hosts []string
	for _, host := range hostsOf(d, d.Namespace) {
		if host != "" && !strings.Contains(host, "*") && !slices.Contains(hosts, host) {
			hosts = append(hosts, host)
		}
	}
	return hosts
}

// isOfHost reports whether a mention can be of the object, where that is of one host of several: the mention has to name the host.
func (o *object) isOfHost(m mention) bool {
	if o.ownHost == "" {
		return true
	}
	isHostName := m.form == hostReference || m.kind == hostnameKind && m.group == istioGroup
	return isHostName && matchesHost(m.name, o.ownHost)
}

// portsNamed returns the ports by which references name a document that lists none.
func (s *set) portsNamed(d *manifest.Document) []portion {
	var all []portion
	for _, c := range s.callers(d) {
		number, ok := c.port.(int64)
		if !ok || !c.sends() || slices.ContainsFunc(all, func(p portion) bool { return p.port == c.port }) {
			continue
		}
		all = append(all, portion{name: strconv.FormatInt(number, 10), port: number})
	}
	stable.Sort(all, func(a, b portion) int { return cmp.Compare(a.port.(int64), b.port.(int64)) })
	return all
}

// datagrams are the protocols that no Backend carries.
var datagrams = []string{"UDP", "SCTP"}

// carries returns what a port speaks, and whether a Backend of it can: requests of HTTP, or anything if only routes name it that
// pass on bytes.
func (s *set) carries(d *manifest.Document, port *manifest.Node, number any) (string, bool) {
	transport, application := port.Get("protocol").String(), port.Get("appProtocol").String()
	known := serviceProtocols
	if d.Kind != "Service" {
		application, known = strings.ToUpper(transport), istioProtocols
	}
	if slices.Contains(datagrams, strings.ToUpper(transport)) {
		return transport, false
	}
	if _, ok := known[application]; ok || application == "" {
		return application, true
	}
	return application, s.streamedBy(d, number) != ""
}
