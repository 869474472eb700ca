package lint

import (
	"path"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
)

// Use is the purpose of a reference.
type Use string

// Route: a route sends its traffic to the object. Mirror: a route sends copies of its requests to the object. Service: a policy or a
// listener calls the object (authorization, rate limits, logs, traces, keys). Member: the object is a Backend of a priority group. Target:
// a policy applies to the object.
const (
	Route   Use = "route"
	Mirror  Use = "mirror"
	Service Use = "service"
	Member  Use = "member"
	Target  Use = "target"
)

// A Reference is a place in a document that names an object. Group, Kind and Namespace have the defaults of the Gateway API if they are
// missing: the core group, Service and the referrer's namespace. A field with an unrendered template is empty.
type Reference struct {
	Place                        // the mapping with the name of the object
	Use                          Use
	Group, Kind, Namespace, Name string
	// Rule is set for the uses Route and Mirror: the rule of the route that contains the reference.
	Rule Place
	// Owner is set for the use Service: the key of the object that contains the backendRef, such as grpcService.
	Owner string
}

// paths are the paths of references, by the referrer's group and kind. A star means every item of a list.
var paths = map[groupKind][]usePath{
	{GatewayAPI, "HTTPRoute"}: routePaths,
	{GatewayAPI, "GRPCRoute"}: routePaths,
	{GatewayAPI, "TCPRoute"}:  {{Route, "spec.rules.*.backendRefs.*"}},
	{GatewayAPI, "TLSRoute"}:  {{Route, "spec.rules.*.backendRefs.*"}},
	{GatewayAPI, "UDPRoute"}:  {{Route, "spec.rules.*.backendRefs.*"}},
	{Kgateway, "Backend"}:     {{Member, "spec.priorityGroups.*.backendRefs.*"}},
	{Kgateway, "GatewayExtension"}: {
		{Service, "spec.extAuth.grpcService.backendRef"},
		{Service, "spec.extAuth.httpService.backendRef"},
		{Service, "spec.extProc.grpcService.backendRef"},
		{Service, "spec.rateLimit.grpcService.backendRef"},
		{Service, "spec.jwt.providers.*.jwks.remote.backendRef"},
		{Service, "spec.oauth2.backendRef"},
		{Service, "spec.oauth2.jwt.jwksBackendRef"},
	},
	{Kgateway, "HTTPListenerPolicy"}: append(listenerPaths("spec"), targetPath),
	{Kgateway, "ListenerPolicy"}: append(append(listenerPaths("spec.default.httpSettings"),
		listenerPaths("spec.perPort.*.listener.httpSettings")...), targetPath),
	{Kgateway, "BackendConfigPolicy"}: {targetPath},
	{Kgateway, "TrafficPolicy"}:       {targetPath},
	{GatewayAPI, "BackendTLSPolicy"}:  {targetPath},
}

type usePath = struct {
	use  Use
	path string
}

var targetPath = usePath{Target, "spec.targetRefs.*"}

var routePaths = []usePath{
	{Route, "spec.rules.*.backendRefs.*"},
	{Mirror, "spec.rules.*.filters.*.requestMirror.backendRef"},
	{Mirror, "spec.rules.*.backendRefs.*.filters.*.requestMirror.backendRef"},
}

func listenerPaths(settings string) []usePath {
	return []usePath{
		{Service, settings + ".accessLog.*.grpcService.backendRef"},
		{Service, settings + ".accessLog.*.openTelemetry.grpcService.backendRef"},
		{Service, settings + ".tracing.provider.openTelemetry.grpcService.backendRef"},
	}
}

// refer collects all references of the set and resolves them.
func (s *Set) refer() {
	var last groupKind
	var known []usePath
	for i, d := range s.documents {
		if k := s.kinds[i]; k != last {
			last, known = k, paths[k] // files often contain many objects of one kind
		}
		for _, p := range known {
			if top, _, _ := strings.Cut(strings.TrimPrefix(p.path, "spec."), "."); d.Root.Get("spec").Field(top) == nil {
				continue // nearly all documents lack the field
			}
			follow(At(d), strings.Split(p.path, "."), Place{}, "", func(at, rule Place, owner string) {
				s.add(newReference(d, p.use, at, rule, owner))
			})
		}
	}
}

func (s *Set) add(r *Reference) {
	s.references = append(s.references, r)
	s.from[r.Document] = append(s.from[r.Document], r)
	for _, d := range s.copies(r) {
		s.to[d] = append(s.to[d], r)
		if r.Use == Target {
			s.targets[r.Document] = append(s.targets[r.Document], d)
		}
	}
}

// copies returns the document that a reference leads to, and other copies of the same object in the same namespace and folder that are
// applied together with it. In the cluster, one copy replaces the other copies, so the reference counts for each copy.
func (s *Set) copies(r *Reference) []*manifest.Document {
	first := s.one(r)
	if first == nil {
		return nil
	}
	near := s.near[name{groupKind{r.Group, r.Kind}, r.Name}]
	if near == nil {
		return []*manifest.Document{first}
	}
	var inFile, others []*manifest.Document
	for _, d := range near().inFolder[path.Dir(first.File.Name())] {
		switch {
		case d.Namespace != first.Namespace:
		case d.File == first.File:
			inFile = append(inFile, d)
		case s.Together(first.File, d.File) != Apart:
			others = append(others, d)
		}
	}
	return append(inFile, others...)
}

// follow walks a path and calls found for each mapping at the end of the path. rule is the item of the list rules that contains the
// mapping, and owner is the key of the object that contains the reference (see Reference.Owner).
func follow(at Place, path []string, rule Place, owner string, found func(at, rule Place, owner string)) {
	if at.Node == nil {
		return
	}
	if len(path) == 0 {
		if at.Node.Kind == manifest.Mapping {
			found(at, rule, owner)
		}
		return
	}
	if path[0] != "*" {
		if !strings.HasSuffix(path[0], "ackendRef") {
			owner = path[0]
		}
		follow(at.Field(path[0]), path[1:], rule, owner, found)
		return
	}
	for _, item := range at.Items() {
		around := rule
		if owner == "rules" {
			around = item
		}
		follow(item, path[1:], around, owner, found)
	}
}

func newReference(d *manifest.Document, use Use, at, rule Place, owner string) *Reference {
	r := &Reference{Place: at, Use: use, Rule: rule, Owner: owner}
	r.Group, r.Kind, r.Namespace, r.Name = at.Field("group").Word(), at.Field("kind").Word(), at.Field("namespace").Word(), at.Field("name").Word()
	switch {
	case use == Member:
		r.Group, r.Kind = Kgateway, "Backend"
	case use != Target && r.Kind == "" && !at.Field("kind").Exists():
		r.Kind = "Service"
	}
	if use == Target || use == Member || r.Namespace == "" && !at.Field("namespace").Template() {
		r.Namespace = d.Namespace
	}
	return r
}

func (s *Set) one(r *Reference) *manifest.Document {
	if r.Name == "" {
		return nil
	}
	return s.One(r.Group, r.Kind, r.Namespace, r.Name, r.Document)
}

// IsBackend reports whether a reference names a Backend, by group and kind.
func (r *Reference) IsBackend() bool { return r.Group == Kgateway && r.Kind == "Backend" }

// References returns the references with one of the uses in input order, or all references if uses is empty.
func (s *Set) References(uses ...Use) []*Reference {
	if len(uses) == 0 {
		return s.references
	}
	var out []*Reference
	for _, r := range s.references {
		if slices.Contains(uses, r.Use) {
			out = append(out, r)
		}
	}
	return out
}

// To returns the references with one of the uses that lead to a document, or all references that lead to it if uses is empty.
func (s *Set) To(d *manifest.Document, uses ...Use) []*Reference {
	if len(uses) == 0 {
		return s.to[d]
	}
	var out []*Reference
	for _, r := range s.to[d] {
		if slices.Contains(uses, r.Use) {
			out = append(out, r)
		}
	}
	return out
}

// From returns the references in a document.
func (s *Set) From(d *manifest.Document) []*Reference { return s.from[d] }

// Referent returns the document that a reference leads to, or nil if the set has none.
func (s *Set) Referent(r *Reference) *manifest.Document { return s.one(r) }

// Attached returns the policies of a kind that attach to a Backend: by targetRefs or, for kgateway's own policies, by targetSelectors, in
// the Backend's namespace, because targets are local. A section name never matches a Backend, which has no named ports, but a policy with a
// section name is treated as attached: a separate rule reports the mistake.
func (s *Set) Attached(b *manifest.Document, group, kind string) []*manifest.Document {
	var out []*manifest.Document
	for _, policy := range s.Kind(group, kind) {
		if SameNamespace(policy.Namespace, b.Namespace) && (s.refers(policy, b) || Selects(policy, b)) {
			out = append(out, policy)
		}
	}
	return out
}

func (s *Set) refers(policy, b *manifest.Document) bool {
	return slices.ContainsFunc(s.to[b], func(r *Reference) bool { return r.Use == Target && r.Document == policy })
}

// Targets returns the Backends that a policy attaches to, without duplicates: the inverse of [Set.Attached].
func (s *Set) Targets(policy *manifest.Document) []*manifest.Document {
	var out []*manifest.Document
	for _, d := range s.targets[policy] {
		if s.backends[d] && !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	if len(At(policy, "spec", "targetSelectors").Items()) == 0 {
		return out
	}
	for _, b := range s.Kind(Kgateway, "Backend") {
		if SameNamespace(policy.Namespace, b.Namespace) && Selects(policy, b) && !slices.Contains(out, b) {
			out = append(out, b)
		}
	}
	return out
}

// Selects reports whether a policy's targetSelectors match a Backend's labels, regardless of namespaces.
func Selects(policy, b *manifest.Document) bool {
	for _, selector := range At(policy, "spec", "targetSelectors").Items() {
		if selector.Field("group").Word() == Kgateway && selector.Field("kind").Word() == "Backend" && matches(selector.Field("matchLabels"), b) {
			return true
		}
	}
	return false
}

// matches reports whether a Backend has all labels of a selector. An empty selector matches nothing.
func matches(labels Place, b *manifest.Document) bool {
	for _, key := range labels.Keys() {
		want, known := labels.Field(key).Text()
		has, ok := At(b, "metadata", "labels", key).Text()
		if !known || !ok || want != has {
			return false
		}
	}
	return len(labels.Keys()) > 0
}
