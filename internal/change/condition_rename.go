package change

var (
	sameReferent     = &Condition{"when it is the new name of the same object, rule, listener or port", func(_ *comparer, c *Change) bool { return c.followsRename() }}
	referencesFollow = &Condition{"when all references have the new name", func(in *comparer, c *Change) bool {
		old, now, ok := in.renamed(c)
		return ok && in.follow(old, now)
	}}
	referencesStay = &Condition{"when references to the old name are left", func(in *comparer, c *Change) bool {
		old, now, ok := in.renamed(c)
		return ok && in.isLeft(old, now)
	}}
	detaches = &Condition{"when a policy refers to only one of the names", func(in *comparer, c *Change) bool { return len(in.attachments(c)) > 0 }}
)

// followsRename reports whether a reference changes to the new name of what it refers to.
func (c *Change) followsRename() bool {
	return c.From != nil && c.To != nil && c.From.referent != "" && c.From.referent == c.To.text()
}

// renamed returns the old and the new referent of a change of a name, and false if the name is added or removed.
func (c *comparer) renamed(change *Change) (old, now referent, ok bool) {
	if c.set == nil || change.From == nil || change.To == nil {
		return old, now, false
	}
	old, now = c.referents(change)
	return old, now, true
}

// referents returns what the old and the new value of a name stand for: the object, or a section in it.
func (c *comparer) referents(change *Change) (old, now referent) {
	old, now = referent{identityOf(c.object.documents[Before]), ""}, referent{identityOf(c.object.documents[After]), ""}
	if change.Pattern != "metadata.name" {
		old.section, now.section = change.From.text(), change.To.text()
	}
	return old, now
}

// follow reports whether all references moved from the old name to the new name: before the change, objects refer to the old name only,
// and after the change, objects refer to the new name only.
func (c *comparer) follow(old, now referent) bool {
	isEarly := len(c.set.referring(Before, now)) > 0
	return len(c.set.referring(Before, old)) > 0 && len(c.set.referring(After, now)) > 0 && !c.isLeft(old, now) && !isEarly
}

// isLeft reports whether an object refers to an old name on the newer side.
func (c *comparer) isLeft(old, now referent) bool {
	return len(c.set.referring(After, old)) > 0 || old.section != "" && len(c.set.referring(After, referent{now.identity, old.section})) > 0
}
