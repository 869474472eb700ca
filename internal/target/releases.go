package target

// lines are the releases of kgateway, oldest first. It is the only list of them: internal/tools/newrelease adds to it.
var lines = []string{"2.0", "2.1", "2.2", "2.3", "2.4"}

// all are the targets that are built in: the catalog, then the releases.
var all = builtIn()

func builtIn() []Target {
	targets := []Target{{ID: "catalog", Title: "the API catalog's kgateway Backend"}}
	for _, line := range lines {
		targets = append(targets, Target{ID: idPrefix + line, Release: line, Title: "kgateway " + line, Order: len(targets)})
	}
	return targets
}
