package manifest

import "strings"

// Origin returns the file that a renderer made the document of: what a comment `# Source: chart/templates/web.yaml` of Helm
// before it says, or the annotation with which Kustomize says it (buildMetadata: [originAnnotations]). It is empty where
// nobody says it.
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
