package check

import (
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/target"
)

// TestWrongDirectives checks the messages for misspelt directives.
func TestWrongDirectives(t *testing.T) {
	for comment, want := range map[string]string{
		"backendctl:ignore Host-Is-URL a reason":                   `unknown rule "Host-Is-URL", did you mean "host-is-url"?`,
		"backendctl:ignore host_is_url a reason":                   `unknown rule "host_is_url", did you mean "host-is-url"?`,
		"backendctl:ignore host-is-url: a reason":                  `unknown rule "host-is-url:", did you mean "host-is-url"?`,
		"backendctl:ignore host-is-ulr a reason":                   `unknown rule "host-is-ulr", did you mean "host-is-url"?`,
		"backendctl:ignore placeholder-value,host-is-ulr a reason": `unknown rule "host-is-ulr", did you mean "host-is-url"?`,
		"backendctl:ignore host-is-ulr, placeholder-value reason":  `unknown rule "host-is-ulr", did you mean "host-is-url"?`,
		"backendctl:ignore placeholder-value , host-is-ulr reason": `unknown rule "host-is-ulr", did you mean "host-is-url"?`,
		"backendctl:ignore correctness a reason":                   `unknown rule "correctness": an ignore must list each rule by its id`,
		"backendctl:ignore all a reason":                           `unknown rule "all": an ignore must list each rule by its id`,
		"backendctl:ignore qwertyuiop a reason":                    "unknown rule \"qwertyuiop\": `backendctl rules` lists all rules",
		"backendctl:ignore host-is-url, placeholder-value":         "ignored: add a reason after the rule name",
		"backendctl:ignore ,":                                      "no rule to ignore: write `# backendctl:ignore rule reason`",
		"backendctl:disable host-is-url a reason":                  `unknown directive "disable", did you mean "ignore"?`,
		"backendctl: disable host-is-url a reason":                 `unknown directive "disable", did you mean "ignore"?`,
		"backendctl:dissable host-is-url a reason":                 `unknown directive "dissable", did you mean "ignore"?`,
		"backendctl:disable-next-line host-is-url a reason":        `unknown directive "disable-next-line", did you mean "ignore"?`,
		"backendctl:Ignore host-is-url a reason":                   `unknown directive "Ignore", did you mean "ignore"?`,
		"backendctl:ignroe host-is-url a reason":                   `unknown directive "ignroe", did you mean "ignore"?`,
		"backendctl:disable-file host-is-url a reason":             `unknown directive "disable-file", did you mean "ignore-file"?`,
		"backendctl:ignore_file host-is-url a reason":              `unknown directive "ignore_file", did you mean "ignore-file"?`,
		"backendctl:target:2.4":                                    `unknown directive "target:2.4", did you mean "target="?`,
		"backendctl:targt=2.4":                                     `unknown directive "targt=2.4", did you mean "target="?`,
		"backendctl:qwertyuiop":                                    `unknown directive "qwertyuiop": use ignore, ignore-file, target=`,
		"backendctl: target=2.4":                                   "",
		"backendctl: these hosts are checked in CI":                "",
		"backendctl:": "",
	} {
		r := run(t, strings.Replace(good, "static:", "static: # "+comment, 1), Options{Targets: []target.Target{target.Latest()}})
		var got []string
		for _, d := range r.Diagnostics {
			if d.Rule == ruleBadIgnore {
				got = append(got, d.Message)
			}
		}
		if want == "" && len(got) > 0 || want != "" && !slices.Equal(got, []string{want}) {
			t.Errorf("%s: got the messages %q, want %q", comment, got, want)
		}
	}
}

// TestIgnoreLists checks that spaces after commas do not end the list of rules.
func TestIgnoreLists(t *testing.T) {
	text := strings.Replace(good, "web.example.com", "http://<your-host>/", 1)
	for _, list := range []string{"host-is-url,placeholder-value", "host-is-url, placeholder-value", "host-is-url ,placeholder-value", "host-is-url , placeholder-value,"} {
		list = strings.TrimSuffix(list, ",")
		r := run(t, strings.Replace(text, "static:", "static: # backendctl:ignore "+list+" filled in later", 1),
			Options{Targets: []target.Target{target.Latest()}, Rules: slices.DeleteFunc(rules.All(), func(r lint.Rule) bool { return r.OptIn })})
		for _, d := range r.Diagnostics {
			if d.Rule == ruleBadIgnore || d.Rule == "placeholder-value" && d.Suppressed == nil {
				t.Errorf("%s: found %s: %s", list, d.Rule, d.Message)
			}
			if d.Suppressed != nil && d.Suppressed.Reason != "filled in later" {
				t.Errorf("%s: the reason is %q, want %q", list, d.Suppressed.Reason, "filled in later")
			}
		}
	}
}
