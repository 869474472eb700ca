package lsp_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// backends returns the text of n Backends. Each has 12 lines.
func backends(prefix string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "---\napiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata:\n  name: %s-%d\n  labels: {app: web}\n"+
			"spec:\n  type: Static\n  static:\n    hosts:\n    - host: web-%d.example.com\n      port: 8080\n", prefix, i, i)
	}
	return b.String()
}

// largeWorkspace returns 2,000 files: 100 with Backends, 100 with routes to them, and the others with Deployments. One of the files with
// Backends has 500 lines.
func largeWorkspace() map[string]string {
	files := map[string]string{}
	for i := range 2000 {
		name := fmt.Sprintf("apps/%d/%d.yaml", i%40, i)
		switch {
		case i == 0:
			files[name] = backends("large", 42)
		case i < 100:
			files[name] = backends(fmt.Sprintf("web-%d", i), 4)
		case i < 200:
			files[name] = strings.NewReplacer("name: web", fmt.Sprintf("name: web-%d-1", max(i-100, 1))).Replace(route)
		default:
			files[name] = fmt.Sprintf("apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: d-%d\nspec:\n  replicas: 2\n", i)
		}
	}
	return files
}

// BenchmarkKeystroke types into a file of 500 lines in a workspace of 2,000 files. 200 of the files are relevant. It waits for the
// findings that the server pushes, and reports the median and the maximum time.
func BenchmarkKeystroke(b *testing.B) {
	files := largeWorkspace()
	const name = "apps/0/0.yaml"
	c := open(b, files, object{})
	c.didOpen(name, files[name])
	c.edit(name, object{"text": files[name] + "---\n" + web})
	c.awaitRules(name, "host-is-url")
	c.edit(name, object{"text": files[name]})
	c.awaitRules(name) // from now on, the server pushes findings only because of the edits below
	at := positionOf(files[name], strings.Index(files[name], "port: 8080\n")+len("port: "))
	var times []time.Duration
	for b.Loop() {
		for _, edit := range []object{
			{"range": object{"start": at, "end": at}, "text": "x"},
			{"range": object{"start": at, "end": object{"line": at["line"], "character": at["character"].(int) + 1}}, "text": ""},
		} {
			c.mu.Lock()
			before := c.pushes
			c.mu.Unlock()
			began := time.Now()
			c.edit(name, edit)
			for pushed := before; pushed == before && time.Since(began) < 10*time.Second; {
				c.mu.Lock()
				pushed = c.pushes
				c.mu.Unlock()
				time.Sleep(100 * time.Microsecond)
			}
			times = append(times, time.Since(began))
		}
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Microseconds())/1000, "ms/median")
	b.ReportMetric(float64(times[len(times)-1].Microseconds())/1000, "ms/max")
}

// BenchmarkOpenWorkspace opens the workspace of largeWorkspace.
func BenchmarkOpenWorkspace(b *testing.B) {
	files := largeWorkspace()
	folder := b.TempDir()
	for name, text := range files {
		write(b, folder+string(os.PathSeparator)+name, text)
	}
	for b.Loop() {
		c := start(b, folder)
		c.initialize(object{"capabilities": object{}})
		c.call("workspace/diagnostic", object{"previousResultIds": []any{}})
		c.end()
	}
}
