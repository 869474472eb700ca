package apiserver

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/yaml"
)

const (
	typeJSON = "application/json"
	typeYAML = "application/yaml"
)

// Verdict is an API server's verdict on a manifest.
type Verdict struct {
	Valid  bool
	Causes []Cause // the reasons for a rejection, in the order of the server; empty if the manifest is valid
}

// Cause is one reason for a rejection, as the server reports it.
type Cause struct {
	Field   string // the path, such as spec.static.hosts[0].port; empty if the server reports none
	Reason  string // the class of the reason, such as FieldValueRequired or BadRequest
	Message string
}

// String returns the cause as one line.
func (c Cause) String() string {
	text := strings.ReplaceAll(c.Message, "\n", " ")
	if c.Field == "" {
		return c.Reason + ": " + text
	}
	return c.Field + ": " + text
}

// Judge sends a manifest to the server of a release, as a create request with strict validation and dry run. The manifest is not changed.
// An error means that there is no verdict.
func (s *Server) Judge(ctx context.Context, release string, manifest []byte) (Verdict, error) {
	in, ok := s.releases[release]
	if !ok {
		return Verdict{}, fmt.Errorf("no API server for release %q, have %s", release, strings.Join(s.Releases(), ", "))
	}
	verdict, _, err := in.judge(ctx, resourcePath(backendVersion, backendPlural, namespaceOf(manifest)), manifest, contentType(manifest))
	return verdict, err
}

// judge posts a manifest to a path. If the server accepts the manifest, judge also returns the object as the server would store it.
func (in *instance) judge(ctx context.Context, path string, manifest []byte, contentType string) (Verdict, []byte, error) {
	status, answer, err := in.post(ctx, path+"?dryRun=All&fieldValidation=Strict", contentType, manifest)
	if err != nil {
		return Verdict{}, nil, fmt.Errorf("send the manifest to the API server: %w", err)
	}
	switch status {
	case http.StatusCreated:
		return Verdict{Valid: true}, answer, nil
	case http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusRequestEntityTooLarge:
		verdict, err := rejection(answer)
		return verdict, nil, err
	default:
		return Verdict{}, nil, fmt.Errorf("no verdict: the API server answered %d: %s", status, answer)
	}
}

func rejection(answer []byte) (Verdict, error) {
	var status metav1.Status
	if err := json.Unmarshal(answer, &status); err != nil {
		return Verdict{}, fmt.Errorf("read the API server's answer: %w", err)
	}
	if status.Details == nil || len(status.Details.Causes) == 0 {
		return Verdict{Causes: []Cause{{Reason: string(status.Reason), Message: status.Message}}}, nil
	}
	var causes []Cause
	for _, c := range status.Details.Causes {
		causes = append(causes, Cause{Field: c.Field, Reason: string(c.Type), Message: c.Message})
	}
	return Verdict{Causes: causes}, nil
}

// contentType returns the content type of a manifest: JSON if the manifest is valid JSON, otherwise YAML. Flow style may look like JSON,
// but is YAML.
func contentType(manifest []byte) string {
	if bytes.HasPrefix(bytes.TrimSpace(manifest), []byte("{")) && json.Valid(manifest) {
		return typeJSON
	}
	return typeYAML
}

// resourcePath returns the path for objects of one kind in a namespace.
func resourcePath(version schema.GroupVersion, plural, namespace string) string {
	return "/apis/" + version.String() + "/namespaces/" + url.PathEscape(namespace) + "/" + plural
}

// namespaceOf returns the namespace in which a client would create the manifest. If the name of the namespace cannot be part of a URL,
// another name is returned, and the server rejects the manifest.
func namespaceOf(manifest []byte) string {
	var object struct {
		Metadata map[string]any `json:"metadata"`
	}
	// The namespace does not matter, because the server rejects a manifest that cannot be decoded.
	if decode(manifest, &object) != nil {
		return metav1.NamespaceDefault
	}
	namespace, _ := object.Metadata["namespace"].(string)
	if namespace == "" || namespace == "." || namespace == ".." || strings.Contains(namespace, "/") {
		return metav1.NamespaceDefault
	}
	return namespace
}

// decode decodes a manifest leniently: of several fields with the same key, it uses the last one. The server rejects such a manifest.
func decode(manifest []byte, into any) error {
	if contentType(manifest) == typeJSON {
		return json.Unmarshal(manifest, into)
	}
	return yaml.Unmarshal(manifest, into)
}
