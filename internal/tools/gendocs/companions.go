package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/fields"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/target"
)

const companionsIntroduction = `
## Policies, extensions and routes beside a Backend

From one release to another, these take part as well. What the target release lacks is lost, with the advice to leave it out or which
release has it. If nothing of an object is left, the object stays as it is, and that is a loss.

- A **BackendTLSPolicy** gets the API version that the release reads: v1alpha3 for 2.0, v1 from 2.1 on. 2.0 ignores the certificate
  authorities of the system and reads the first target alone: the authorities become a ConfigMap that you fill in, which is a loss, and each
  further target gets a policy of its own. Before 2.2 authorities come from a ConfigMap and not from a Secret.
- A **BackendConfigPolicy** does not exist in 2.0. Its TLS becomes a BackendTLSPolicy if it has a DNS name and verifies the certificate.
- A **TrafficPolicy** and a BackendConfigPolicy keep the targets that the release takes (table below). A policy for a Backend that becomes an
  AgentgatewayBackend loses that target.
- A **GatewayExtension** keeps its member if the release has that. Its type is written for releases before 2.2.
- A **GRPCRoute** that leads to a Backend has no form in 2.0.
- A **Gateway** is not changed. If its class cannot serve what a route of it leads to, that is a loss: an AgentgatewayBackend needs the class
  agentgateway, and from 2.2 on that class serves no Backend. From 2.3 on, agentgateway is installed separately.
- A **patch of Kustomize** is not changed. One that does not fit a converted object any more is a warning.

A field of a policy or an extension that no release has is an error, and so are fields that exclude each other in the release that it was
written for: the document stays as it is.
`

// companionTables returns the tables of the fields and values of companions by release, from the tables of the conversion.
func companionTables() string {
	var b strings.Builder
	b.WriteString(companionsIntroduction)
	b.WriteString("\n### Fields that not all releases have\n\nA field below one of these has the same limits.\n\n| kind | field | releases |\n|---|---|---|\n")
	for _, kind := range []string{mapping.BackendConfigPolicy, mapping.GatewayExtension, mapping.HTTPListenerPolicy, mapping.ListenerPolicy, mapping.TrafficPolicy} {
		root := fields.Of("gateway.kgateway.dev/v1alpha1", kind)
		if root.Since != "" {
			fmt.Fprintf(&b, "| %s | the kind itself | %s |\n", kind, lines(root.Since, root.Until))
		}
		for _, line := range limited(root.Child("spec"), kind, "") {
			b.WriteString(line)
		}
	}
	b.WriteString("\n### Targets of policies\n\nA policy of another release that is about another kind loses that target.\n\n| policy | releases | kinds |\n|---|---|---|\n")
	b.WriteString(targetRows())
	b.WriteString("\n### Values that not all releases take\n\n| kind | field | releases | rule |\n|---|---|---|---|\n")
	for _, bound := range mapping.AllBounds() {
		fmt.Fprintf(&b, "| %s | `%s` | %s | It %s. |\n", bound.Kind, bound.Path, lines(bound.Since, bound.Until), bound.Must)
	}
	return b.String()
}

// limited returns a row for each field that some releases do not have.
func limited(in *fields.Field, kind, path string) []string {
	var out []string
	for _, name := range in.Names() {
		child := in.Child(name)
		at := strings.TrimPrefix(path+"."+name, ".")
		if child.Since != "" || child.Until != "" {
			out = append(out, fmt.Sprintf("| %s | `%s` | %s |\n", kind, at, lines(child.Since, child.Until)))
		}
		if child.IsList {
			at += "[]"
		}
		out = append(out, limited(child, kind, at)...)
	}
	return out
}

// lines returns a range of release lines as text.
func lines(since, until string) string {
	first, last := target.Releases()[0].Release, target.Latest().Release
	since, until = cmp.Or(since, first), cmp.Or(until, last)
	if since == until {
		return since
	}
	return since + "–" + until
}

// targetRows returns a row for each policy whose targets a release checks.
func targetRows() string {
	var rows []string
	for _, t := range target.Releases() {
		for _, p := range fields.Targets(t) {
			var kinds []string
			for _, k := range p.Kinds {
				kinds = append(kinds, k.Kind)
			}
			row := fmt.Sprintf("| %s | %s | %s |\n", p.Policy, lines(p.Since, p.Until), strings.Join(kinds, ", "))
			if p.Refused && !slices.Contains(rows, row) {
				rows = append(rows, row)
			}
		}
	}
	slices.Sort(rows)
	return strings.Join(rows, "")
}
