package apiserver

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"sigs.k8s.io/yaml"
)

const (
	crdPath     = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
	backendPath = "/apis/gateway.kgateway.dev/v1alpha1/namespaces/"

	pollInterval = 50 * time.Millisecond
)

// install waits until the server is ready, creates the definition in crd (YAML
// or JSON) and returns once manifests of its kind are served.
func (in *instance) install(ctx context.Context, crd []byte) error {
	if err := in.waitFor(ctx, "/healthz"); err != nil {
		return err
	}
	body, err := yaml.YAMLToJSON(crd)
	if err != nil {
		return fmt.Errorf("read CRD: %w", err)
	}
	status, answer, err := in.post(ctx, crdPath, typeJSON, body)
	if err != nil {
		return fmt.Errorf("create CRD: %w", err)
	}
	if status != http.StatusCreated {
		return fmt.Errorf("create CRD: the API server answered %d: %s", status, answer)
	}
	if err := in.waitFor(ctx, backendPath+"default/backends"); err != nil {
		return err
	}
	return in.settle(ctx)
}

// settle sends one create, which the server answers two seconds late while a
// definition is new, so that no later one has to wait.
func (in *instance) settle(ctx context.Context) error {
	probe, err := json.Marshal(map[string]string{"apiVersion": "gateway.kgateway.dev/v1alpha1", "kind": "Backend"})
	if err != nil {
		return err
	}
	_, _, err = in.post(ctx, createPath("default"), typeJSON, probe)
	return err
}

// waitFor asks for path until the answer is 200.
func (in *instance) waitFor(ctx context.Context, path string) error {
	for {
		status, body, err := in.do(ctx, http.MethodGet, path, "", nil)
		if err == nil && status == http.StatusOK {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for %s: %w (last answer %d: %s)", path, ctx.Err(), status, body)
		case <-time.After(pollInterval):
		}
	}
}

func (in *instance) post(ctx context.Context, path, contentType string, body []byte) (int, []byte, error) {
	return in.do(ctx, http.MethodPost, path, contentType, body)
}

func (in *instance) do(ctx context.Context, method, path, contentType string, body []byte) (int, []byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, in.url+path, bytes.NewReader(body))
	if err != nil {
		return 0, nil, fmt.Errorf("make a request for %s: %w", path, err)
	}
	request.Header.Set("Accept", typeJSON)
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	response, err := in.client.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, nil, fmt.Errorf("read the answer of %s: %w", path, err)
	}
	return response.StatusCode, answer, nil
}
