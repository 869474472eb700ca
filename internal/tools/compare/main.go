// Command compare checks that two builds of backendctl behave alike. It runs both on files and compares the exit statuses, and the JSON
// reports without the texts of messages. With it, a change of words or of structure can be shown to change nothing else.
//
//	go run ./internal/tools/compare -old OLD -new NEW FILE...
//
// OLD and NEW are the two programs. The command prints each difference, and exits with 1 if there is one.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"runtime"
	"slices"
	"sync"
)

// runs are the arguments of the runs to compare. The name of a file is added to the arguments.
var runs = [][]string{
	{"validate", "--no-config", "-o", "json", "--target", "all"},
	{"validate", "--no-config", "-o", "json"},
	{"lint", "--no-config", "-o", "json", "--enable", "all"},
	{"convert", "--no-config", "--check", "-o", "json", "--to", "latest"},
	{"convert", "--no-config", "--to", "2.1"},
	{"fmt", "--no-config", "--check"},
	{"diff", "--no-config", "-o", "json", "testdata/examples/static.yaml"},
}

// texts are the keys of the JSON reports whose values are texts for people.
var texts = []string{"message", "help", "title", "reason", "label", "summary", "description", "advice", "version", "text"}

func main() {
	older := flag.String("old", "", "the older `PROGRAM`")
	newer := flag.String("new", "", "the newer `PROGRAM`")
	flag.Parse()
	if *older == "" || *newer == "" || flag.NArg() == 0 {
		flag.Usage()
		os.Exit(2)
	}
	differences := compareAll(*older, *newer, flag.Args())
	for _, d := range differences {
		fmt.Println(d)
	}
	fmt.Printf("%d runs of each program, %d differences\n", flag.NArg()*len(runs), len(differences))
	if len(differences) > 0 {
		os.Exit(1)
	}
}

func compareAll(older, newer string, files []string) []string {
	found := make([]string, len(files)*len(runs))
	var group sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range found {
		group.Go(func() {
			slots <- struct{}{}
			found[i] = difference(older, newer, append(slices.Clone(runs[i%len(runs)]), files[i/len(runs)]))
			<-slots
		})
	}
	group.Wait()
	return slices.DeleteFunc(found, func(d string) bool { return d == "" })
}

// difference describes how the results of a command differ between the two programs. It returns "" if the results are equal.
func difference(older, newer string, args []string) string {
	before, errBefore := run(older, args)
	after, errAfter := run(newer, args)
	switch {
	case errBefore != nil || errAfter != nil:
		return fmt.Sprintf("%q: %v, %v", args, errBefore, errAfter)
	case before.status != after.status:
		return fmt.Sprintf("%q: status %d, then %d", args, before.status, after.status)
	case !reflect.DeepEqual(before.output, after.output):
		return fmt.Sprintf("%q: the reports differ", args)
	}
	return ""
}

// A result is the exit status and the output of a run. The output is the decoded JSON without texts, or the unchanged output if it is not
// JSON.
type result struct {
	status int
	output any
}

func run(program string, args []string) (result, error) {
	out, err := exec.Command(program, args...).Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return result{}, err
	}
	r := result{output: string(out)}
	if exit != nil {
		r.status = exit.ExitCode()
	}
	d := json.NewDecoder(bytes.NewReader(out))
	d.UseNumber()
	var v any
	if slices.Contains(args, "json") && d.Decode(&v) == nil {
		r.output = withoutTexts(v)
	}
	return r, nil
}

func withoutTexts(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			if _, isText := value.(string); isText && slices.Contains(texts, key) {
				delete(v, key)
				continue
			}
			v[key] = withoutTexts(value)
		}
	case []any:
		for i := range v {
			v[i] = withoutTexts(v[i])
		}
	}
	return v
}
