package change

import "strings"

const (
	kgatewayGroup   = "gateway.kgateway.dev"
	kgatewayVersion = "v1alpha1" // the only version that kgateway's releases serve
)

var (
	anotherGroup = &Condition{"when the API group changes", func(_ *comparer, c *Change) bool {
		return groupOfVersion(c.From.text()) != groupOfVersion(c.To.text())
	}}
	becomesUnserved   = &Condition{"when no release of kgateway serves the new version", func(_ *comparer, c *Change) bool { return isUnserved(c.To) }}
	wasUnserved       = &Condition{"when no release of kgateway serves the old version", func(_ *comparer, c *Change) bool { return isUnserved(c.From) }}
	hasKgatewayDomain = &Condition{"when its domain is kgateway.dev or agentgateway.dev", func(_ *comparer, c *Change) bool {
		domain, _, _ := strings.Cut(strings.TrimPrefix(c.Pattern, "metadata.annotations."), "/")
		return hasDomain(domain, "kgateway.dev") || hasDomain(domain, "agentgateway.dev")
	}}
	isGenerated = &Condition{"when generateName is set on the other side", func(in *comparer, c *Change) bool {
		side := Before
		if c.To == nil {
			side = After
		}
		return in.roots[side].at("metadata", "generateName") != nil
	}}
)

// hasDomain reports whether a name is a domain or below it.
func hasDomain(name, domain string) bool {
	return name == domain || strings.HasSuffix(name, "."+domain)
}

// groupOfVersion returns the group of an apiVersion, or "" for the core group.
func groupOfVersion(apiVersion string) string {
	group, _, found := strings.Cut(apiVersion, "/")
	if !found {
		return ""
	}
	return group
}

// isUnserved reports whether an apiVersion is a version of kgateway's group that no release serves.
func isUnserved(apiVersion *Value) bool {
	version, isKgateway := strings.CutPrefix(apiVersion.text(), kgatewayGroup+"/")
	return isKgateway && version != kgatewayVersion
}
