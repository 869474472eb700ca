package products

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/stable"
)

// A Portion is the part of a product's resource that becomes one Backend, such as one port of a Service.
type Portion struct {
	name     string        // unique among the portions
	index    int           // the index of its item in the product's list
	Port     any           // the number of its port as an int64, nil if it has none
	portName string        // the name of its port, "" if it has none
	host     string        // its host if each host becomes a separate Backend, else ""
	loss     *mapping.Loss // why the portion cannot become a Backend, nil if it can
	several  bool          // the resource becomes several Backends
}

// portionsOf returns the portions of a resource that become Backends, and the reasons why the other portions cannot, by their index in the
// list. If no portion can become a Backend, it returns one empty portion, so that the resource is refused with the reason.
func portionsOf(x *references.Index, d *manifest.Document, from *Product) ([]Portion, map[int]*mapping.Loss) {
	var all, good []Portion
	if from.portions != nil && d.Root.Get("spec") != nil {
		all = from.portions(x, d)
	}
	unfit := map[int]*mapping.Loss{}
	for _, p := range all {
		if p.loss != nil {
			unfit[p.index] = p.loss
			continue
		}
		good = append(good, p)
	}
	if len(good) == 0 {
		return []Portion{{}}, unfit
	}
	for i := range good {
		good[i].several = len(good) > 1
	}
	return good, unfit
}

// portsOf returns the ports of a ServiceEntry or a Service as portions, because a Backend has only one port. If the resource has no ports,
// the portions are the port numbers in references to the resource.
func portsOf(x *references.Index, d *manifest.Document) []Portion {
	list := d.Root.Get("spec").Get("ports")
	if list == nil || len(list.Items) == 0 {
		return portsNamed(x, d)
	}
	var all []Portion
	for i, p := range list.Items {
		number := cmp.Or(p.Get("number"), p.Get("port"))
		name := p.Get("name").String()
		if dnsLabel(name) == "" {
			name = textOf(number)
		}
		out := Portion{name: name, index: i, portName: p.Get("name").String()}
		if number != nil {
			out.Port = number.Value
		}
		if protocol, ok := carries(x, d, p, out.Port); !ok {
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

// portsAndHosts returns the portions of a ServiceEntry: each port, or each combination of a port and a host if it has several hosts and no
// endpoints. If these hosts were in one Backend, each request could go to any of them.
func portsAndHosts(x *references.Index, d *manifest.Document) []Portion {
	ports, hosts := portsOf(x, d), hostsApart(d)
	if len(hosts) < 2 {
		return ports
	}
	if len(ports) == 0 {
		ports = []Portion{{}}
	}
	var all []Portion
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

// hostsApart returns the hosts of a ServiceEntry that each need a separate Backend: those without a wildcard, without repetitions. It
// returns none if the ServiceEntry has endpoints, which all hosts share.
func hostsApart(d *manifest.Document) []string {
	spec := d.Root.Get("spec")
	if endpoints := spec.Get("endpoints"); endpoints != nil && len(endpoints.Items) > 0 {
		return nil
	}
	var hosts []string
	for _, host := range references.HostsOf(d, d.Namespace) {
		if host != "" && !strings.Contains(host, "*") && !slices.Contains(hosts, host) {
			hosts = append(hosts, host)
		}
	}
	return hosts
}

// portsNamed returns the port numbers in the references to a resource that has no ports itself, as portions.
func portsNamed(x *references.Index, d *manifest.Document) []Portion {
	var all []Portion
	for _, c := range x.Callers(d) {
		number, ok := c.Port.(int64)
		if !ok || !c.Sends() || slices.ContainsFunc(all, func(p Portion) bool { return p.Port == c.Port }) {
			continue
		}
		all = append(all, Portion{name: strconv.FormatInt(number, 10), Port: number})
	}
	stable.Sort(all, func(a, b Portion) int { return cmp.Compare(a.Port.(int64), b.Port.(int64)) })
	return all
}

// datagrams lists the protocols that no Backend supports.
var datagrams = []string{"UDP", "SCTP"}

// carries returns the protocol of a port, and reports whether a Backend supports it. It supports HTTP, and any TCP protocol if all
// references to the port are routes that forward bytes unchanged.
func carries(x *references.Index, d *manifest.Document, port *manifest.Node, number any) (string, bool) {
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
	return application, x.StreamedBy(d, number) != ""
}

// textOf returns the first value that is not null, as a text. It returns "" if there is no such value.
func textOf(all ...*manifest.Node) string {
	for _, n := range all {
		if n != nil && n.Value != nil {
			return fmt.Sprint(n.Value)
		}
	}
	return ""
}
