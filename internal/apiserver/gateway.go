package apiserver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"sigs.k8s.io/yaml"
)

// GatewayAPI returns the definitions of the Gateway API's HTTPRoute, ReferenceGrant and BackendTLSPolicy for a release of kgateway. They
// are read from the Go module of the Gateway API, which must be in the module cache or proxy.
//
// kgateway 2.0 uses Gateway API 1.3, whose BackendTLSPolicy is v1alpha3 of the experimental channel. Later releases require 1.4 or newer,
// and all of them support 1.4.
func GatewayAPI(ctx context.Context, release string) ([][]byte, error) {
	version, channel := "v1.4.1", "standard"
	if release == "kgateway-2.0" {
		version, channel = "v1.3.0", "experimental"
	}
	dir, err := moduleDir(ctx, "sigs.k8s.io/gateway-api@"+version)
	if err != nil {
		return nil, err
	}
	var crds [][]byte
	for _, plural := range []string{"httproutes", "referencegrants", "backendtlspolicies"} {
		crd, err := os.ReadFile(filepath.Join(dir, "config", "crd", channel, "gateway.networking.k8s.io_"+plural+".yaml"))
		if err != nil {
			return nil, fmt.Errorf("read a definition of the Gateway API %s: %w", version, err)
		}
		crds = append(crds, crd)
	}
	return crds, nil
}

// moduleDir returns the folder of a Go module, and downloads it if necessary. Only its files are used, so it is not a requirement in
// go.mod.
func moduleDir(ctx context.Context, module string) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "mod", "download", "-json", module).Output()
	var answer struct{ Dir, Error string }
	if readErr := json.Unmarshal(out, &answer); err == nil {
		err = readErr
	}
	if answer.Error != "" {
		err = errors.New(answer.Error)
	}
	if err != nil {
		return "", fmt.Errorf("get the Go module %s: %w", module, err)
	}
	return answer.Dir, nil
}

// Policies returns the definition of kgateway's BackendConfigPolicy in a release, from the folder in [CRDFolder]. It returns nil for a
// release without it, or without a folder.
func Policies(folder, release string) ([]byte, error) {
	return boundedDefinition(folder, release, "backendconfigpolicies.yaml", 256)
}

// Agentgateways returns the definition of the AgentgatewayBackend of kgateway 2.2, which convert writes for 2.2 and later, or nil without a
// folder.
func Agentgateways(folder string) ([]byte, error) {
	return boundedDefinition(folder, "kgateway-2.2", "agentgatewaybackends.yaml", 32)
}

// boundedDefinition reads a definition and limits the length of strings that rules use. Without a limit, this API server estimates the
// rules as too expensive and rejects the definition. The strings are durations, which are shorter than the limits.
func boundedDefinition(folder, release, name string, longest int) ([]byte, error) {
	if folder == "" {
		return nil, nil
	}
	crd, err := os.ReadFile(filepath.Join(folder, release, name))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var definition any
	if err := yaml.Unmarshal(crd, &definition); err != nil {
		return nil, fmt.Errorf("read %s of %s: %w", name, release, err)
	}
	bound(definition, longest)
	return yaml.Marshal(definition)
}

// bound sets a maximum length for every string that has rules and no limit.
func bound(v any, longest int) {
	switch v := v.(type) {
	case map[string]any:
		_, ruled := v["x-kubernetes-validations"]
		if _, bounded := v["maxLength"]; ruled && !bounded && v["type"] == "string" {
			v["maxLength"] = longest
		}
		for _, child := range v {
			bound(child, longest)
		}
	case []any:
		for _, child := range v {
			bound(child, longest)
		}
	}
}
