package scaffold

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/placeholder"
)

var priorityGroups = Type{
	ID:      "priority-groups",
	Title:   "groups of static Backends, with failover between the groups",
	Example: "priority-groups api --group api-eu=eu.example.com:8080 --group api-us=us.example.com:8080 --with policy",
	Flags: []Flag{
		{Name: "group", Value: "BACKEND[=HOST:PORT],...", Usage: "members of a group, in the order of failover; members with HOST:PORT are also written",
			Many: true, fields: []string{"spec.priorityGroups.backendRefs.name"}},
		{Name: "tls", Usage: "connect with TLS (default if all members have port 443 or 8443)", Bool: true},
		{Name: "sni", Value: "NAME", Usage: "TLS server name (SNI) for all members; turns TLS on"},
	},
	members: []string{"spec.priorityGroups"},
	build:   buildPriorityGroups,
}

func buildPriorityGroups(d *draft) {
	d.typeField("PriorityGroups")
	groups := d.given("group")
	if len(groups) == 0 {
		for i, name := range []string{placeholder.Name + "-first", placeholder.Name + "-second"} {
			d.hold(indexed("spec.priorityGroups", i)+".backendRefs[0].name", name, "group")
		}
	}
	for i, group := range groups {
		for j, member := range strings.Split(group, ",") {
			name, at, written := strings.Cut(member, "=")
			if name == "" {
				d.fail("group", "%q contains a member without a name", group)
				return
			}
			if !isHostname(name) {
				d.fail("group", "%q is not a valid Backend name: expected BACKEND, or BACKEND=HOST:PORT to write the member as well", name)
				return
			}
			d.give(indexed(indexed("spec.priorityGroups", i)+".backendRefs", j)+".name", name, "group")
			if written {
				d.member(name, at)
			}
		}
	}
	d.checkSNI()
}

// adviseGroups adds notes if the members of priority groups differ in settings that one policy sets for all of them.
func (d *draft) adviseGroups() {
	names := slices.Compact(slices.Sorted(slices.Values(d.hosts)))
	switch {
	case !d.takesTLS() && slices.ContainsFunc(d.ports, isTLSPort):
		d.note("TLS applies to all members or to none, but only some of their ports usually use TLS")
	case d.takesTLS() && len(names) > 1 && len(d.given("sni")) == 0:
		d.note("all members get the same TLS server name: use --sni to set one that all their certificates match")
	}
}

// member writes a static Backend that is a member of a priority group. The parameter at is the address of its host. It does nothing if the
// member was already written.
func (d *draft) member(name, at string) {
	a, err := parseAddress(at)
	switch {
	case err != nil:
		d.fail("group", "%s: %w", name, err)
		return
	case a.port == 0:
		d.fail("group", "%s: %q has no port", name, at)
		return
	case slices.Contains(d.members, name):
		return
	}
	d.members = append(d.members, name)
	d.hosts, d.ports = append(d.hosts, a.host), append(d.ports, a.port)
	b := newObject(apiVersion, backendKind, name, d.Namespace)
	b.note = "A member of " + d.Name + "."
	b.put("spec.static.hosts[0].host", a.host)
	b.put("spec.static.hosts[0].port", a.port)
	d.extra = append(d.extra, b)
}
