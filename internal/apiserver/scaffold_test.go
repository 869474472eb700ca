package apiserver

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/backendctl/backendctl/internal/scaffold/scaffoldtest"
)

// beside installs the CRDs of companions, such as routes and policies, in all servers. Only the first call installs them.
var beside = sync.OnceValue(func() error {
	server, err := theServer()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	var group errgroup.Group
	for _, release := range server.Releases() {
		crds, err := GatewayAPI(ctx, release)
		if err != nil {
			return err
		}
		policies, err := Policies(CRDFolder(DefaultCRDFolder), release)
		if err != nil {
			return err
		}
		if policies != nil {
			crds = append(crds, policies)
		}
		for _, crd := range crds {
			group.Go(func() error { return server.Install(ctx, release, crd) })
		}
	}
	return group.Wait()
})

// startWhole returns the shared server with the CRDs of the Gateway API, kgateway's policies and the AgentgatewayBackend.
func startWhole(t *testing.T) *Server {
	t.Helper()
	server, _ := start(t)
	if err := beside(); err != nil {
		t.Fatal(err)
	}
	if CRDFolder(DefaultCRDFolder) != "" {
		if _, err := agentgateways(); err != nil {
			t.Fatal(err)
		}
	}
	return server
}

// hasOtherCRD reports whether a text has an object whose CRD is not one of those that backendctl generates.
func hasOtherCRD(text string) bool {
	return strings.Contains(text, "kind: AgentgatewayBackend\n") || strings.Contains(text, "kind: BackendConfigPolicy\n")
}

// TestScaffold checks all outputs of scaffold with the API servers: with placeholders, and with real values instead.
func TestScaffold(t *testing.T) {
	server := startWhole(t)
	objects, unknown := 0, map[string]bool{}
	for _, c := range scaffoldtest.Cases() {
		for _, filled := range []bool{false, true} {
			if c.Refusal(filled) != "" {
				continue
			}
			args := append(c.Args(), "--comments", "none")
			if filled {
				args = append(c.Filled(), "--comments", "full")
			}
			status, text, said := run(t, args...)
			if status != 0 {
				t.Fatalf("%s: status %d: %s", c, status, said)
			}
			judged, err := server.JudgeStream(t.Context(), c.Target.ID, []byte(text))
			if errors.Is(err, ErrUnserved) && CRDFolder(DefaultCRDFolder) == "" && hasOtherCRD(text) {
				unknown[c.Type.ID] = true
				continue
			}
			if err != nil {
				t.Fatalf("%s: %v\n%s", c, err, text)
			}
			objects += len(judged)
			for _, j := range judged {
				if !j.Verdict.Valid {
					t.Errorf("%s: the API server rejects the %s: %v\n%s", c, j.Kind, j.Verdict.Causes, text)
				}
			}
		}
	}
	least := 1000
	if len(unknown) > 0 {
		least = 500
		t.Logf("BackendConfigPolicies and AgentgatewayBackends were not checked: set %s to a folder with their CRDs", CRDsEnv)
	}
	t.Logf("%d objects accepted", objects)
	if objects < least {
		t.Errorf("only %d objects were checked", objects)
	}
}
