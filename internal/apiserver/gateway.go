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

// GatewayAPI returns the CRDs of HTTPRoute, ReferenceGrant and BackendTLSPolicy of the Gateway API for a release of kgateway. It reads them
// from the Go module of the Gateway API, which must be in the module cache or available from the module proxy.
//
// kgateway 2.0 uses Gateway API 1.3, in which BackendTLSPolicy has the version v1alpha3 and is in the experimental channel. Later releases
// require Gateway API 1.4 or newer, and all of them support 1.4.
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
			return nil, fmt.Errorf("read a CRD of the Gateway API %s: %w", version, err)
		}
		crds = append(crds, crd)
	}
	return crds, nil
}

// moduleDir returns the folder of a Go module, and downloads the module if necessary. The module is not a requirement in go.mod, because
// only its files are used.
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

// Policies returns the CRD of kgateway's BackendConfigPolicy in a release. folder is the result of [CRDFolder]. Policies returns nil if the
// folder has no such CRD for the release, or if folder is "".
func Policies(folder, release string) ([]byte, error) {
	return boundedDefinition(folder, release, "backendconfigpolicies.yaml", 256)
}

// Agentgateways returns the CRD of the AgentgatewayBackend of kgateway 2.2. The convert command writes this kind for 2.2 and later.
// Agentgateways returns nil if folder is "".
func Agentgateways(folder string) ([]byte, error) {
	return boundedDefinition(folder, "kgateway-2.2", "agentgatewaybackends.yaml", 32)
}

// boundedDefinition reads a CRD, and limits the length of strings that have rules to longest. Without a limit, the API server estimates
// that the rules are too expensive and rejects the CRD. The strings are durations, which are shorter than the limit. boundedDefinition
// returns nil if folder is "" or if the file does not exist.
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

// bound sets a maximum length for each string in a schema that has rules and no maximum length.
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
