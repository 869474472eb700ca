package target

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/backendctl/backendctl/internal/crd"
)

// A custom is a CRD of the user, for example of a release that this program does not know, a nightly build or a fork.
type custom struct {
	definition *crd.Definition
	base       Target // the release whose behaviour is assumed
	version    string // the version that scaffold writes and explain shows
	versions   map[string]*servedVersion
}

// A servedVersion is a version that a CRD serves: its decoded schema, its schema as text, and its rules that are not supported. The text
// is created only when it is needed.
type servedVersion struct {
	schema   document
	text     func() []byte
	unjudged []crd.Unjudged
}

// FromCRD returns the target of a CRD. Lint rules and conversions treat the target as the release base, because a CRD does not describe
// the behaviour of kgateway. The parameter place is the position of the CRD after all releases, counted from 0. Each CRD of a run has a
// different place.
func FromCRD(id string, d *crd.Definition, base Target, place int) (Target, error) {
	if base.Catalog() {
		return Target{}, fmt.Errorf("%s is not a release", base.ID)
	}
	own := &custom{definition: d, base: base, version: primary(d), versions: map[string]*servedVersion{}}
	words, err := glossaryOf(base)
	if err != nil {
		return Target{}, err
	}
	for _, v := range d.Versions {
		if own.versions[v.Name], err = words.schema(id, d, v); err != nil {
			return Target{}, fmt.Errorf("cannot use the CRD in %s: version %s: %w", d.Name, v.Name, err)
		}
	}
	return Target{ID: id, Release: base.Release, Title: "the CRD in " + d.Name, Order: len(all) + place, own: own}, nil
}

// servedFirst is the version that all releases serve.
const servedFirst = "v1alpha1"

// primary returns the version of a CRD that is shown and written: the version that all releases serve or, if the CRD does not have it, the
// version that is stored.
func primary(d *crd.Definition) string {
	if d.Version(servedFirst) != nil {
		return servedFirst
	}
	if i := slices.IndexFunc(d.Versions, func(v crd.Version) bool { return v.Storage }); i >= 0 {
		return d.Versions[i].Name
	}
	return d.Versions[0].Name
}

// Custom reports whether t is a CRD of the user.
func (t Target) Custom() bool { return t.own != nil }

// Base returns the release whose behaviour is assumed for t: the base of a CRD, or the release itself.
func (t Target) Base() Target {
	if t.own == nil {
		return t.Line()
	}
	return t.own.base
}

// Name returns the name of t for a sentence, such as "kgateway 2.4", or the id of a CRD or of the catalog.
func (t Target) Name() string {
	if t.Custom() || t.Catalog() {
		return t.ID
	}
	return t.Title
}

// Versions returns the versions that t serves. The first one is the version that [Target.Schema] describes.
func (t Target) Versions() []string {
	if t.own == nil {
		return []string{servedFirst}
	}
	out := []string{t.own.version}
	for _, v := range t.own.definition.Versions {
		if v.Name != t.own.version {
			out = append(out, v.Name)
		}
	}
	return out
}

// Serves reports whether t serves the version in the apiVersion of a manifest.
func (t Target) Serves(apiVersion string) bool {
	version, ok := strings.CutPrefix(apiVersion, crd.Group+"/")
	return ok && slices.Contains(t.Versions(), version)
}

// SchemaOf returns the JSON Schema of a version that t serves.
func (t Target) SchemaOf(version string) []byte {
	if t.own == nil {
		return t.Schema()
	}
	return t.own.versions[version].text()
}

// Decoded returns the JSON Schema of a version that t serves, decoded with numbers as json.Number. The caller must not change it.
func (t Target) Decoded(version string) (map[string]any, error) {
	if t.own == nil {
		return t.document()
	}
	return t.own.versions[version].schema, nil
}

// Unjudged returns the rules of a version that are not part of a verdict, because they are not supported.
func (t Target) Unjudged(version string) []crd.Unjudged {
	if t.own == nil {
		return nil
	}
	return t.own.versions[version].unjudged
}

// behaves returns the release whose behaviour is assumed for t. For a CRD, it is the newest patch of the base, because faults that a
// patch of the base fixed are also fixed in a newer release.
func (t Target) behaves() Target {
	if t.own == nil {
		return t
	}
	base := t.own.base
	base.patches = lastPatch
	return base
}

// A glossary contains this project's descriptions of the fields of a release.
type glossary struct {
	release  Target
	document document
	metadata crd.Object
}

var glossaries sync.Map // id of a release to func() (*glossary, error)

// glossaryOf returns the glossary of a release, which is created once.
func glossaryOf(release Target) (*glossary, error) {
	load, _ := glossaries.LoadOrStore(release.ID, sync.OnceValues(func() (*glossary, error) { return newGlossary(release) }))
	return load.(func() (*glossary, error))()
}

// Prepare starts to load the schema of a release, so that it is ready for [FromCRD] when the caller has read the CRD.
func Prepare(base Target) {
	go func() { _, _ = glossaryOf(base) }() // FromCRD returns the error
}

func newGlossary(release Target) (*glossary, error) {
	d, err := release.document()
	if err != nil {
		return nil, err
	}
	return &glossary{release, d, d.metadata()}, nil
}

// schema returns a version of a CRD with its schema, and with the rules that are not supported and therefore not checked.
func (g *glossary) schema(id string, d *crd.Definition, v crd.Version) (*servedVersion, error) {
	var translator crd.Translator
	unjudged := translator.Translate(v.Root)
	head := crd.Object{
		{Key: "title", Value: "Backend of " + id},
		{Key: "description", Value: "A manifest is valid if an API server with this CRD accepts it, except for rules that cannot be checked."},
		{Key: "x-provenance", Value: crd.Object{{Key: "crd", Value: d.Name}, {Key: "crdDigest", Value: d.Digest}}},
	}
	if rules := unjudgedList(unjudged); rules != nil {
		head = append(head, crd.Member{Key: "x-unjudged-rules", Value: rules})
	}
	built, err := crd.Build(v.Root, crd.Options{
		Head: head, Metadata: g.metadata, Subresource: v.Subresource, Version: v.Name,
		Words: func(path string, f *crd.Field, required bool) (crd.Object, error) {
			return g.words(path, f, required), nil
		},
	})
	if err != nil {
		return nil, err
	}
	return &servedVersion{built.Decoded(), sync.OnceValue(func() []byte { return crd.Encode(built) }), unjudged}, nil
}

func unjudgedList(rules []crd.Unjudged) []any {
	var out []any
	for _, r := range rules {
		o := crd.Object{{Key: "field", Value: r.Field}, {Key: "rule", Value: r.Rule}}
		o.Set("message", r.Message)
		out = append(out, o)
	}
	return out
}

// words returns the descriptions of a field. If the release has the field with the same constraints, they are the descriptions of this
// project. Else it is the description in the CRD or, if the CRD has none, the description of the release's field.
func (g *glossary) words(path string, f *crd.Field, required bool) crd.Object {
	ours := g.document.resolve(g.document.at(path))
	var words crd.Object
	switch {
	case ours == nil:
		words.Set("description", prose(f.Description))
		return words
	case !f.Same(ours):
		words.Set("description", firstOf(prose(f.Description), ours["description"]))
		return words
	}
	for _, keyword := range []string{"description", "x-expected", "deprecated"} {
		words.Set(keyword, ours[keyword])
	}
	if required {
		words.Set("x-required-because", ours["x-required-because"])
	}
	words.Set("examples", ordered(ours["examples"]))
	return words
}

// longestProse is the maximum length of a description, in bytes.
const longestProse = 2000

// prose returns a description on one line, because comments in manifests also contain it. It shortens a long description.
func prose(description string) string {
	text := strings.Join(strings.Fields(description), " ")
	if len(text) > longestProse {
		text = strings.ToValidUTF8(text[:longestProse], "") + "…"
	}
	return text
}

func firstOf(description string, ours any) any {
	if description != "" {
		return description
	}
	return ours
}

// at returns the schema at a path of fields, or nil if there is none. In the path, [] stands for the items of a list, and {} for the values
// of a map.
func (d document) at(path string) any {
	var s any = schema(d)
	for _, name := range strings.Split(path, ".") {
		name, isMap := strings.CutSuffix(name, "{}")
		lists := strings.Count(name, "[]")
		next, there := properties(d.resolve(s))[strings.TrimRight(name, "[]")]
		if !there {
			return nil
		}
		for s = next; lists > 0; lists-- {
			s = d.resolve(s)["items"]
		}
		if isMap {
			s = d.resolve(s)["additionalProperties"]
		}
	}
	return s
}

// metadata returns the definition ObjectMeta, and the definitions that it refers to.
func (d document) metadata() crd.Object {
	definitions, _ := d["$defs"].(schema)
	seen := map[string]bool{"Set": true, "Fieldless": true} // every schema has these definitions
	var out crd.Object
	var add func(name string)
	add = func(name string) {
		if seen[name] || definitions[name] == nil {
			return
		}
		seen[name] = true
		out = append(out, crd.Member{Key: name, Value: ordered(definitions[name])})
		for _, ref := range references(definitions[name]) {
			add(strings.TrimPrefix(ref, "#/$defs/"))
		}
	}
	add("ObjectMeta")
	return out
}

// references returns the values of all $ref keywords in a schema, at any depth.
func references(v any) []string {
	var out []string
	switch v := v.(type) {
	case schema:
		for _, name := range sorted(v) {
			if ref, ok := v[name].(string); ok && name == "$ref" {
				out = append(out, ref)
			}
			out = append(out, references(v[name])...)
		}
	case []any:
		for _, item := range v {
			out = append(out, references(item)...)
		}
	}
	return out
}

// ordered returns a decoded value with the members of its objects in alphabetical order.
func ordered(v any) any {
	switch v := v.(type) {
	case schema:
		out := crd.Object{}
		for _, name := range sorted(v) {
			out = append(out, crd.Member{Key: name, Value: ordered(v[name])})
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = ordered(item)
		}
		return out
	case json.Number, string, bool, nil:
		return v
	}
	return v
}
