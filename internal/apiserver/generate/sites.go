package generate

// site is a position in a manifest that the schema describes: a field of an object, or an item of a list.
type site struct {
	schema *schema
	parent *object // the object with the field; nil for an item
	owner  *schema // the schema of the parent
	key    string
	list   *list // the list with the item; nil for a field
	index  int   // the index of the item
}

func (s site) get() any {
	if s.parent != nil {
		return s.parent.get(s.key)
	}
	return s.list.items[s.index]
}

func (s site) set(v any) {
	if s.parent != nil {
		s.parent.set(s.key, v)
		return
	}
	s.list.items[s.index] = v
}

// sites returns all sites in the spec of a manifest. The first one is the spec itself.
func (g *Generator) sites(m *object) []site {
	root := site{schema: g.schema.properties["spec"], parent: m, owner: g.schema, key: "spec"}
	return append([]site{root}, below(root.schema, root.get())...)
}

func below(s *schema, v any) []site {
	var found []site
	switch v := v.(type) {
	case *object:
		for _, f := range v.fields {
			child := s.properties[f.key]
			if child == nil {
				child = s.values
			}
			if child == nil {
				continue
			}
			found = append(found, site{schema: child, parent: v, owner: s, key: f.key})
			found = append(found, below(child, f.value)...)
		}
	case *list:
		if s.items == nil {
			return nil
		}
		for i, item := range v.items {
			found = append(found, site{schema: s.items, list: v, index: i})
			found = append(found, below(s.items, item)...)
		}
	}
	return found
}

// where returns a random site for which suits returns true. It returns false if there is no such site.
func (g *Generator) where(m *object, suits func(site) bool) (site, bool) {
	var fitting []site
	for _, s := range g.sites(m) {
		if suits(s) {
			fitting = append(fitting, s)
		}
	}
	if len(fitting) == 0 {
		return site{}, false
	}
	return pick(g, fitting...), true
}

func isField(s site) bool { return s.parent != nil }

func isObject(s site) bool { _, ok := s.get().(*object); return ok }

func isList(s site) bool { _, ok := s.get().(*list); return ok }

func isText(s site) bool { _, ok := s.get().(string); return ok }

func isScalar(s site) bool { return !isObject(s) && !isList(s) }
