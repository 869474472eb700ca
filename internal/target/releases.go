package target

// lines are the release lines of kgateway, oldest first. The tool internal/tools/newrelease adds a new line.
var lines = []string{"2.0", "2.1", "2.2", "2.3", "2.4"}

// all contains the built-in targets: the catalog, then the releases, oldest first.
var all = builtIn()

func builtIn() []Target {
	targets := []Target{{ID: "catalog", Title: "the API catalog's kgateway Backend"}}
	for _, line := range lines {
		targets = append(targets, Target{ID: idPrefix + line, Release: line, Title: "kgateway " + line, Order: len(targets)})
	}
	return targets
}
