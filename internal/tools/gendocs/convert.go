package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/mapping"
)

const convertIntroduction = `# Convert

` + "`backendctl convert PATH --to TARGET`" + ` writes each Backend as another release has it. These are the tables that it works by. Paths are below
` + "`spec`" + `, and ` + "`[]`" + ` stands for every item of a list. A field that neither the source's own schema
nor the target has is an error.

- **From** is the shape of a document: what ` + "`--from`" + ` says, else the document's comment ` + "`# backendctl: target=…`" + `, else the target itself where it
  accepts the document, else the newest release that accepts it, else the catalog where the document uses a field that only the catalog has. A
  document that none accepts has the shape that has most of its fields; of several, the one with the fewest errors, and of those the newest.
- **Input that is not valid** in that shape is reported like any finding, with its place; so is text that cannot be decoded, in a Backend or in
  what may refer to one. The document stays as it is, the others are converted, and the exit status is 1, with ` + "`--allow-loss`" + ` too. Nothing is
  assumed where a field may be misspelt. JSON output leaves out what cannot be decoded, and says so.
- **To** 2.2 and newer, AI and MCP Backends become an AgentgatewayBackend, which is what kgateway 2.2 made of them. Routes of the input name
  it by its new kind and without a port, and a ReferenceGrant for Backends lets it be named, too.
- **A loss** has one of the codes below. With any, the exit status is 1 unless ` + "`--allow-loss`" + ` is given.
- **A placeholder** stands where the target requires what the source does not say, with a comment that begins with PLACEHOLDER, or with
  ASSUMED where the value is a likely one.
- **A value is dropped** and not lost where it says nothing there: null, a default, or what something else says.
- **Other products** come in, too: Gloo's Upstream, Istio's ServiceEntry, a Service of type ExternalName and Envoy Gateway's Backend. Their
  tables are at the end.
- **Comments** stay with what they are about. A comment that is left out together with its field is a note.
- **All or nothing.** ` + "`--in-place` and `--output-dir`" + ` do not write a file that would lose something, unless ` + "`--allow-loss`" + ` is given. A file that refers to
  a converted object is written only if that object is, and an object that got another kind only together with what refers to it. The notes
  say which files stay as they are, and why.
- **` + "`--check`" + `** writes nothing and lists what each document needs: the fields to add, to leave out and to fill in, and what is lost.
- **References** to what has become another kind are followed in routes, in ReferenceGrants, in policies that can have the new kind as their
  target, and in kgateway's own resources. Every other one, such as in an Ingress, a SecurityPolicy or a VirtualService, is reported
  as a note with what to change.
- **A DestinationRule** of the input gives its TLS of mode SIMPLE to the Backends of its host and port, as a BackendConfigPolicy. What
  else it sets is a loss.
`

const foreignIntroduction = `
# From other products

Each becomes a Backend of kgateway %s first, of %s where it is about AI, by the tables below; from there it goes on by those above. What a
Backend has no field for goes into a BackendConfigPolicy beside it, from the release on that is named. A resource with several ports or
several functions becomes several Backends, and so does a ServiceEntry with several hosts and no endpoints; routes that name it by a port or
a host then name the Backend of that port and host. References of routes, grants, BackendTLSPolicies and BackendConfigPolicies of the input follow. What is here neither is lost, with the code no-such-field;
if a required value is missing as well, the field may be misspelt, so the resource is reported and not converted.
`

// convertPage returns the tables of conversions.
func convertPage() string {
	var b strings.Builder
	b.WriteString(notice + convertIntroduction)
	for _, s := range mapping.Sections() {
		fmt.Fprintf(&b, "\n## %s\n\n| field | where it goes |\n|---|---|\n", s.Title)
		for _, r := range s.Rows {
			fmt.Fprintf(&b, "| %s | %s |\n", places(r), remarks(r))
		}
	}
	b.WriteString("\n## Losses that depend on values\n\n| code | why | what to do |\n|---|---|---|\n")
	for _, l := range mapping.ValueLosses() {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", l.Code, strings.ReplaceAll(l.Why, "%s", "…"), l.Help)
	}
	b.WriteString("\n## What is required\n\nWhere the source does not say it, this is written.\n\n| in | field | value | what it is |\n|---|---|---|---|\n")
	for _, line := range requirements() {
		b.WriteString(line)
	}
	b.WriteString("\n## Bounds of an AgentgatewayBackend\n\nA text that is longer is lost; kgateway's own Backend has no such bounds.\n\n| field | characters |\n|---|---|\n")
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
		parts = append(parts, "From kgateway "+mapping.PolicySince(r.Policy)+" on.")
	}
	if r.Step != "" {
		parts = append(parts, sentence(r.Step))
	}
	if text := remarks(r); len(parts) == 0 || text != asItIs {
		if r.Step != "" && becomes == "nothing" {
			becomes, text = "", "What is left of it: "+strings.ToLower(text[:1])+text[1:]
		}
		parts = append(parts, text)
	}
	return fmt.Sprintf("`%s` | %s | %s", field, becomes, strings.Join(parts, " "))
}

// places returns the paths of a field with the shapes that have it there; releases are written as ranges.
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

const asItIs = "As it is."

// remarks returns how the value changes, and how it is lost in shapes without the field.
func remarks(r mapping.Row) string {
	var parts []string
	if r.From != "" {
		sources := strings.ReplaceAll(strings.Join(strings.Fields(r.From), " or "), "+", " and newer")
		parts = append(parts, "From "+sources+" alone.")
	}
	if text := r.How.Explain(); text != "" {
		parts = append(parts, sentence(text))
	}
	if r.Default != nil {
		parts = append(parts, fmt.Sprintf("`%v` is the same as no field.", r.Default))
	}
	if r.Implied != "" {
		parts = append(parts, "Dropped"+elsewhere(r)+": "+r.Implied+".")
	}
	if r.Loss.Code != "" {
		lost := "Lost"
		if r.Member {
			lost = "The whole Backend has no form"
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

// elsewhere returns the word " elsewhere" for the loss of a field that some Backend shape has, and "" for a field without such a shape.
func elsewhere(r mapping.Row) string {
	for shape := range r.At {
		if !shape.IsForeign() {
			return " elsewhere"
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
