package target

import "strings"

// endsOf returns the first and the last release of a range in any notation: 2.2..2.4, 2.2-2.4 or 2.2+. It returns nil for any other text.
func endsOf(id string) []string {
	if first, isOpen := strings.CutSuffix(id, "+"); isOpen && releaseLine(first) != "" {
		return []string{first, Latest().Release}
	}
	for _, mark := range []string{rangeMark, "-"} {
		if first, last, ok := strings.Cut(id, mark); ok && releaseLine(first) != "" && releaseLine(last) != "" {
			return []string{first, last}
		}
	}
	return nil
}

// endTargets returns the targets at the ends of a range, each once. It leaves out ends that are not built-in targets.
func endTargets(ends []string) []Target {
	var out []Target
	for _, end := range ends {
		if t, found, _ := (Names{}).find(end); found && (len(out) == 0 || out[0] != t) {
			out = append(out, t)
		}
	}
	return out
}

// isKnown reports whether an id is that of a built-in target.
func isKnown(id string) bool {
	_, found, _ := (Names{}).find(id)
	return found
}

// examples returns the ids of targets for a message, or the id of the newest release if there are no targets.
func examples(targets []Target) string {
	if len(targets) == 0 {
		return Latest().ID
	}
	ids := make([]string, len(targets))
	for i, t := range targets {
		ids[i] = t.ID
	}
	return strings.Join(ids, " or ")
}
