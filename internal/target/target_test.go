package target_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backendctl/backendctl/internal/target"
)

func TestAllAreInOrderAndHaveSchemas(t *testing.T) {
	all := target.All()
	if !slices.IsSortedFunc(all, target.Compare) {
		t.Errorf("All() = %v, not in order", all)
	}
	for _, each := range all {
		var schema struct {
			Title string `json:"title"`
		}
		if err := json.Unmarshal(each.Schema(), &schema); err != nil || schema.Title == "" {
			t.Errorf("the schema of %s has the title %q, error %v, want a title", each, schema.Title, err)
		}
	}
	if last := target.Releases()[len(target.Releases())-1]; last != target.Latest() {
		t.Errorf("Latest() = %v, want %v", target.Latest(), last)
	}
}

func TestCatalogIsTheOnlyTargetThatIsNotARelease(t *testing.T) {
	for _, each := range target.All() {
		if each.Catalog() != (each.ID == "catalog") {
			t.Errorf("%s: Catalog() = %t, want %t", each, each.Catalog(), each.ID == "catalog")
		}
	}
	if slices.ContainsFunc(target.Releases(), target.Target.Catalog) {
		t.Errorf("Releases() = %v, want releases without the catalog", target.Releases())
	}
}

func TestParse(t *testing.T) {
	for id, want := range map[string]string{
		"catalog":              "catalog",
		"kgateway-2.0":         "kgateway-2.0",
		"latest":               target.Latest().ID,
		"2.3":                  "kgateway-2.3",
		"v2.3":                 "kgateway-2.3",
		"v2.3.1":               "kgateway-2.3",
		"2.3.1-rc.1":           "kgateway-2.3",
		"kgateway-v2.3.1-rc.1": "kgateway-2.3",
	} {
		got, err := target.Parse(id)
		if err != nil || got.ID != want {
			t.Errorf("Parse(%q) = %v, %v, want %s", id, got, err, want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	newest := target.Latest()
	known := fmt.Sprintf(" (expected one of latest, %s, a version such as v%s.0)",
		strings.ReplaceAll(ids(target.All()), " ", ", "), newest.Release)
	other := ": this version supports the releases kgateway-2.0 to " + newest.ID
	for id, want := range map[string]string{
		"":            `unknown target ""` + known,
		"2.99":        `unknown target "2.99"` + other,
		"v2.99.2":     `unknown target "v2.99.2"` + other,
		"2":           `unknown target "2"` + known,
		"2.4.x":       `unknown target "2.4.x"` + known,
		"v2.4.0.1":    `unknown target "v2.4.0.1"` + known,
		"Catalog":     `unknown target "Catalog", did you mean "catalog"?` + known,
		"kgatway-2.4": `unknown target "kgatway-2.4", did you mean "kgateway-2.4"?` + known,
		"auto":        `unknown target "auto"` + known,
		"2.2-2.4":     `"2.2-2.4" is a range of targets, expected one, such as kgateway-2.2 or kgateway-2.4`,
		"2.1+":        `"2.1+" is a range of targets, expected one, such as kgateway-2.1 or ` + newest.ID,
		"2.8+":        `"2.8+" is a range of targets, expected one, such as ` + newest.ID,
		"2.3..2.9":    `"2.3..2.9" is a range of targets, expected one, such as kgateway-2.3`,
		"b.yaml":      `unknown target "b.yaml"` + known,
		"crd:b.yaml":  `"crd:b.yaml" is a CRD in a file, which is not supported here: expected a built-in target, such as ` + newest.ID,
		"2.2-foo":     `unknown target "2.2-foo"` + known,
		"2.4.0-":      `unknown target "2.4.0-"` + known,
		"2.2..2.4":    `"2.2..2.4" is a range of targets, expected one, such as kgateway-2.2 or kgateway-2.4`,
		"all":         `"all" stands for several targets, expected one, such as ` + newest.ID,
	} {
		got, err := target.Parse(id)
		if err == nil || err.Error() != want {
			t.Errorf("Parse(%q) = %v, %v\nwant error %s", id, got, err, want)
		}
	}
}

// TestPathRefused checks the advice about a path where a CRD in a file can be a target.
func TestPathRefused(t *testing.T) {
	files := target.Names{Others: target.CRDFile, Custom: func(string) (target.Target, bool, error) { return target.Target{}, false, nil }}
	const quote = `, and quote a path with commas as in '"crd:a,b.yaml"'`
	for _, c := range []struct{ list, want, wantOne string }{
		{"b.yaml", `unknown target "b.yaml": use crd:b.yaml for a CRD in a file` + quote, `unknown target "b.yaml": use crd:b.yaml for a CRD in a file`},
		{"crds/", `unknown target "crds/": use crd:crds/ for a CRD in a file` + quote, `unknown target "crds/": use crd:crds/ for a CRD in a file`},
		{"CRD:b.yaml", `unknown target "CRD:b.yaml": use crd:b.yaml for a CRD in a file` + quote, `unknown target "CRD:b.yaml": use crd:b.yaml for a CRD in a file`},
		{`"crd:b.yaml"`, `unknown target "\"crd:b.yaml\"": use crd:b.yaml for a CRD in a file` + quote, `unknown target "\"crd:b.yaml\"": use crd:b.yaml for a CRD in a file, without quotes`},
		{"crd:a,b.yaml", `unknown target "b.yaml": use crd:b.yaml for a CRD in a file` + quote, ""},
	} {
		if _, err := files.ParseList(c.list); err == nil || err.Error() != c.want {
			t.Errorf("ParseList(%q) = %v, want %s", c.list, err, c.want)
		}
		if _, err := files.Parse(c.list); c.wantOne != "" && (err == nil || err.Error() != c.wantOne) {
			t.Errorf("Parse(%q) = %v, want %s", c.list, err, c.wantOne)
		}
	}
}

// TestParseListRefuses checks that the error about an unknown item of a list offers a range.
func TestParseListRefuses(t *testing.T) {
	newest := target.Latest().Release
	for list, want := range map[string]string{
		"2.2-2.3":   `unknown target "2.2-2.3", did you mean the range "2.2..2.3"? (expected one of latest, `,
		"2.4,2.1+":  `unknown target "2.1+", did you mean the range "2.1..` + newest + `"? (expected one of latest, `,
		"2.4,later": `unknown target "later" (expected one of latest, `,
	} {
		_, err := target.ParseList(list)
		if err == nil || !strings.HasPrefix(err.Error(), want) || !strings.HasSuffix(err.Error(), "a range such as 2.2.."+newest+")") {
			t.Errorf("ParseList(%q) = %v, want %s", list, err, want)
		}
	}
}

func TestParseList(t *testing.T) {
	for list, want := range map[string]string{
		"2.4":                      "kgateway-2.4",
		"latest, 2.1,kgateway-2.1": "kgateway-2.1 " + target.Latest().ID,
		"all":                      ids(target.Releases()),
		"2.4,all,catalog":          ids(target.All()),
		"2.2..2.4":                 "kgateway-2.2 kgateway-2.3 kgateway-2.4",
		"kgateway-2.0..2.1":        "kgateway-2.0 kgateway-2.1",
		"v2.1.1..latest, catalog":  strings.Replace(ids(target.All()), " kgateway-2.0", "", 1),
		"2.3..2.3,2.0":             "kgateway-2.0 kgateway-2.3",
		"2.4..2.2":                 "",
		"catalog..2.4":             "",
		"2.2..2.99":                "",
		"2.2..":                    "",
		"2.2...2.4":                "",
		"2.2-2.4":                  "",
		"2.2-foo":                  "",
		"2.4,,2.3":                 "",
		"2.4,none":                 "",
	} {
		targets, err := target.ParseList(list)
		if got := ids(targets); got != want || (err == nil) != (want != "") {
			t.Errorf("ParseList(%q) = %s, %v, want %s", list, got, err, want)
		}
	}
}

func TestRanges(t *testing.T) {
	for list, want := range map[string]string{
		"":                                       "",
		"kgateway-2.1":                           "kgateway-2.1",
		"kgateway-2.1 kgateway-2.0":              "kgateway-2.0..2.1",
		"catalog kgateway-2.0":                   "catalog kgateway-2.0",
		"catalog kgateway-2.0 kgateway-2.1":      "catalog kgateway-2.0..2.1",
		"kgateway-2.0 kgateway-2.2 kgateway-2.3": "kgateway-2.0 kgateway-2.2..2.3",
		"nightly kgateway-2.4 kgateway-2.3":      "kgateway-2.3..2.4 nightly",
	} {
		got := strings.Join(target.Ranges(strings.Fields(list)), " ")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Ranges(%s) -want +got: %s", list, diff)
		}
	}
}

func TestLines(t *testing.T) {
	for list, want := range map[string]string{
		"":                                       "",
		"kgateway-2.1":                           "2.1",
		"kgateway-2.1 kgateway-2.0":              "2.0..2.1",
		"kgateway-2.4 kgateway-2.0 kgateway-2.2": "2.0, 2.2 and 2.4",
	} {
		if got := target.Lines(strings.Fields(list)); got != want {
			t.Errorf("Lines(%s) = %s, want %s", list, got, want)
		}
	}
}

func TestMovedToAgentgateway(t *testing.T) {
	for _, each := range target.All() {
		want := !each.Catalog() && target.CompareReleases(each.Release, "2.2") >= 0
		if each.MovedToAgentgateway("ai") != want || each.MovedToAgentgateway("static") {
			t.Errorf("%s: ai has moved: %t, want %t; static has moved: %t, want false", each, each.MovedToAgentgateway("ai"), want, each.MovedToAgentgateway("static"))
		}
	}
}

// TestRangesAreRead checks that ParseList reads the output of Ranges.
func TestRangesAreRead(t *testing.T) {
	for mask := 1; mask < 1<<len(target.All()); mask++ {
		var want []string
		for i, each := range target.All() {
			if mask&(1<<i) != 0 {
				want = append(want, each.ID)
			}
		}
		printed := strings.Join(target.Ranges(want), ",")
		got, err := target.ParseList(printed)
		if err != nil || ids(got) != strings.Join(want, " ") {
			t.Errorf("ParseList(%q) = %s, %v, want %v", printed, ids(got), err, want)
		}
	}
}

func ids(targets []target.Target) string {
	var words []string
	for _, each := range targets {
		words = append(words, each.ID)
	}
	return strings.Join(words, " ")
}
