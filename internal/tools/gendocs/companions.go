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
## Policies, extensions and routes

These objects are converted between releases as well. A field that the target release does not have is lost, with advice. If no field of an
object is left, the object is not changed, and that is a loss.

- A **BackendTLSPolicy** gets the API version that the release reads: v1alpha3 for 2.0, v1 from 2.1. 2.0 ignores the system's CA
  certificates and reads only the first target. The CA certificates become a ConfigMap that you fill in, which is a loss, and each further
  target gets a separate policy. Before 2.2, CA certificates can be in a ConfigMap, but not in a Secret.
- A **BackendConfigPolicy** does not exist in 2.0. Its TLS becomes a BackendTLSPolicy if it has a DNS name and verifies the certificate.
- A **TrafficPolicy** and a BackendConfigPolicy keep the targets that the release allows (table below). A policy for a Backend that becomes an
  AgentgatewayBackend loses that target.
- A **GatewayExtension** keeps its settings if the release supports them. Its type is written for releases before 2.2.
- A **GRPCRoute** that refers to a Backend is not converted to 2.0.
- A **Gateway** is not changed. If its class does not support the backends of its routes, that is a loss: an AgentgatewayBackend needs the
  class agentgateway, and from 2.2 that class does not support Backends. From 2.3, agentgateway is installed separately.
- A **Kustomize patch** is not changed, in a file, a Kustomization or a Kustomization of Flux. A patch that no longer fits a converted object
  is a warning.

A field of a policy or an extension that no release has is an error. So are fields that cannot be combined in the release that the document
was written for. Such a document is not changed.
`

// companionTables returns tables of the fields and values of companions that only some releases have. The data is that of the conversion.
func companionTables() string {
	var b strings.Builder
	b.WriteString(companionsIntroduction)
	b.WriteString("\n### Fields that not all releases have\n\nFields in these fields have the same limits.\n\n| kind | field | releases |\n|---|---|---|\n")
	for _, kind := range []string{mapping.BackendConfigPolicy, mapping.GatewayExtension, mapping.HTTPListenerPolicy, mapping.ListenerPolicy, mapping.TrafficPolicy} {
		root := fields.Of("gateway.kgateway.dev/v1alpha1", kind)
		if root.Since != "" {
			fmt.Fprintf(&b, "| %s | the kind itself | %s |\n", kind, lines(root.Since, root.Until))
		}
		for _, line := range limited(root.Child("spec"), kind, "") {
			b.WriteString(line)
		}
	}
	b.WriteString("\n### Targets of policies\n\nA policy loses targets of other kinds.\n\n| policy | releases | kinds |\n|---|---|---|\n")
	b.WriteString(targetRows())
	b.WriteString("\n### Values that not all releases accept\n\n| kind | field | releases | rule |\n|---|---|---|---|\n")
	for _, bound := range mapping.AllBounds() {
		fmt.Fprintf(&b, "| %s | `%s` | %s | It %s. |\n", bound.Kind, bound.Path, lines(bound.Since, bound.Until), bound.Must)
	}
	return b.String()
}

// limited returns a table row for each field that some releases do not have, including nested fields.
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

// lines returns a range of release lines as text, such as 2.1–2.3.
func lines(since, until string) string {
	first, last := target.Releases()[0].Release, target.Latest().Release
	since, until = cmp.Or(since, first), cmp.Or(until, last)
	if since == until {
		return since
	}
	return since + "–" + until
}

// targetRows returns a table row for each policy that can attach only to certain kinds, if the API server rejects other kinds.
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
