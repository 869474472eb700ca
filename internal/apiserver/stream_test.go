package apiserver

import (
	"errors"
	"strings"
	"testing"
)

const stream = `# A comment and nothing else.
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
spec:
  rules:
  - backendRefs:
    - {group: gateway.kgateway.dev, kind: Backend, name: web}
---
apiVersion: v1
kind: Secret
metadata:
  name: key
stringData:
  Authorization: none
`

func TestJudgeStream(t *testing.T) {
	server := startWhole(t)
	for _, test := range []struct{ name, old, with, refused string }{
		{"a valid stream", "", "", ""},
		{"a field that a route does not have", "rules:", "rulez:", "HTTPRoute"},
		{"a name that is not valid for a route", "name: web\nspec", "name: Web\nspec", "HTTPRoute"},
		{"a field that a Secret does not have", "stringData:", "strings:", "Secret"},
		{"a key that is not valid for a Secret", "Authorization:", "a/b:", "Secret"},
	} {
		t.Run(test.name, func(t *testing.T) {
			judged, err := server.JudgeStream(t.Context(), "kgateway-2.4", []byte(strings.Replace(stream, test.old, test.with, 1)))
			if err != nil {
				t.Fatal(err)
			}
			if len(judged) != 2 {
				t.Fatalf("got %d objects, want 2", len(judged))
			}
			for _, j := range judged {
				if j.Verdict.Valid == (j.Kind == test.refused) {
					t.Errorf("the verdict on the %s is valid = %v (causes %v), want the opposite", j.Kind, j.Verdict.Valid, j.Verdict.Causes)
				}
			}
		})
	}
}

func TestJudgeStreamUnserved(t *testing.T) {
	server := startWhole(t)
	_, err := server.JudgeStream(t.Context(), "kgateway-2.4", []byte("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n"))
	if !errors.Is(err, ErrUnserved) {
		t.Errorf("err = %v, want ErrUnserved", err)
	}
}
