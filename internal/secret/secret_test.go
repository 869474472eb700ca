package secret

import (
	"testing"

	"github.com/backendctl/backendctl/internal/source"
)

func maskAll(text string) string {
	f := source.New("x.yaml", []byte(text))
	return Mask(f.Text(), In(f).Spans, source.Span{End: len(f.Text())})
}

func TestIn(t *testing.T) {
	for text, want := range map[string]string{
		"token: abc":                           "token: ***",
		"- token: abc # why":                   "- token: *** # why",
		`"apiKey": "a\"b", "x": 1`:             `"apiKey": "**"*", "x": 1`,
		`{"inline":"abc","x":1}`:               `{"inline":"***","x":1}`,
		"{inline: abc, x: 1}":                  "{inline: ***, x: 1}",
		"inline: |\n  a\n  b: c\nx: 1":         "inline: |\n  *\n  ****\nx: 1",
		"inline:\n  abc\nx: 1":                 "inline:\n  ***\nx: 1",
		"inline:\n  name: x":                   "inline:\n  *******",
		"\"auth\":\n {\n  \"a\": 1":            "\"auth\":\n {\n  \"a\": 1",
		"inline:\n- name: x":                   "inline:\n*********",
		"- inline: 'a\n  b' # c\n  x: 1":       "- inline: '*\n  *' # c\n  x: 1",
		"inline: a\n  b\nx: 1":                 "inline: *\n  *\nx: 1",
		"inilne: abc":                          "inilne: ***",
		"basicAuth: {users: [\"a:b\", 'c:d']}": "basicAuth: {users: *\"***\"**'***'*}",
		"basicAuth:\n  users:\n  - a:b\nx: 1":  "basicAuth:\n  users:\n  *****\nx: 1",
		"users: [a]":                           "users: [a]",
		"kind: Inline":                         "kind: Inline",
		"secretRef: {name: token}":             "secretRef: {name: token}",
		"a: &alias b\ninline: *alias # c":      "a: &alias *\ninline: *alias # c",
		"inline: *abc":                         "inline: ****",
		"inline: *abc.d # e":                   "inline: ****** # *",
		"- inline:abc":                         "- inline:***",
		"inline:abc\n  b: c":                   "**********\n  ****",
		"token abc":                            "token ***",
		"the token abc":                        "the token abc",
		"# password: abc":                      "# password: ***",
		"url: https://token:8080/":             "url: https://token:8080/",
		"inline: \"\"":                         "inline: \"\"",
		"token: a\r\nx: b\r\n":                 "token: *\r\nx: b\r\n",
		"token:\r\n  # a remark\r\n  x: b":     "token:\r\n  # a remark\r\n  ****",
		"a: b AKIA0123456789ABCDEF c":          "a: b ******************** c",
		"a: https://me:abc@x.example/b@c":      "a: https://******************@c",
		"kind: Secret\ndata:\n  a: b\nx: y":    "kind: Secret\ndata:\n  a: *\nx: *",
		"kind: Secret\ndata: {a: b}\nx: y":     "kind: Secret\ndata: {a: *}\nx: *",
		"kind: ConfigMap\ndata:\n  a: b":       "kind: ConfigMap\ndata:\n  a: b",
		"authorization: Bearer abc\nx: y":      "authorization: **********\nx: y",
		"a: {token: {x: 1}, password: b}":      "a: {token: ******, password: *}",
		"headers:\n  Authorization: b:c d,":    "headers:\n  Authorization: ******",
		"kind: Secret\nstringData:\n  a: |\n    b: c\n    d\n  e: f\n":  "kind: Secret\nstringData:\n  a: |\n    ****\n    *\n  e: *\n",
		"{\n \"kind\": \"Secret\",\n \"data\": {\n  \"a\": \"b\",\n }}": "{\n \"kind\": \"Secret\",\n \"data\": {\n  \"a\": \"*\",\n }}",
	} {
		if got := maskAll(text); got != want {
			t.Errorf("%q is masked as %q, want %q", text, got, want)
		}
	}
}

// TestUnparsed checks that the values of a document that cannot be parsed are hidden if one of its words may name a secret, and not hidden
// otherwise.
func TestUnparsed(t *testing.T) {
	for text, want := range map[string]string{
		"a:\n  host: x.example\n b: 1":                                      "a:\n  host: x.example\n b: 1",
		"authToken:\n  kind: SecretRef\n  secretRef: {name: web}\n x: 1":    "authToken:\n  kind: SecretRef\n  secretRef: {name: web}\n x: 1",
		"kind: Secret\n'data':\n  some: abc-1\n x: 1":                       "kind: Secret\n'data':\n  some: *****\n x: 1",
		"\"in\\u006cine\": abc\n x: 1\nkind: Backend\nport: 80":             "\"***********\": ***\n x: 1\nkind: Backend\nport: 80",
		"auth: {type: x,\n\n  key:\n\n    abc\n":                            "auth: {type: *,\n\n  key:\n\n    ***\n",
		"inline:\n# why\n  abc\n x: [1\napiVersion: gateway.example.dev/v1": "inline:\n# ***\n  ***\n x: [1\napiVersion: gateway.example.dev/v1",
	} {
		if got := maskAll(text); got != want {
			t.Errorf("%q is masked as %q, want %q", text, got, want)
		}
	}
}
