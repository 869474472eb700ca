package apiserver

import (
	"context"
	"fmt"
	"maps"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/backendctl/backendctl/internal/target"
)

const startTimeout = 2 * time.Minute

var (
	// theCRDs returns the CRDs that all tests use.
	theCRDs = sync.OnceValues(func() (CRDs, error) { return Definitions(CRDFolder(DefaultCRDFolder)) })

	// theServer returns the server that all tests share. The first test that needs it starts it.
	theServer = sync.OnceValues(func() (*Server, error) {
		crds, err := theCRDs()
		if err != nil {
			return nil, err
		}
		definitions := maps.Clone(crds.ByRelease)
		if definitions[catalog.ID], err = PublishedCRD(); err != nil {
			return nil, err
		}
		ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
		defer cancel()
		server, err := Start(ctx, definitions)
		running = server
		return server, err
	})
	running *Server // nil until a test starts the server
)

// catalog is the target catalog. Its CRD is generated from its schema, because no release serves it.
var catalog = target.All()[0]

func TestMain(m *testing.M) {
	status := m.Run()
	if toolDir != "" {
		if err := os.RemoveAll(toolDir); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	if running != nil {
		if err := running.Close(); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	os.Exit(status)
}

// start returns the shared server and the CRDs of the releases.
func start(t *testing.T) (*Server, map[string][]byte) {
	t.Helper()
	server, err := theServer()
	if err != nil {
		t.Fatal(err)
	}
	crds, err := theCRDs()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("the servers have %s", crds.Source)
	return server, crds.ByRelease
}

const validManifest = `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: example.com
      port: 8080
`

func TestJudge(t *testing.T) {
	server, _ := start(t)
	tests := []struct {
		name, manifest string
		valid          bool
	}{
		{"valid", validManifest, true},
		{"other namespace", strings.Replace(validManifest, "name: web", "name: web\n  namespace: other", 1), true},
		{"flow style", "{apiVersion: gateway.kgateway.dev/v1alpha1, kind: Backend, metadata: {name: a}, spec: {type: Static, static: {hosts: [{host: a, port: 1}]}}}", true},
		{"unknown field", validManifest + "foo: 1\n", false},
		{"empty text", "", false},
	}
	for _, release := range ReleaseIDs {
		for _, test := range tests {
			t.Run(release+"/"+test.name, func(t *testing.T) {
				verdict, err := server.Judge(t.Context(), release, []byte(test.manifest))
				if err != nil {
					t.Fatal(err)
				}
				if verdict.Valid != test.valid {
					t.Errorf("the verdict is valid = %v, want %v; the causes are %v", verdict.Valid, test.valid, verdict.Causes)
				}
				if verdict.Valid != (len(verdict.Causes) == 0) {
					t.Errorf("the verdict is valid = %v with %d causes, want causes only for an invalid manifest", verdict.Valid, len(verdict.Causes))
				}
			})
		}
	}
}

func TestJudgeUnknownRelease(t *testing.T) {
	server, _ := start(t)
	if _, err := server.Judge(t.Context(), "kgateway-1.0", []byte(validManifest)); err == nil {
		t.Error("Judge returns no error for a release without a server")
	}
}
