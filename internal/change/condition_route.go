package change

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
)

var (
	noTrafficAfter = &Condition{"when all weights are 0 after the change", func(in *comparer, c *Change) bool {
		return sendsNothing(in.listAround(After, c.After)) && !sendsNothing(in.listAround(Before, c.Before))
	}}
	noTrafficBefore = &Condition{"when all weights were 0 before the change", func(in *comparer, c *Change) bool {
		return sendsNothing(in.listAround(Before, c.Before)) && !sendsNothing(in.listAround(After, c.After))
	}}
	noWeight = &Condition{"when its weight is 0", func(_ *comparer, c *Change) bool {
		w, ok := weightOf(c.value())
		return ok && w == 0
	}}
	shorterPrefix = &Condition{"when the new prefix includes the old one", func(in *comparer, c *Change) bool {
		return in.isPrefix(c) && includes(c.To.text(), c.From.text())
	}}
	toPrefix = &Condition{"when Exact becomes PathPrefix", func(_ *comparer, c *Change) bool {
		return c.From.text() == "Exact" && c.To.text() == "PathPrefix"
	}}
	includedMatch = &Condition{"when another match includes it on the other side", func(in *comparer, c *Change) bool {
		side, pointer := After, c.After
		if c.From == nil {
			side, pointer = Before, c.Before
		}
		rule := in.ruleAt(side, pointer)
		return !in.contests(side, pointer, c.value()) && slices.ContainsFunc(in.listAround(side, pointer).items(), func(m *Value) bool {
			return matchIncludes(m, c.value()) && (in.set == nil || rule != nil && !in.intervenes(side, rule, m, c.value()))
		})
	}}
	directResponse = &Condition{"when it refers to a DirectResponse", func(_ *comparer, c *Change) bool {
		return c.value().at("extensionRef", "kind").text() == "DirectResponse"
	}}
	filterOfType = func(types ...string) *Condition {
		return &Condition{"when its type is " + strings.Join(types, " or "), func(_ *comparer, c *Change) bool {
			return slices.Contains(types, c.value().at("type").text())
		}}
	}
	allMoves = &Condition{"when no backend gets traffic both before and after", func(in *comparer, c *Change) bool {
		before, after := receivers(in.listAround(Before, c.Before)), receivers(in.listAround(After, c.After))
		return len(before) > 0 && len(after) > 0 && !slices.ContainsFunc(before, func(key string) bool { return slices.Contains(after, key) })
	}}
	sameRule = &Condition{"when another rule does the same on the other side", func(in *comparer, c *Change) bool {
		matches := c.value().read("matches").items()
		return len(matches) > 0 && !slices.ContainsFunc(matches, func(m *Value) bool { return !in.hasRule(c, c.value(), m) || in.passes(c.value(), m) })
	}}
	sameRuleOfMatch = &Condition{"when another rule does the same on the other side", func(in *comparer, c *Change) bool {
		side, pointer := Before, c.Before
		if c.From == nil {
			side, pointer = After, c.After
		}
		rule := in.ruleAt(side, pointer)
		return rule != nil && in.hasRule(c, rule, c.value()) && !in.passes(rule, c.value())
	}}
	timeoutStays = &Condition{"when the rule has no retries, and backendRequest stays the same", func(in *comparer, c *Change) bool {
		var timeouts [2]*Value
		for side, pointer := range [2]string{c.Before, c.After} {
			rule := in.ruleAt(Side(side), pointer)
			timeouts[side] = rule.at("timeouts", "backendRequest")
			if timeouts[side] == nil || rule.at("retry") != nil {
				return false
			}
		}
		return equal(timeouts[Before], timeouts[After])
	}}
	includedName = &Condition{"when another entry includes it on the other side", func(in *comparer, c *Change) bool {
		return slices.ContainsFunc(in.otherList(c).items(), func(other *Value) bool { return includesName(other.text(), c.value().text()) })
	}}
	includedToken = &Condition{"when an asterisk on the other side includes it", func(in *comparer, c *Change) bool {
		hasAsterisk := slices.ContainsFunc(in.otherList(c).items(), func(other *Value) bool { return other.text() == "*" })
		return hasAsterisk && !strings.EqualFold(c.value().text(), "Authorization") && !in.hasCredentials(Before, c.Before) && !in.hasCredentials(After, c.After)
	}}
	widerName = &Condition{"when the new name includes the old one", func(_ *comparer, c *Change) bool {
		return c.From != nil && c.To != nil && includesName(c.To.text(), c.From.text())
	}}
)

// hasCredentials reports whether CORS settings allow credentials. Browsers then read an asterisk as the name of a method or header. The
// pointer is that of an item of a list in the settings.
func (c *comparer) hasCredentials(side Side, pointer string) bool {
	return c.around(side, pointer, 2).at("allowCredentials").says("true")
}

// around returns the value that contains the value at a pointer on a side, at the given number of levels above it, or nil.
func (c *comparer) around(side Side, pointer string, levels int) *Value {
	v, tokens := c.roots[side], diag.Tokens(pointer)
	for _, token := range tokens[:max(len(tokens)-levels, 0)] {
		if v != nil && v.Kind == manifest.Sequence {
			v = v.item(token)
		} else {
			v = v.read(token)
		}
	}
	return v
}

// ruleAt returns the route rule that contains the value at a pointer, or nil.
func (c *comparer) ruleAt(side Side, pointer string) *Value {
	tokens := diag.Tokens(pointer)
	rules := c.roots[side].at("spec", "rules")
	if rules == nil || len(tokens) < 3 {
		return nil
	}
	return rules.item(tokens[2])
}

// hasRule reports whether the other side has a rule with the same match and the same actions. A rule with a wider match does not count,
// because a more specific rule could take precedence over it.
func (c *comparer) hasRule(change *Change, rule, match *Value) bool {
	side := After
	if change.From == nil {
		side = Before
	}
	return slices.ContainsFunc(c.matchesLike(side, match), func(other *ownMatch) bool {
		return equal(other.match, match) && doesSame(rule, other.rule)
	})
}

// doesSame reports whether two rules handle the requests that they match in the same way. The names of rules count, because policies may
// refer to them.
func doesSame(a, b *Value) bool {
	for f := range differentKeys(a, b) {
		if f.keyB != "matches" && (f.a == nil || f.b == nil || !equal(f.a, f.b)) {
			return false
		}
	}
	return true
}

// receivers returns the keys of the references in a list that receive traffic: those whose weight is not 0.
func receivers(list *Value) []string {
	var keys []string
	for _, item := range list.items() {
		if w, ok := weightOf(item); !ok || w > 0 {
			key, _ := item.key(reference.keys[0])
			keys = append(keys, key)
		}
	}
	return keys
}

// includesName reports whether a host name with a wildcard (*.example.com) includes another host name, ignoring case.
func includesName(wide, narrow string) bool {
	wide, narrow = strings.ToLower(wide), strings.ToLower(narrow)
	head, tail, isPattern := strings.Cut(wide, "*")
	return isPattern && len(narrow) >= len(head)+len(tail) && strings.HasPrefix(narrow, head) && strings.HasSuffix(narrow, tail)
}

// isPrefix reports whether the path match around a changed value is a prefix match on both sides.
func (c *comparer) isPrefix(change *Change) bool {
	isPrefix := func(side Side, pointer string) bool {
		tokens := diag.Tokens(pointer)
		list := c.listAround(side, pointer)
		if list == nil || len(tokens) < 3 {
			return false
		}
		return list.item(tokens[len(tokens)-3]).at("path", "type").text() == "PathPrefix"
	}
	return isPrefix(Before, change.Before) && isPrefix(After, change.After)
}

// matchIncludes reports whether a match of a route includes all requests of another match.
func matchIncludes(wide, narrow *Value) bool {
	return pathIncludes(wide, narrow) && methodIncludes(wide.read("method"), narrow.read("method")) && hasItems(narrow.read("headers"), wide.read("headers")) && hasItems(narrow.read("queryParams"), wide.read("queryParams"))
}

// methodIncludes reports whether the method of a match includes all methods of another match. In a GRPCRoute, a method without a service, or
// without the name of a method, includes those of all services or of the whole service.
func methodIncludes(wide, narrow *Value) bool {
	switch {
	case wide == nil || narrow == nil:
		return wide == nil
	case wide.Kind != manifest.Mapping:
		return equal(wide, narrow)
	}
	isIncluded := func(key string) bool { return wide.read(key) == nil || sameText(wide, narrow, key) }
	return sameText(wide, narrow, "type") && isIncluded("service") && isIncluded("method")
}

// pathIncludes reports whether a match includes all paths of another match.
func pathIncludes(wide, narrow *Value) bool {
	wideType, narrowType := wide.at("path", "type").text(), narrow.at("path", "type").text()
	widePath, narrowPath := wide.at("path", "value").text(), narrow.at("path", "value").text()
	isInside := wideType == "PathPrefix" && (narrowType == "PathPrefix" || narrowType == "Exact") && includes(widePath, narrowPath)
	return isInside || wideType == narrowType && widePath == narrowPath
}

// contests reports whether another rule may match requests of the given match. The rule that contains the value at the pointer does not
// count.
func (c *comparer) contests(side Side, pointer string, match *Value) bool {
	own := c.ruleAt(side, pointer)
	return slices.ContainsFunc(widerPaths(match, 0), func(path string) bool {
		return slices.ContainsFunc(c.matchesAt(side, path), func(m *ownMatch) bool { return m.rule != own })
	})
}

// hasItems reports whether a list has all items of another list.
func hasItems(list, items *Value) bool {
	return items == nil || !slices.ContainsFunc(items.Items, func(item *Value) bool {
		return list == nil || !slices.ContainsFunc(list.Items, func(own *Value) bool { return equal(own, item) })
	})
}

// includes reports whether a path prefix matches all paths that another prefix matches. A prefix matches whole segments, and one that ends
// with a slash does not match the path without the slash.
func includes(wide, narrow string) bool {
	if strings.HasSuffix(wide, "/") {
		return strings.HasPrefix(narrow, wide)
	}
	return strings.HasPrefix(narrow+"/", wide+"/")
}
