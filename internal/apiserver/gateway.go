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

// GatewayAPI returns the definitions of the Gateway API's HTTPRoute, ReferenceGrant and BackendTLSPolicy as they are beside
// a release of kgateway. They come from the Go module of the Gateway API, which the module proxy or cache has to have.
//
// kgateway 2.0 is built with Gateway API 1.3, whose BackendTLSPolicy is v1alpha3 of the experimental channel; what came
// later asks for 1.4 or newer, and 1.4 is what all of them take.
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

// moduleDir returns the folder of a Go module, which is downloaded if need be. Nothing but its files is wanted, so it is no
// requirement of ours.
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

// Policies returns the definition of kgateway's BackendConfigPolicy in a release, from the folder that [CRDFolder] names;
// nil for a release that has none, or without a folder. Texts that a rule looks at are bounded in it: without a bound, this
// API server counts the rules as too costly and refuses the definition. No duration comes near the bound.
func Policies(folder, release string) ([]byte, error) {
	if folder == "" {
		return nil, nil
	}
	crd, err := os.ReadFile(filepath.Join(folder, release, "backendconfigpolicies.yaml"))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var definition map[string]any
	if err := yaml.Unmarshal(crd, &definition); err != nil {
		return nil, fmt.Errorf("read the BackendConfigPolicy of %s: %w", release, err)
	}
	bound(definition)
	return yaml.Marshal(definition)
}

// longestText is the bound of texts that rules look at, in characters.
const longestText = 256

// bound gives every text that has rules and no bound one.
func bound(v any) {
	switch v := v.(type) {
	case map[string]any:
		_, ruled := v["x-kubernetes-validations"]
		if _, bounded := v["maxLength"]; ruled && !bounded && v["type"] == "string" {
			v["maxLength"] = longestText
		}
		for _, child := range v {
			bound(child)
		}
	case []any:
		for _, child := range v {
			bound(child)
		}
	}
}
