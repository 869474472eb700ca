package config

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestProblems(t *testing.T) {
	tests := map[string]struct{ content, want string }{
		"unknown key":                          {"target: auto\nfail_on: error", `2:1: unknown setting "fail_on", did you mean "fail-on"?`},
		"unknown key, not similar":             {"x: 1", `1:1: unknown setting "x"; use target, targets, fail-on, exclude, rules, overrides, baseline, complete, output, color, quiet or verbose`},
		"flag that is not a setting":           {"report: json=x", `1:1: "report" cannot be set in the file: use --report or BACKENDCTL_REPORT`},
		"wrong case":                           {"Target: auto", `1:1: unknown setting "Target", did you mean "target"?`},
		"key twice":                            {"quiet: true\nverbose: true\nquiet: false", `3:1: "quiet" is already set on line 1`},
		"rule twice":                           {"rules:\n  all: off\n  all: info", `3:3: "all" is already set on line 2`},
		"not a mapping":                        {"- target", `1:1: the configuration must be a mapping, not a list`},
		"number as key":                        {"1: x", `1:1: a key must be a word, not the number 1`},
		"merge key":                            {"<<: {quiet: true}", `1:1: a key must be a word, not "<<"`},
		"unknown target":                       {"target: [kgateway-2.4, nope]", `1:24: unknown target "nope"`},
		"target that is a mapping":             {"target: {a: b}", `1:9: a target must be a string, not a mapping`},
		"target that is a boolean":             {"target: true", `1:9: a target must be a string, not the boolean true`},
		"null target":                          {"target:", `1:8: a target must be a string, not null`},
		"empty list of targets":                {"target: []", `1:9: target must have at least one item`},
		"empty target":                         {"target: ''", `1:9: a target must not be empty`},
		"fail-on":                              {"fail-on: warn", `1:10: unknown severity "warn", did you mean "warning"?`},
		"fail-on off":                          {"fail-on: off", `1:10: unknown severity "off"; use info, warning or error`},
		"fail-on list":                         {"fail-on: [error]", `1:10: fail-on must be a string, not a list`},
		"output":                               {"output: josn", `1:9: unknown format "josn", did you mean "json"?`},
		"color":                                {"color: on", `1:8: unknown color mode "on"; use auto, always or never`},
		"quiet":                                {"quiet: 'yes'", `1:8: quiet must be true or false, not the string "yes"`},
		"unknown rule":                         {"rules: {é: error}", `1:9: unknown rule "é"; "backendctl rules" lists them`},
		"unknown rule, similar":                {"rules:\n  unknown-feild: error", `2:3: unknown rule "unknown-feild", did you mean "unknown-field"?`},
		"severity":                             {"rules: {all: critical}", `1:14: unknown severity "critical"; use off, info, warning or error`},
		"boolean severity":                     {"rules: {all: false}", `1:14: the severity of all must not be the boolean false: use "off", info, warning or error`},
		"list severity":                        {"rules: {all: [off]}", `1:14: the severity of all must be a string, not a list`},
		"rules list":                           {"rules: [all]", `1:8: rules must be a mapping, not a list`},
		"exclude mapping":                      {"exclude: {a: b}", `1:10: a pattern of exclude must be a string, not a mapping`},
		"exclude number":                       {"exclude: [a, 3]", `1:14: a pattern of exclude must be a string, not the number 3`},
		"invalid pattern":                      {"exclude: ['[a']", `1:11: not a valid pattern: [ and { must be closed`},
		"negation":                             {"exclude: ['!a']", `1:11: a pattern must not begin with "!": exclusions cannot be negated`},
		"empty pattern":                        {"exclude: ['./']", `1:11: a pattern must not be empty`},
		"unquoted pattern":                     {"exclude: [*.yaml]", `1:1: not valid YAML: did not find expected alphabetic or numeric character: put a pattern that begins with * in quotes`},
		"unquoted word":                        {"exclude: [*gen]", `1:1: not valid YAML: unknown anchor 'gen' referenced: put a pattern that begins with * in quotes`},
		"overrides mapping":                    {"overrides: {files: a}", `1:12: overrides must be a list, not a mapping`},
		"override that is a string":            {"overrides: [a]", `1:13: an override must be a mapping, not the string "a"`},
		"unknown key of an override":           {"overrides:\n  - file: a\n    files: a\n    rules: {}", `2:5: unknown key "file" in an override, did you mean "files"?`},
		"override without files":               {"overrides:\n  - rules: {}", `2:5: an override needs files`},
		"override with an empty list of files": {"overrides: [{files: [], rules: {}}]", `1:21: files must have at least one item`},
		"syntax":                               {"target: auto\n  quiet: true\n", `2:1: not valid YAML: mapping values are not allowed in this context`},
		"second document":                      {"quiet: true\n---\nquiet: false\n", `3:1: a configuration file must have only one document`},
		"control characters":                   {`"a\e[31m": 1`, `1:1: unknown setting "a\x1b[31m"; use target, targets, fail-on, exclude, rules, overrides, baseline, complete, output, color, quiet or verbose`},
		"targets mapping":                      {"targets: {id: a, crd: b}", `1:10: targets must be a list, not a mapping`},
		"item of targets that is a string":     {"targets: [a]", `1:11: a target must be a mapping, not the string "a"`},
		"item of targets without an id":        {"targets:\n  - crd: a.yaml", `2:5: a target needs id`},
		"item of targets without a crd":        {"targets:\n  - id: a", `2:5: a target needs crd`},
		"unknown key in an item of targets":    {"targets:\n  - id: a\n    path: b\n    crd: c", `3:5: unknown key "path" in a target; use id, crd or release`},
		"item of targets with an empty crd":    {"targets: [{id: a, crd: ''}]", `1:24: crd must be the name of a file`},
		"id with a comma":                      {"targets: [{id: 'a,b', crd: c}]", `1:16: "a,b" is not a valid id: expected a word such as kgateway-nightly`},
		"id like a range":                      {"targets: [{id: a..b, crd: c}]", `1:16: "a..b" is not a valid id: expected a word such as kgateway-nightly`},
		"id with a colon":                      {"targets: [{id: 'crd:x', crd: c}]", `1:16: "crd:x" is not a valid id: expected a word such as kgateway-nightly`},
		"id twice":                             {"targets: [{id: a, crd: c}, {id: a, crd: d}]", `1:33: duplicate target id "a"`},
		"id of a built-in target":              {"targets: [{id: kgateway-2.4, crd: c}]", `1:16: "kgateway-2.4" is built in`},
		"unknown release of a named target":    {"targets: [{id: a, crd: c, release: 9.9}]", `1:36: release: unknown release "9.9"`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			o := options(t, tt.content)
			o.Flags = flags(t)
			wantError(t, o, FileName+":"+tt.want)
		})
	}
}

func TestAllProblemsAtOnce(t *testing.T) {
	wantError(t, options(t, "overrides:\n  - files: 1\nfail-on: x\nrules:\n  é日😀: nope\n"), strings.Join([]string{
		`.backendctl.yaml:2:5: an override needs rules`,
		`.backendctl.yaml:2:12: a pattern of files must be a string, not the number 1`,
		`.backendctl.yaml:3:10: unknown severity "x"; use info, warning or error`,
		`.backendctl.yaml:5:3: unknown rule "é日😀"; "backendctl rules" lists them`,
		`.backendctl.yaml:5:8: unknown severity "nope"; use off, info, warning or error`,
	}, "\n"))
}

func TestProblemsAreLimited(t *testing.T) {
	var content strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&content, "x%d: 1\n", i)
	}
	_, err := Load(options(t, content.String()))
	fileError, ok := errors.AsType[*FileError](err)
	if !ok || len(fileError.Problems) != 1000 {
		t.Fatalf("got the error %.200v, want a FileError with 1000 problems", err)
	}
	if lines := strings.Split(err.Error(), "\n"); len(lines) != 21 || lines[20] != ".backendctl.yaml: and 980 more" {
		t.Errorf("the message has %d lines, want 21; the last is %s", len(lines), lines[len(lines)-1])
	}
}

// FuzzDecode checks that any content gives settings or problems, and that the problems have a position and no control characters.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{sample, template, "a: &a [*a]", "overrides: [&a {files: x, rules: *a}]", "? [a]\n: b", "\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content string) {
		root, problem := parse(content)
		if problem != nil || root == nil {
			return
		}
		d := decoder{fileSettings: fileSettings{known: known, lines: map[string]int{}}}
		d.settings(root)
		for _, p := range d.problems {
			if p.Line < 1 || p.Column < 1 || strings.ContainsAny(p.Message, "\x1b\n") {
				t.Errorf("the problem has no position, or a control character: %+v", p)
			}
		}
	})
}
