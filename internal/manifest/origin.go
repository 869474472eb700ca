package manifest

import "strings"

// Origin returns the file from which a renderer created the document: from Helm's comment `# Source: chart/templates/web.yaml` before it,
// or from Kustomize's annotation (buildMetadata: [originAnnotations]). It is empty if neither is present.
func (d *Document) Origin() string {
	if d.Root == nil {
		return ""
	}
	for _, c := range d.comments {
		if c.Start >= d.Root.Span.Start {
			break
		}
		if name, ok := strings.CutPrefix(d.File.Slice(c), "# Source: "); ok {
			return strings.TrimSpace(name)
		}
	}
	for line := range strings.Lines(d.Root.Get("metadata").Get("annotations").Get("config.kubernetes.io/origin").String()) {
		if path, ok := strings.CutPrefix(line, "path: "); ok {
			return strings.TrimSpace(path)
		}
	}
	return ""
}
