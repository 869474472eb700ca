package apiserver

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/yaml"
)

const (
	crdPath = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"

	pollInterval = 50 * time.Millisecond
)

// backendVersion and backendPlural identify the resource that every instance serves.
var (
	backendVersion = schema.GroupVersion{Group: "gateway.kgateway.dev", Version: "v1alpha1"}
	backendPlural  = "backends"
)

// install waits until the server is ready, and creates the CRD (YAML or JSON). It returns when the server serves the kind of the CRD.
func (in *instance) install(ctx context.Context, crd []byte) error {
	if err := in.waitFor(ctx, "/healthz"); err != nil {
		return err
	}
	body, err := yaml.YAMLToJSON(crd)
	if err != nil {
		return fmt.Errorf("read CRD: %w", err)
	}
	var definition apiextensions.CustomResourceDefinition
	if err := json.Unmarshal(body, &definition); err != nil {
		return fmt.Errorf("read CRD: %w", err)
	}
	status, answer, err := in.post(ctx, crdPath, typeJSON, body)
	if err != nil {
		return fmt.Errorf("create CRD: %w", err)
	}
	if status != http.StatusCreated {
		return fmt.Errorf("create CRD %s: the API server answered %d: %s", definition.Name, status, answer)
	}
	return in.serve(ctx, definition.Spec)
}

// serve waits until the server serves every served version of a CRD, and then records its kind.
func (in *instance) serve(ctx context.Context, spec apiextensions.CustomResourceDefinitionSpec) error {
	for _, v := range spec.Versions {
		if !v.Served {
			continue
		}
		version := schema.GroupVersion{Group: spec.Group, Version: v.Name}
		path := resourcePath(version, spec.Names.Plural, metav1.NamespaceDefault)
		if err := in.waitFor(ctx, path); err != nil {
			return err
		}
		if err := in.settle(ctx, version.WithKind(spec.Names.Kind), path); err != nil {
			return err
		}
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	in.plurals[schema.GroupKind{Group: spec.Group, Kind: spec.Names.Kind}] = spec.Names.Plural
	return nil
}

// plural returns the plural name of a kind, which is part of paths. It returns false if the CRD of the kind is not installed.
func (in *instance) plural(of schema.GroupKind) (string, bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	name, ok := in.plurals[of]
	return name, ok
}

// settle sends one create request. While a CRD is new, the server answers the first create request only after two seconds. Later requests
// then need not wait.
func (in *instance) settle(ctx context.Context, kind schema.GroupVersionKind, path string) error {
	apiVersion, name := kind.ToAPIVersionAndKind()
	probe, err := json.Marshal(map[string]string{"apiVersion": apiVersion, "kind": name})
	if err != nil {
		return err
	}
	_, _, err = in.post(ctx, path, typeJSON, probe)
	return err
}

// waitFor requests path repeatedly until the status is 200.
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
		return 0, nil, fmt.Errorf("create a request for %s: %w", path, err)
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
		return 0, nil, fmt.Errorf("read the response for %s: %w", path, err)
	}
	return response.StatusCode, answer, nil
}
