package mapping

import "github.com/backendctl/backendctl/internal/placeholder"

// A Requirement is a field that a shape requires, with a placeholder for an input without a value for the field.
type Requirement struct {
	In     string // the path of the object below spec; the requirement applies if the object exists
	Field  string // the path of the field in the object
	Value  any    // the placeholder
	What   string // a description of the value to enter
	Unless string // a field of the same object; if it is set, the requirement does not apply
	// Assumed means that the placeholder is a likely value. Otherwise it has no meaning, and only makes the API server accept the object.
	Assumed bool
}

// noName is the placeholder of a name.
const noName = "placeholder"

// Requirements returns the required fields of a shape.
func Requirements(s Shape) []Requirement {
	var out []Requirement
	for _, r := range requirements() {
		for _, shape := range r.shapes {
			if shape == s {
				out = append(out, r.Requirement)
			}
		}
	}
	return out
}

// A shapeRequirement is a requirement of some shapes.
type shapeRequirement struct {
	shapes []Shape
	Requirement
}

func requirements() []shapeRequirement {
	all := []shapeRequirement{
		{within("2.0+"), Requirement{In: "static.hosts[]", Field: "host", Value: noName + ".invalid", What: "the name or address of the host"}},
		{within("2.0+"), Requirement{In: "static.hosts[]", Field: "port", Value: int64(80), What: "the port of the host", Assumed: true}},
		{within("2.1-2.3"), Requirement{In: "aws", Field: "lambda.functionName", Value: noName, What: "the name of the function"}},
		{within("2.4+"), Requirement{In: "aws", Field: "lambda.functionName", Value: noName, What: "the name of the function", Unless: "ec2"}},
		{within("2.0+"), Requirement{In: "aws.lambda", Field: "functionName", Value: noName, What: "the name of the function"}},
		{within("2.0-2.3"), Requirement{In: "aws", Field: "accountId", Value: placeholder.Account, What: "the AWS account of the function"}},
		{within("agw"), Requirement{In: "mcp.targets[].static", Field: "host", Value: noName + ".invalid", What: "the name or address of the server"}},
	}
	for _, c := range []context{single, group} {
		all = append(all, c.requirements()...)
	}
	return all
}

// requirements returns the required fields of the providers at a position.
func (c context) requirements() []shapeRequirement {
	var all []shapeRequirement
	for shape, base := range map[string]string{"2.0": c.v20 + ".provider.", "2.1": c.v21 + "."} {
		shapes := within(shape)
		for _, name := range Providers {
			all = append(all, shapeRequirement{shapes, Requirement{In: base + name, Field: "authToken.kind", Value: "SecretRef", What: "the kind of the provider's token"}})
		}
		for _, field := range []string{"endpoint", "deploymentName", "apiVersion"} {
			all = append(all, shapeRequirement{shapes, Requirement{In: base + "azureopenai", Field: field, Value: noName, What: "the " + field + " of Azure OpenAI"}})
		}
		all = append(all,
			shapeRequirement{shapes, Requirement{In: base + "gemini", Field: "model", Value: noName, What: "the name of the model"}},
			shapeRequirement{shapes, Requirement{In: base + "gemini", Field: "apiVersion", Value: "v1beta", What: "the version of the provider's API", Assumed: true}},
			shapeRequirement{shapes, Requirement{In: base + "vertexai", Field: "apiVersion", Value: "v1", What: "the version of the provider's API", Assumed: true}},
			shapeRequirement{shapes, Requirement{In: base + "vertexai", Field: "model", Value: noName, What: "the name of the model"}},
			shapeRequirement{shapes, Requirement{In: base + "vertexai", Field: "projectId", Value: noName, What: "the Google Cloud project"}},
			shapeRequirement{shapes, Requirement{In: base + "vertexai", Field: "location", Value: noName, What: "the location of the model"}},
			shapeRequirement{shapes, Requirement{In: base + "vertexai", Field: "publisher", Value: "GOOGLE", What: "the publisher of the model", Assumed: true}},
		)
	}
	for _, field := range []string{"projectId", "region"} {
		all = append(all, shapeRequirement{within("agw"), Requirement{In: c.agw + ".vertexai", Field: field, Value: noName, What: "the " + field + " of Vertex AI"}})
	}
	return append(all, shapeRequirement{within("agw"), Requirement{In: c.agw + ".azureopenai", Field: "endpoint", Value: noName, What: "the endpoint of Azure OpenAI"}})
}
