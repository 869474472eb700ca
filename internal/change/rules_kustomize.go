package change

// kustomization is the kind of Kustomize files in the tables of this package. It differs from Kustomization, because other tools have a
// kind Kustomization with other fields, and because Kustomize files may have no kind field.
const kustomization = "Kustomization of Kustomize"

const otherBuild = adjusts + "not an object that is applied: Kustomize builds others from it; compare the output of kustomize build"

const kustomizeDefault = restates + "Kustomize uses its default if the field is missing"

// kustomizeRules are the rules for Kustomize files.
var kustomizeRules = []Rule{
	{Kind: kustomization, Path: "**", Any: otherBuild},
	{Kind: kustomization, Path: "", Any: otherBuild},
	{Kind: kustomization, Path: "apiVersion", Any: kustomizeDefault},
	{Kind: kustomization, Path: "kind", Any: kustomizeDefault},
}
