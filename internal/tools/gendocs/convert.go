package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/mapping"
)

const convertIntroduction = `# Convert

` + "`backendctl convert PATH --to TARGET`" + ` converts each Backend to another release. The tables below show how each field is converted. Paths are
below ` + "`spec`" + `, and ` + "`[]`" + ` stands for every item of a list. A field that neither the schema of the source nor that of the target has is
an error.

- **From**: the shape of a document is the first of these: ` + "`--from`" + `, the document's comment ` + "`# backendctl: target=…`" + `, the target itself if it
  accepts the document, the newest release that accepts it, or the catalog if the document uses a field that only the catalog has. A document
  that no shape accepts has the shape with most of its fields; of several, the one with the fewest errors, and of those the newest.
- **` + "`--from`" + `** is a product, a release, the catalog or a CRD. Resources of another product are then not converted; a note states how many.
- **The version** in ` + "`apiVersion`" + ` stays if the target serves it. Else it becomes ` + "`v1alpha1`" + ` or, if the target is a CRD that does not serve this,
  the version that the CRD stores. Backends in another version than ` + "`v1alpha1`" + ` are converted if the CRD of the source or, without
  ` + "`--from`" + `, of the target serves it.
- **Input that is not valid** in its shape is reported like any finding. So is text that cannot be decoded, in a Backend or in an object that
  may refer to one. The document is not changed, the others are converted, and the exit status is 1, also with ` + "`--allow-loss`" + `. A field that may be
  misspelt is not guessed. A misspelt kind or group of a Backend or of a resource of another product is an error, too. JSON output omits
  what cannot be decoded, and reports it.
- **To** 2.2 and later, AI and MCP Backends become an AgentgatewayBackend, the kind that replaces them in kgateway 2.2. Routes in the input
  refer to the new kind, without a port, and a ReferenceGrant for Backends also allows it.
- **A loss** has one of the codes below. With any loss, the exit status is 1 unless ` + "`--allow-loss`" + ` is given.
- **A placeholder** is written if the target requires a value that the source does not have. It has a comment that begins with PLACEHOLDER, or
  with ASSUMED if the value is a likely one.
- **A value is dropped**, and not lost, if it has no meaning in the target: null, a default, or a value that another field implies.
- **Other products** are converted as well: Gloo's Upstream, Istio's ServiceEntry, Services of type ExternalName and Envoy Gateway's Backend.
  Their tables are at the end.
- **Comments** stay with their fields. A note reports a comment that is removed with its field.
- **All or nothing.** ` + "`--in-place` and `--output-dir`" + ` do not write a file that would lose a field, unless ` + "`--allow-loss`" + ` is given. A file that refers to
  a converted object is written only if that object is converted, and an object whose kind changes is written only together with the files
  that refer to it. Notes list the files that are not written, with the reason.
- **` + "`--check`" + `** writes nothing and lists what each document needs: the fields to add, to remove and to fill in, and the losses.
- **References** to an object whose kind changes are updated in routes, in ReferenceGrants, in policies that can target the new kind, and in
  kgateway's own resources. Other references, such as in an Ingress, a SecurityPolicy or a VirtualService, are reported as notes with the
  change to make.
- **A DestinationRule** in the input: its TLS of mode SIMPLE becomes a BackendConfigPolicy for the Backends of its host and port. Its other
  settings are losses. If a policy of the input sets the TLS of the Backend, only the settings that this policy does not have are losses.
`

const foreignIntroduction = `
# From other products

Each resource is first converted to a Backend of kgateway %s, or of %s for AI, by the tables below, and from there to the target by the
tables above. Fields that a Backend does not have go into a BackendConfigPolicy, from the release in the table. A resource with several ports
or several functions becomes several Backends, and so does a ServiceEntry with several hosts and no endpoints. Routes that refer to a port or
a host then refer to the Backend of that port and host. References in routes, grants, BackendTLSPolicies and BackendConfigPolicies of the
input are updated. A field that is not in the tables is lost, with the code no-such-field. If a required value is missing as well, the field
may be misspelt, so the resource is reported and not converted.
`

// convertPage returns the tables of conversions.
func convertPage() string {
	var b strings.Builder
	b.WriteString(notice + convertIntroduction)
	for _, s := range mapping.Sections() {
		fmt.Fprintf(&b, "\n## %s\n\n| field | conversion |\n|---|---|\n", s.Title)
		for _, r := range s.Rows {
			fmt.Fprintf(&b, "| %s | %s |\n", places(r), remarks(r))
		}
	}
	b.WriteString("\n## Losses that depend on values\n\n| code | why | what to do |\n|---|---|---|\n")
	for _, l := range mapping.ValueLosses() {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", l.Code, strings.NewReplacer("%s", "…", "%q", "…").Replace(l.Why), strings.ReplaceAll(l.Help, "%s", "…"))
	}
	b.WriteString("\n## Required fields\n\nIf the source does not have the field, this value is written.\n\n| in | field | value | description |\n|---|---|---|---|\n")
	for _, line := range requirements() {
		b.WriteString(line)
	}
	b.WriteString("\n## Limits of an AgentgatewayBackend\n\nA longer text is lost. A kgateway Backend does not have these limits.\n\n| field | characters |\n|---|---|\n")
	for _, line := range bounds() {
		b.WriteString(line)
	}
	b.WriteString(companionTables())
	fmt.Fprintf(&b, foreignIntroduction, mapping.Middle.Line(), mapping.MiddleAI.Line())
	for _, s := range mapping.ForeignSections() {
		fmt.Fprintf(&b, "\n## %s\n\n| field | becomes | remarks |\n|---|---|---|\n", s.Title)
		for _, r := range s.Rows {
			if !r.Made {
				fmt.Fprintf(&b, "| %s |\n", foreignRow(r))
			}
		}
	}
	return b.String()
}

// foreignRow returns the row of a field of another product.
func foreignRow(r mapping.Row) string {
	field, becomes := r.Was, "nothing"
	for shape, path := range r.At {
		if shape.IsForeign() {
			field = cmp.Or(field, path)
		} else {
			becomes = "`" + path + "`"
		}
	}
	var parts []string
	if r.Policy != "" {
		becomes = "`" + r.Policy + "` of the policy"
		parts = append(parts, "From kgateway "+mapping.PolicySince(r.Policy)+".")
	}
	if r.Step != "" {
		parts = append(parts, sentence(r.Step))
	}
	if text := remarks(r); len(parts) == 0 || text != asItIs {
		if r.Step != "" && becomes == "nothing" {
			becomes, text = "", "The rest: "+strings.ToLower(text[:1])+text[1:]
		}
		parts = append(parts, text)
	}
	return fmt.Sprintf("`%s` | %s | %s", field, becomes, strings.Join(parts, " "))
}

// places returns the paths of a field, each with the shapes that have the field at this path. Consecutive releases are a range.
func places(r mapping.Row) string {
	var paths []string
	names := map[string][]string{}
	first := ""
	for _, shape := range mapping.Shapes() {
		path, ok := r.At[shape]
		if !ok {
			first = ""
			continue
		}
		if !slices.Contains(paths, path) {
			paths, first = append(paths, path), ""
		}
		name := shapeName(shape)
		switch {
		case shape.Line() != "" && first != "":
			names[path][len(names[path])-1] = first + "–" + name
		case shape.Line() != "":
			first = name
			names[path] = append(names[path], name)
		default:
			first = ""
			names[path] = append(names[path], name)
		}
	}
	for i, path := range paths {
		paths[i] = fmt.Sprintf("%s: `%s`", strings.Join(names[path], ", "), path)
	}
	return strings.Join(paths, "<br>")
}

func shapeName(s mapping.Shape) string {
	switch {
	case s == mapping.Agentgateway:
		return "agentgateway"
	case s.Line() != "":
		return s.Line()
	}
	return string(s)
}

const asItIs = "Unchanged."

// remarks returns a text about the conversion of a field: how its value changes, and why it is lost in shapes without the field.
func remarks(r mapping.Row) string {
	var parts []string
	if r.From != "" {
		sources := strings.ReplaceAll(strings.Join(strings.Fields(r.From), " and "), "+", " and newer")
		parts = append(parts, "Only from "+sources+".")
	}
	if text := r.How.Explain(); text != "" {
		parts = append(parts, sentence(text))
	}
	if r.Default != nil {
		parts = append(parts, fmt.Sprintf("`%v` is the default.", r.Default))
	}
	if r.Implied != "" {
		parts = append(parts, "Dropped"+elsewhere(r)+": "+r.Implied+".")
	}
	if r.Loss.Code != "" {
		lost := "Lost"
		if r.Member {
			lost = "No part of the Backend is converted"
		}
		parts = append(parts, fmt.Sprintf("%s%s (%s): %s.", lost, elsewhere(r), r.Loss.Code, r.Loss.Why))
		if r.Loss.Help != "" {
			parts = append(parts, sentence(r.Loss.Help))
		}
	}
	if len(parts) == 0 {
		return asItIs
	}
	return strings.Join(parts, " ")
}

// elsewhere returns " in other shapes" for the loss of a field that some Backend shape has, and "" for a field without such a shape.
func elsewhere(r mapping.Row) string {
	for shape := range r.At {
		if !shape.IsForeign() {
			return " in other shapes"
		}
	}
	return ""
}

func sentence(text string) string { return strings.ToUpper(text[:1]) + text[1:] + "." }

// requirements returns a line for each required field, with all shapes that require it.
func requirements() []string {
	var keys []string
	shapes := map[string][]string{}
	for _, s := range mapping.Shapes() {
		for _, r := range mapping.Requirements(s) {
			mark := "PLACEHOLDER"
			if r.Assumed {
				mark = "ASSUMED"
			}
			in := "`" + r.In + "`"
			if r.Unless != "" {
				in += " without `" + r.Unless + "`"
			}
			key := fmt.Sprintf("%s | `%s` | `%v` (%s) | %s |\n", in, r.Field, r.Value, mark, r.What)
			if !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
			shapes[key] = append(shapes[key], shapeName(s))
		}
	}
	slices.Sort(keys)
	for i, key := range keys {
		keys[i] = fmt.Sprintf("| %s: %s", strings.Join(shapes[key], ", "), key)
	}
	return keys
}

func bounds() []string {
	var lines []string
	for _, l := range mapping.Limits() {
		lines = append(lines, fmt.Sprintf("| `%s` | %d |\n", l.Path, l.Max))
	}
	slices.Sort(lines)
	return lines
}
