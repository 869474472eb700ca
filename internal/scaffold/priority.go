package scaffold

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/placeholder"
)

var priorityGroups = Type{
	ID:      "priority-groups",
	Title:   "other static Backends, tried in groups, one after the other",
	Example: "priority-groups api --group api-eu=eu.example.com:8080 --group api-us=us.example.com:8080 --with policy",
	Flags: []Flag{
		{Name: "group", Value: "BACKEND[=HOST:PORT],...", Usage: "the members of a group, the first group first; one with an address is written, too",
			Many: true, fields: []string{"spec.priorityGroups.backendRefs.name"}},
		{Name: "tls", Usage: "connect with TLS; the default where all members have port 443 or 8443", Bool: true},
		{Name: "sni", Value: "NAME", Usage: "the server name for TLS, for all members; implies --tls"},
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
				d.fail("group", "%q has a member without a name", group)
				return
			}
			if !isHostname(name) {
				d.fail("group", "%q is not a valid name of a Backend: write BACKEND, or BACKEND=HOST:PORT for one that does not exist yet", name)
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

// adviseGroups notes the consequences of one setting for members that differ.
func (d *draft) adviseGroups() {
	names := slices.Compact(slices.Sorted(slices.Values(d.hosts)))
	switch {
	case !d.takesTLS() && slices.ContainsFunc(d.ports, isTLSPort):
		d.note("TLS is for all members of the groups or for none: some ports usually take TLS and others do not")
	case d.takesTLS() && len(names) > 1 && len(d.given("sni")) == 0:
		d.note("TLS sends one server name to all members: --sni names one that all their certificates are for")
	}
}

// member adds a Backend that is a member of a group.
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
