package apiserver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/backendctl/backendctl/internal/apiserver/generate"
	"github.com/backendctl/backendctl/internal/convert"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/yamltree"
)

const (
	convertEnv         = "BACKENDCTL_CONVERT_N"
	defaultConversions = 1000 // the number of manifests for each pair of shapes
)

// agentgateways installs the CRD of the AgentgatewayBackend in the servers of all releases that have this kind, and returns the CRD. Only
// the first call installs it.
var agentgateways = sync.OnceValues(func() ([]byte, error) {
	server, err := theServer()
	if err != nil {
		return nil, err
	}
	crd, err := Agentgateways(CRDFolder(DefaultCRDFolder))
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	for _, release := range []string{"kgateway-2.2", "kgateway-2.3", "kgateway-2.4"} {
		if err := server.Install(ctx, release, crd); err != nil {
			return nil, err
		}
	}
	return crd, nil
})

// TestConvert converts generated backends of every shape to every target. The target's API server must accept the results, including
// companions, and fields without a counterpart must be reported as lost.
func TestConvert(t *testing.T) {
	if CRDFolder(DefaultCRDFolder) == "" {
		t.Skipf("set %s to a folder with the CRDs of the policies and of the AgentgatewayBackend", CRDsEnv)
	}
	server := startWhole(t)
	agent, err := agentgateways()
	if err != nil {
		t.Fatal(err)
	}
	size, seed := int(numberFrom(t, convertEnv, defaultConversions)), seedFrom(t)
	for i, from := range convert.Sources() {
		inputs := inputsOf(t, server, from, agent, seed+uint64(i), size)
		for _, to := range target.All() {
			if mapping.Of(to) == from {
				continue
			}
			t.Run(fmt.Sprintf("%s to %s", from, to), func(t *testing.T) {
				accepted, unfit, lossy := convertAll(t, server, inputs, from, to)
				t.Logf("%d results accepted, %d of them with a loss; %d inputs cannot be represented in the target", accepted, lossy, unfit)
			})
		}
	}
}

// mayRefuse reports whether convert may reject a manifest that an API server accepts in the shape from. The catalog rejects nulls, which an
// API server removes. The schemas of other products accept unknown fields, but convert treats such a field as misspelt if a required value
// is missing.
func mayRefuse(c *convert.Conversion, from mapping.Shape) bool {
	isUnknown := func(d diag.Diagnostic) bool { return d.Rule == "unknown-field" }
	isOpen := from.IsForeign() || from == mapping.Agentgateway
	return from == mapping.Catalog || isOpen && slices.ContainsFunc(c.Result.Diagnostics, isUnknown)
}

// inputsOf generates n manifests that the API server accepts with the CRD of their shape. There is no API server for other products, so
// their schemas decide.
func inputsOf(t *testing.T, server *Server, shape mapping.Shape, agent []byte, seed uint64, n int) []*source.File {
	t.Helper()
	crd, release := agent, "kgateway-2.2"
	if own, err := target.Parse(string(shape)); err == nil {
		release = own.ID
		if crd, err = own.CRD(); err != nil {
			t.Fatal(err)
		}
	}
	if shape.IsForeign() {
		crd = foreignDefinition(t, shape)
	}
	generator, err := generate.New(crd, seed)
	if err != nil {
		t.Fatal(err)
	}
	var files []*source.File
	for tries := 0; len(files) < n; tries++ {
		if tries > 100*n {
			t.Fatalf("the API server accepts hardly any manifest that is generated for %s", shape)
		}
		f := source.New(fmt.Sprintf("%s-%d.yaml", shape, len(files)), generator.Next().Manifest)
		documents, problems := manifest.Parse(f, manifest.Options{})
		if len(problems) > 0 || len(documents) != 1 || documents[0].Root == nil {
			continue
		}
		judged, err := server.JudgeStream(t.Context(), release, f.Raw())
		switch {
		case shape.IsForeign() && (err == nil || errors.Is(err, ErrUnserved)) && isForeign(documents[0], shape):
			files = append(files, f)
		case err == nil && len(judged) == 1 && judged[0].Verdict.Valid:
			files = append(files, f)
		}
	}
	return files
}

// convertAll converts each manifest separately, and checks the result with the API server of the target. It returns the number of results
// that the server accepts, the number of manifests that the target cannot represent, and the number of conversions with a loss.
func convertAll(t *testing.T, server *Server, inputs []*source.File, from mapping.Shape, to target.Target) (accepted, unfit, lossy int) {
	t.Helper()
	var group errgroup.Group
	group.SetLimit(4)
	var mu sync.Mutex
	unkept := 0
	for _, f := range inputs {
		c, err := convert.Files(t.Context(), []*source.File{f}, convert.Options{To: to, From: from})
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case len(c.Files[0].Broken) > 0 && errors.Is(c.Files[0].Broken[0], yamltree.ErrForm):
			unkept++ // convert reports syntax that it does not keep, such as question marks before keys
			continue
		case len(c.Files[0].Broken) > 0:
			t.Errorf("%v\n%s", c.Files[0].Broken[0], f.Text())
			continue
		case len(c.Documents) == 0:
			t.Errorf("the conversion has no document for this manifest\n%s", f.Text())
			continue
		}
		if c.Invalid() > 0 {
			if !mayRefuse(c, from) {
				t.Errorf("the API server accepts this manifest as %s, but convert does not\n%s", from, f.Text())
			}
			continue
		}
		if err := c.Verify(); err != nil {
			t.Errorf("%v\n%s\nin the conversion of\n%s", err, c.Files[0].Text, f.Text())
		}
		switch {
		case c.Documents[0].Unfit:
			if c.Lost() == 0 {
				t.Errorf("%s cannot represent this manifest, but no reason is reported\n%s", to, f.Text())
			}
			unfit++
			continue
		case c.Lost() > 0:
			lossy++
		}
		group.Go(func() error {
			judged, err := server.JudgeStream(t.Context(), to.ID, []byte(c.Files[0].Text))
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Errorf("%v\n%s", err, c.Files[0].Text)
				return nil
			}
			if len(judged) == 0 || slices.ContainsFunc(judged, func(j Judged) bool { return !j.Verdict.Valid }) {
				t.Errorf("the API server rejects the result: %s\n%s\nof the input\n%s", causes(judged), c.Files[0].Text, f.Text())
				return nil
			}
			accepted++
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	if unkept > len(inputs)/20 {
		t.Errorf("the layout of %d of %d inputs could not be kept", unkept, len(inputs))
	}
	return accepted, unfit, lossy
}

func causes(judged []Judged) string {
	var b bytes.Buffer
	for _, j := range judged {
		for _, c := range j.Verdict.Causes {
			fmt.Fprintf(&b, "%s/%s: %s\n", j.Kind, j.Name, c)
		}
	}
	return b.String()
}
