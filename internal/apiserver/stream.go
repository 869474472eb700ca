package apiserver

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/validation"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

// A Judged object is an object of a stream of documents, with the verdict of the server.
type Judged struct {
	Kind, Name string
	Verdict    Verdict
	// Answer is the object as the server would store it, as JSON. It is nil if the server rejects the object, and for core kinds.
	Answer []byte
}

// ErrUnserved means that the CRD of an object's kind is not installed.
var ErrUnserved = errors.New("no CRD of this kind is installed")

// JudgeStream checks every document of a YAML stream. The server of the release checks custom resources in a strict dry run. The server
// does not support Secrets and ConfigMaps, so JudgeStream itself checks the types of their fields and the names of their keys.
func (s *Server) JudgeStream(ctx context.Context, release string, stream []byte) ([]Judged, error) {
	in, ok := s.releases[release]
	if !ok {
		return nil, fmt.Errorf("no API server for release %q, have %s", release, strings.Join(s.Releases(), ", "))
	}
	var all []Judged
	reader := utilyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(stream)))
	for {
		document, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, fmt.Errorf("split the stream: %w", err)
		}
		judged, err := in.judgeObject(ctx, document)
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", judged.Kind, judged.Name, err)
		}
		if judged.Kind != "" {
			all = append(all, judged)
		}
	}
}

// envelope contains the fields that identify an object.
type envelope struct {
	APIVersion string
	Kind       string
	Metadata   struct{ Name string }
}

// judgeObject checks one document. For a document with only comments, it returns an object without a kind.
func (in *instance) judgeObject(ctx context.Context, document []byte) (Judged, error) {
	var e envelope
	if err := yaml.Unmarshal(document, &e); err != nil {
		return Judged{}, fmt.Errorf("read the document: %w", err)
	}
	j := Judged{Kind: e.Kind, Name: e.Metadata.Name}
	if e.APIVersion == "v1" {
		j.Verdict = judgeCore(document)
		return j, nil
	}
	version, err := schema.ParseGroupVersion(e.APIVersion)
	if err != nil || e.Kind == "" {
		return j, err
	}
	plural, ok := in.plural(version.WithKind(e.Kind).GroupKind())
	if !ok {
		return j, fmt.Errorf("%s: %w", e.APIVersion, ErrUnserved)
	}
	j.Verdict, j.Answer, err = in.judge(ctx, resourcePath(version, plural, namespaceOf(document)), document, contentType(document))
	return j, err
}

// coreTypes decodes the core kinds that Backends refer to.
var coreTypes = func() runtime.Decoder {
	scheme := runtime.NewScheme()
	scheme.AddKnownTypes(corev1.SchemeGroupVersion, &corev1.Secret{}, &corev1.ConfigMap{})
	return serializer.NewCodecFactory(scheme, serializer.EnableStrict).UniversalDeserializer()
}()

// judgeCore checks a Secret or a ConfigMap, and returns a verdict.
func judgeCore(document []byte) Verdict {
	object, _, err := coreTypes.Decode(document, nil, nil)
	if err != nil {
		return refused(err.Error())
	}
	var keys []string
	var name string
	switch object := object.(type) {
	case *corev1.Secret:
		name = object.Name
		for key := range object.StringData {
			keys = append(keys, key)
		}
		for key := range object.Data {
			keys = append(keys, key)
		}
	case *corev1.ConfigMap:
		name = object.Name
		for key := range object.Data {
			keys = append(keys, key)
		}
	}
	if problems := validation.IsDNS1123Subdomain(name); len(problems) > 0 {
		return refused("metadata.name: " + problems[0])
	}
	for _, key := range keys {
		if problems := validation.IsConfigMapKey(key); len(problems) > 0 {
			return refused("data: " + problems[0])
		}
	}
	return Verdict{Valid: true}
}

func refused(message string) Verdict {
	return Verdict{Causes: []Cause{{Reason: "BadRequest", Message: message}}}
}
