package schema

import (
	"strconv"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// check returns the findings of a Backend with the given fields for one release. It adds valid metadata and a valid spec if text has none.
func check(t *testing.T, release, text string) []diag.Diagnostic {
	t.Helper()
	whole := "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\n"
	if !strings.Contains(text, "metadata:") {
		whole += "metadata: {name: x}\n"
	}
	whole += text
	if !strings.Contains(text, "spec:") {
		whole += "\nspec: {type: Static, static: {hosts: [{host: a, port: 1}]}}\n"
	}
	tg, err := target.Parse(release)
	if err != nil {
		t.Fatal(err)
	}
	v, err := For(tg)
	if err != nil {
		t.Fatal(err)
	}
	documents, problems := manifest.Parse(source.New("x.yaml", []byte(whole)), manifest.Options{Templates: true})
	if len(problems) > 0 {
		t.Fatal(problems[0].Message)
	}
	return v.Check(documents[0])
}

// TestMessages checks the message, the span and the path of every kind of finding, as "rule path «marked text» message".
func TestMessages(t *testing.T) {
	for _, c := range []struct {
		name, release, text string
		want                []string
	}{
		{"valid", "2.4", "spec: {gcp: {host: a}}", nil},
		{"misspelt field", "2.4", "spec: {gcp: {hots: a}}", []string{`unknown-field /spec/gcp/hots «hots» unknown field "hots", did you mean "host"?`}},
		{"field of another release", "2.2", "spec: {type: Static, gcp: {host: a}}", []string{
			`union-type /spec «Static» type is Static, but static is not set`,
			`unknown-field /spec/gcp «gcp» unknown field "gcp"`,
		}},
		{"key that YAML reads as a boolean", "2.4", "spec: {gcp: {host: a, y: b}}", []string{`unknown-field /spec/gcp/true «y» unknown field "true" (YAML reads the unquoted key y like this: quote it)`}},
		{"missing fields", "2.4", "spec: {static: {hosts: [{host: a}, {}]}}", []string{
			`missing-field /spec/static/hosts/0/port «host» missing field "port"`,
			`missing-field /spec/static/hosts/1/host «{}» missing field "host"`,
			`missing-field /spec/static/hosts/1/port «{}» missing field "port"`,
		}},
		{"missing type in a release that requires it", "2.3", "spec: {gcp: {host: a}}", []string{`missing-field /spec/type «spec» missing field "type": kgateway 2.2 and 2.3 require it`}},
		{"string for a number", "2.4", "spec: {static: {hosts: [{host: a, port: \"80\"}]}}", []string{`wrong-type /spec/static/hosts/0/port «"80"» expected an integer, got the string "80"`}},
		{"a sexagesimal number, which is a string", "2.4", "spec: {static: {hosts: [{host: a, port: 1:20}]}}", []string{`wrong-type /spec/static/hosts/0/port «1:20» expected an integer, got the string "1:20"`}},
		{"fraction for an integer", "2.4", "spec: {static: {hosts: [{host: a, port: 1.5}]}}", []string{`wrong-type /spec/static/hosts/0/port «1.5» expected an integer, got the number 1.5, which has a fraction`}},
		{"number for a string", "2.4", "spec: {gcp: {host: 5}}", []string{`wrong-type /spec/gcp/host «5» expected a string, got the number 5`}},
		{"octal for a string", "2.4", "spec: {gcp: {host: 017}}", []string{`wrong-type /spec/gcp/host «017» expected a string, but YAML reads 017 as the number 15`}},
		{"number with a leading zero for a string", "2.4", "spec: {type: AWS, aws: {lambda: {functionName: f, accountId: 012345678901}}}", []string{`wrong-type /spec/aws/lambda/accountId «012345678901» expected a string, but YAML reads 012345678901 as the number 12345678901`}},
		{"yes for a string", "2.4", "spec: {gcp: {host: yes}}", []string{`wrong-type /spec/gcp/host «yes» expected a string, but YAML reads yes as true`}},
		{"no value for a string", "2.4", "spec: {gcp: {host: }}", []string{`wrong-type /spec/gcp/host «host» expected a string, got an empty value`}},
		{"null for a string", "2.4", "spec: {gcp: {host: ~}}", []string{`wrong-type /spec/gcp/host «~» expected a string, got null`}},
		{"list for a mapping", "2.4", "spec: {gcp: [a]}", []string{`wrong-type /spec/gcp «[a]» expected a mapping, got a list`}},
		{"null in a list", "2.4", "spec: {static: {hosts: [null]}}", []string{`wrong-type /spec/static/hosts/0 «null» expected a mapping, got null`}},
		{"unknown field that is similar to a field that is set", "2.4", "spec: {static: {hosts: [{host: a, port: 1, prot: 2}]}}", []string{`unknown-field /spec/static/hosts/0/prot «prot» unknown field "prot"`}},
		{"unknown field that is similar to a field that is null", "2.4", "spec: {gcp: {host: a, audience: , audienc: b}}", []string{`unknown-field /spec/gcp/audienc «audienc» unknown field "audienc", did you mean "audience"?`}},
		{"hexadecimal for a string", "2.4", "spec: {gcp: {host: 0x1F}}", []string{`wrong-type /spec/gcp/host «0x1F» expected a string, but YAML reads 0x1F as the number 31`}},
		{"value in another case", "2.4", "spec: {type: static, static: {hosts: [{host: a, port: 1}]}}", []string{`unknown-value /spec/type «static» unknown value "static", did you mean "Static"?`}},
		{"value of another release", "2.1", "spec: {type: GCP, static: {hosts: [{host: a, port: 1}]}}", []string{`unknown-value /spec/type «GCP» unknown value "GCP"`}},
		{"value that does not match a pattern", "2.4", "spec: {type: AWS, aws: {lambda: {functionName: f, accountId: \"12\"}}}", []string{`invalid-format /spec/aws/lambda/accountId «"12"» "12" is not valid: expected 12 digits, such as "123456789012"`}},
		{"empty string", "2.4", "spec: {gcp: {host: ''}}", []string{`out-of-range /spec/gcp/host «''» the value must not be empty`}},
		{"port out of range", "2.0", "spec: {type: Static, static: {hosts: [{host: a, port: 70000}]}}", []string{`out-of-range /spec/static/hosts/0/port «70000» port 70000 is out of range: must be 1 to 65535`}},
		{"port beyond 32 bits", "2.4", "spec: {static: {hosts: [{host: a, port: 4294967296}]}}", []string{`out-of-range /spec/static/hosts/0/port «4294967296» port 4294967296 is out of range: must be 1 to 65535`}},
		{"empty list", "2.4", "spec: {static: {hosts: []}}", []string{`out-of-range /spec/static/hosts «hosts» the list is empty: must have at least 1 entry`}},
		{"two members", "2.4", "spec: {gcp: {host: a}, dynamicForwardProxy: {}}", []string{`union-members /spec «dynamicForwardProxy» exactly one of aws, static, dynamicForwardProxy, gcp, priorityGroups must be set; gcp and dynamicForwardProxy are`}},
		{"no member", "2.4", "spec: {}", []string{`union-members /spec «spec» exactly one of aws, static, dynamicForwardProxy, gcp, priorityGroups must be set; none is`}},
		{"member without content", "2.4", "spec: {static: }", []string{`union-members /spec «static» exactly one of aws, static, dynamicForwardProxy, gcp, priorityGroups must be set; none is`}},
		{"type and member differ", "2.4", "spec: {type: AWS, gcp: {host: a}}", []string{`union-type /spec «AWS» type is AWS, but aws is not set; gcp is`}},
		{"two fields that exclude each other", "2.1", "spec: {type: AI, ai: {llm: {openai: {authToken: {kind: Inline, inline: a, secretRef: {name: b}}}}}}", []string{`union-members /spec/ai/llm/openai/authToken «secretRef» at most one of inline, secretRef may be set`}},
		{"neither of two fields, although one of them is required", "2.1", "spec: {type: AI, ai: {llm: {authHeader: {}, openai: {authToken: {kind: Passthrough}}}}}", []string{`incomplete-fields /spec/ai/llm/authHeader «authHeader» at least one of prefix, headerName must be set`}},
		{"one of two fields that require each other", "2.1", "spec: {type: AI, ai: {llm: {host: a, openai: {authToken: {kind: Passthrough}}}}}", []string{`incomplete-fields /spec/ai/llm «host» host is set, but port is not`}},
		{"Lambda function without an AWS account", "2.4", "spec: {aws: {lambda: {functionName: f}}}", []string{`incomplete-fields /spec/aws «lambda» lambda is set, but neither accountId nor lambda.accountId is`}},
		{"duplicate entry", "2.4", "spec: {priorityGroups: [{backendRefs: [{name: a}, {name: a}]}]}", []string{`duplicate-entry /spec/priorityGroups/0/backendRefs/1 «a» name "a" is used twice in this list`}},
		{"invalid name", "2.4", "metadata: {name: Web}", []string{`invalid-format /metadata/name «Web» "Web" is not valid: expected lower-case letters`}},
		{"no name", "2.4", "metadata: {}", []string{`incomplete-fields /metadata «metadata» at least one of name, generateName must be set`}},
		{"no name, and another mistake", "2.4", "metadata: {labls: {a: b}}", []string{
			`incomplete-fields /metadata «metadata» at least one of name, generateName must be set`,
			`unknown-field /metadata/labls «labls» unknown field "labls", did you mean "labels"?`,
		}},
		{"invalid label key", "2.4", "metadata: {name: x, labels: {a b: c}}", []string{`invalid-format /metadata/labels/a b «a b» the key "a b" is not valid: expected at most 63 letters`}},
		{"invalid label value", "2.4", "metadata: {name: x, labels: {a: -b}}", []string{`invalid-format /metadata/labels/a «-b» "-b" is not valid: expected letters, digits`}},
		{"annotation that is not a string", "2.4", "metadata: {name: x, annotations: {note: y}}", []string{`wrong-type /metadata/annotations/note «y» expected a string, but YAML reads y as true`}},
		{"finalizers that exclude each other", "2.4", "metadata: {name: x, finalizers: [orphan, foregroundDeletion]}", []string{`invalid-format /metadata/finalizers «[orphan, foregroundDeletion]» this list is not valid: expected orphan or foregroundDeletion, not both`}},
		{"two owner references with controller: true", "2.4", "metadata: {name: x, ownerReferences: [{apiVersion: v1, kind: Pod, name: a, uid: a, controller: true}, {apiVersion: v1, kind: Pod, name: b, uid: b, controller: true}]}", []string{`union-members /metadata/ownerReferences `}},
		{"unknown field of status", "2.4", "status: {phase: Ready}", []string{`unknown-field /status/phase «phase» unknown field "phase"`}},
		{"credential of the wrong type", "2.1", "spec: {type: AI, ai: {llm: {openai: {authToken: {kind: Inline, inline: 12345}}}}}", []string{`wrong-type /spec/ai/llm/openai/authToken/inline «12345» expected a string, got a number`}},
		{"fields at the level of the empty object that they belong to", "2.4", "metadata:\nname: x\nlabels:\n  a: b\n", []string{`unknown-field /name «name» name and labels are fields of metadata: indent them below metadata`}},
		{"a field at the level of the empty object that it belongs to, in release 2.0", "2.0", "metadata:\nnamespace: x\n", []string{`unknown-field /namespace «namespace» namespace is a field of metadata: indent it below metadata`}},
		{"a field at the level of the empty member that it belongs to", "2.4", "spec:\n  gcp:\n  host: a\n", []string{`unknown-field /spec/host «host» host is a field of gcp: indent it below gcp`}},
		{"type with a member that is not indented", "2.4", "spec:\n  type: Static\n  static:\n  hosts:\n  - host: a\n    port: 1\n", []string{`unknown-field /spec/hosts «hosts» hosts is a field of static: indent it below static`}},
		{"a field that does not belong to the empty object", "2.4", "spec:\n  gcp:\n  hots: a\n", []string{
			`unknown-field /spec/hots «hots» unknown field "hots"`,
		}},
		{"a known field between an empty object and a field that belongs to it", "2.4", "metadata:\nspec: {gcp: {host: a}}\nname: x\n", []string{
			`wrong-type /metadata «metadata» expected a mapping, got an empty value`, `unknown-field /name «name» unknown field "name"`,
		}},
		{"spec below metadata", "2.4", "metadata:\n  name: x\n  spec:\n    gcp:\n      host: a\n", []string{`unknown-field /metadata/spec «spec» spec is indented below metadata: move it to the left`}},
		{"type below a member", "2.3", "spec:\n  gcp:\n    host: a\n    type: GCP\n", []string{`unknown-field /spec/gcp/type «type» type is indented below gcp: move it to the left`}},
		{"type below a member, although the type is set", "2.4", "spec:\n  type: GCP\n  gcp:\n    host: a\n    type: GCP\n", []string{`unknown-field /spec/gcp/type «type» unknown field "type"`}},
		{"no space after the colon", "2.4", "metadata:\n  name:x\n", []string{"wrong-type /metadata «name:x» add a space after `name:`"}},
		{"no space after the colon in two lines", "2.4", "spec:\n  static:\n    hosts:\n    - host:a\n      port:1\n", []string{"wrong-type /spec/static/hosts/0 «host:a\n      port:1» add a space after `host:` and `port:`"}},
		{"a string instead of a mapping, on the line of its key", "2.4", "metadata: a.example.com:8080\n", []string{`wrong-type /metadata «a.example.com:8080» expected a mapping, got the string "a.example.com:8080"`}},
		{"a string instead of a mapping, on the next line", "2.4", "metadata:\n  a.example.com:8080\n", []string{`wrong-type /metadata «a.example.com:8080» expected a mapping, got the string "a.example.com:8080"`}},
		{"no space after the colon in braces", "2.4", "spec: {static: {hosts: [{host:a, port: 1}]}}", []string{"unknown-field /spec/static/hosts/0/host:a «host:» add a space after `host:`"}},
		{"a URL instead of a mapping", "2.4", "spec: {gcp: 'http://x'}", []string{`wrong-type /spec/gcp «'http://x'» expected a mapping, got the string "http://x"`}},
		{"a name without its colon", "2.4", "spec:\n  dynamicForwardProxy\n", []string{"wrong-type /spec «dynamicForwardProxy» add a colon after `dynamicForwardProxy`"}},
		{"an anchor for a value", "2.4", "spec: {gcp: {host: &a}}", []string{"wrong-type /spec/gcp/host «&a» quote a value that starts with `&`; YAML reads it as an anchor"}},
		{"a tag for a value", "2.4", "spec: {gcp: {host: !a }}", []string{"out-of-range /spec/gcp/host «!a» the value must not be empty"}},
		{"templates", "2.4", "spec: {type: ${TYPE}, gcp: {host: {{ .host }}, audience: $(A)}}", nil},
		{"template next to a mistake", "2.4", "spec: {gcp: {host: {{ .host }}, x: 1}}", []string{`unknown-field /spec/gcp/x «x» unknown field "x"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := check(t, c.release, c.text)
			r := diag.Result{Diagnostics: found}
			r.Sort()
			var got []string
			for _, d := range r.Diagnostics {
				got = append(got, d.Rule+" "+d.Path+" «"+d.File.Slice(d.Span)+"» "+d.Message)
			}
			if len(got) != len(c.want) {
				t.Fatalf("found %q, want %q", got, c.want)
			}
			for i, want := range c.want {
				if !strings.HasPrefix(got[i], want) || strings.Contains(got[i], "did you mean") != strings.Contains(want, "did you mean") {
					t.Errorf("found %q, want %q", got[i], want)
				}
			}
		})
	}
}

// TestFixes checks that the fix of a finding removes the finding.
func TestFixes(t *testing.T) {
	for _, text := range []string{
		"spec: {gcp: {hots: a}}", "spec: {gcp: {host: 5}}", "spec: {gcp: {host: yes}}", "spec: {static: {hosts: [{host: a, port: \"80\"}]}}",
		"spec: {type: static, static: {hosts: [{host: a, port: 1}]}}", "spec: {type: 'gcp', gcp: {host: a}}", "spec: {gcp: {\"hots\": a}}",
		"spec: {dynamicForwardProxy: {enableTls: 'true'}}",
	} {
		found := check(t, "2.4", text)
		if len(found) != 1 || len(found[0].Fixes) != 1 {
			t.Errorf("%s: found %v, want one finding with one fix", text, found)
			continue
		}
		e := found[0].Fixes[0].Edits[0]
		whole := found[0].File.Text()
		fixed := whole[:e.Span.Start] + e.New + whole[e.Span.End:]
		_, spec, _ := strings.Cut(fixed, "spec:")
		if again := check(t, "2.4", "spec:"+spec); len(again) > 0 {
			t.Errorf("%s: the fix gives %q, which still has the finding %q", text, spec, again[0].Message)
		}
	}
}

// TestQuotes checks that a fix adds quotes around the original text, and that it removes quotes only if the text is the JSON form of the
// value.
func TestQuotes(t *testing.T) {
	for _, text := range []string{"012345678901", "007", "08", "017", "1e3", "0x1F", "0b11", "1_000", "+1", "-0", ".5", "1.0", "1.10", "yes", "No", "on", "y", "true", "TRUE"} {
		want := "host: " + strconv.Quote(text) + "}}"
		if got := applied(t, check(t, "2.4", "spec: {gcp: {host: "+text+"}}"), diag.Safe); !strings.HasSuffix(got, want) {
			t.Errorf("host: %s: the fix gives\n%s\nwant the end %s", text, got, want)
		}
	}
	for text, want := range map[string]string{
		"8080": "8080", "0": "0", "-1": "-1",
		"017": "", "08": "", "0443": "", "1e3": "", "0x1F": "", "1_000": "", "+1": "", "1.0": "", "yes": "", "1:20": "",
	} {
		for _, quote := range []string{`"`, "'"} {
			found := check(t, "2.4", "spec: {static: {hosts: [{host: a, port: "+quote+text+quote+"}]}}")
			got := applied(t, found, diag.Safe)
			if want == "" && got != "" || want != "" && !strings.HasSuffix(got, "port: "+want+"}]}}") {
				t.Errorf("%q: the fix gives\n%s\nwant the value %q; \"\" means that there is no fix", text, got, want)
			}
		}
	}
	for text, want := range map[string]string{"true": "true", "false": "false", "yes": "", "off": "", "True": "", "1": ""} {
		got := applied(t, check(t, "2.4", "spec: {dynamicForwardProxy: {enableTls: '"+text+"'}}"), diag.Safe)
		if want == "" && got != "" || want != "" && !strings.HasSuffix(got, "enableTls: "+want+"}}") {
			t.Errorf("%q: the fix gives\n%s\nwant the value %q; \"\" means that there is no fix", text, got, want)
		}
	}
}

// applied returns the file's text with the first fix of the only finding applied, or "" if that fix does not exist or has another safety.
func applied(t *testing.T, found []diag.Diagnostic, safety diag.Safety) string {
	t.Helper()
	if len(found) != 1 {
		t.Fatalf("%d findings, want 1: %v", len(found), found)
	}
	if len(found[0].Fixes) == 0 || found[0].Fixes[0].Safety != safety {
		return ""
	}
	text, err := edit.Apply(found[0].File.Text(), found[0].Fixes[0].Edits)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(text, "\n")
}

// TestRename checks which misspelt names have a safe fix.
func TestRename(t *testing.T) {
	for _, c := range []struct {
		text   string
		safety diag.Safety // "" for no fix
	}{
		{"spec: {gcp: {hots: a}}", diag.Safe},
		{"spec: {gcp: {Host: a}}", diag.Safe},
		{"spec: {dynamic_forward_proxy: {}}", diag.Safe},
		{"spec: {gcp: {hots: 12}}", diag.Safe},                                   // "12" after the fix
		{"spec: {static: {hosts: [{host: a, prot: \"80\"}]}}", diag.Safe},        // 80 after the fix
		{"spec: {static: {hosts: [{host: a, prot: web}]}}", diag.Unsafe},         // not a port
		{"spec: {static: {hosts: [{host: a, prot: {number: 1}}]}}", diag.Unsafe}, // not a port
		{"spec: {static: {hosts: [{host: a, port: 1}], appProtokcol: http2}}", diag.Safe},
		{"spec: {static: {hosts: [{host: a, port: 1}], appProto: http2}}", diag.Unsafe}, // truncated
		{"spec: {static: {hosts: [{host: a, port: 1}], appPortocolls: http2}}", diag.Unsafe},
		{"spec: {static: {hosts: [{host: a, port: 1, prot: 1}]}}", ""},
	} {
		for _, d := range check(t, "2.4", c.text) {
			var got diag.Safety
			if len(d.Fixes) > 0 {
				got = d.Fixes[0].Safety
			}
			if d.Rule == ruleUnknown && got != c.safety {
				t.Errorf("%s: %s: the fix is %q, want %q", c.text, d.Message, got, c.safety)
			}
		}
	}
	for _, d := range check(t, "2.4", "spec: {static: {hosts: [{host: a, prot: 1, porrt: 2}]}}") {
		if len(d.Fixes) > 0 {
			t.Errorf("a fix would give two fields the same name: %s", d.Message)
		}
	}
}

// TestMissingType checks that a missing type is added for the member that is set.
func TestMissingType(t *testing.T) {
	for _, c := range []struct{ release, text, want string }{
		{"2.1", "spec:\n  aws:\n    accountId: \"123456789012\"\n    lambda: {functionName: f}", "spec:\n  type: AWS\n  aws:\n"},
		{"2.3", "spec: # one\n    # two\n    gcp: {host: a}", "spec: # one\n    type: GCP\n    # two\n    gcp: {host: a}"},
		{"2.3", "spec: {dynamicForwardProxy: {}}", "spec: {type: DynamicForwardProxy, dynamicForwardProxy: {}}"},
		{"2.0", `spec: {"static": {hosts: [{host: a, port: 1}]}}`, `spec: {"type": "Static", "static": {hosts: [{host: a, port: 1}]}}`},
	} {
		found := check(t, c.release, c.text)
		if got := applied(t, found, diag.Safe); !strings.Contains(got, c.want) {
			t.Errorf("%s: the fix gives\n%s\nwant it to contain\n%s", c.text, got, c.want)
		}
	}
	for _, d := range check(t, "2.3", "spec: {gcp: {host: a}, dynamicForwardProxy: {}}") {
		if len(d.Fixes) > 0 {
			t.Errorf("two members are set, but %q has a fix", d.Message)
		}
	}
}

// TestSecrets checks that no message contains a credential, whatever its YAML type.
func TestSecrets(t *testing.T) {
	for _, value := range []string{"0987612345", "12345", "1e3", "0x1F", "[s3cret]", "{s3cret: x}"} {
		for _, d := range check(t, "2.1", "spec: {type: AI, ai: {llm: {openai: {authToken: {kind: Inline, inline: "+value+"}}}}}") {
			for _, secret := range []string{"987612345", "12345", "1000", "31", "s3cret"} {
				if strings.Contains(d.Message, secret) {
					t.Errorf("the message shows the credential %s: %s", value, d.Message)
				}
			}
		}
	}
}
