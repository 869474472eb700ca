package change

// kustomization is the kind of the files of Kustomize, which need not have one. Those of other tools have other fields.
const kustomization = "Kustomization of Kustomize"

var otherBuild = adjusts("not an object that is applied: Kustomize builds others from it; compare the output of kustomize build")

// kustomizeRules are about the files of Kustomize.
var kustomizeRules = []Rule{
	{Kind: kustomization, Path: "**", Any: otherBuild},
	{Kind: kustomization, Path: "", Any: otherBuild},
}
