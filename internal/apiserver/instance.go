package apiserver

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"

	"k8s.io/apiextensions-apiserver/pkg/apiserver"
	"k8s.io/apiextensions-apiserver/pkg/cmd/server/options"
	generatedopenapi "k8s.io/apiextensions-apiserver/pkg/generated/openapi"
	"k8s.io/apimachinery/pkg/runtime/schema"
	openapinamer "k8s.io/apiserver/pkg/endpoints/openapi"
	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/apiserver/pkg/util/openapi"
	"k8s.io/apiserver/pkg/util/webhook"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
)

// instance is an API server for custom resources. All instances run in one process and use one etcd, each with its own key prefix. With an
// instance for each kgateway release, a manifest can be sent to every release without changing its group and version.
type instance struct {
	url    string // the scheme and the host, without a trailing slash
	client *http.Client
	stop   context.CancelFunc
	done   chan error // receives the error of the server, and is closed after the server has shut down

	mu      sync.Mutex
	plurals map[schema.GroupKind]string // the plural names of the kinds whose CRDs are installed
}

// startInstance starts an API server. The server stores its data below prefix in the etcd at etcdURL. startInstance returns before the
// server is ready.
func startInstance(etcdURL, prefix string) (*instance, error) {
	config, err := instanceConfig(etcdURL, prefix)
	if err != nil {
		return nil, err
	}
	server, err := config.Complete().New(genericapiserver.NewEmptyDelegate())
	if err != nil {
		return nil, fmt.Errorf("create API server: %w", err)
	}
	loopback := server.GenericAPIServer.LoopbackClientConfig
	client, err := rest.HTTPClientFor(rest.CopyConfig(loopback))
	if err != nil {
		return nil, fmt.Errorf("make a client for the API server: %w", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	in := &instance{url: loopback.Host, client: client, stop: cancel, done: make(chan error, 1),
		plurals: map[schema.GroupKind]string{}}
	go func() {
		defer close(in.done)
		in.done <- server.GenericAPIServer.PrepareRun().RunWithContext(ctx)
	}()
	return in, nil
}

// close stops the server. It waits until the server no longer uses etcd.
func (in *instance) close() error {
	in.stop()
	if err := <-in.done; err != nil {
		return fmt.Errorf("stop API server: %w", err)
	}
	return nil
}

// instanceConfig returns the configuration that options.Config would return, without the parts that need a cluster: authentication,
// authorization, admission and the core API.
func instanceConfig(etcdURL, prefix string) (*apiserver.Config, error) {
	opts := options.NewCustomResourceDefinitionsServerOptions(io.Discard, io.Discard)
	if err := configure(opts, etcdURL, prefix); err != nil {
		return nil, err
	}
	generic := genericapiserver.NewRecommendedConfig(apiserver.Codecs)
	if err := opts.ServerRunOptions.ApplyTo(&generic.Config); err != nil {
		return nil, fmt.Errorf("apply run options: %w", err)
	}
	if err := opts.RecommendedOptions.ApplyTo(generic); err != nil {
		return nil, fmt.Errorf("apply recommended options: %w", err)
	}
	resources := apiserver.DefaultAPIResourceConfigSource()
	if err := opts.APIEnablement.ApplyTo(&generic.Config, resources, apiserver.Scheme); err != nil {
		return nil, fmt.Errorf("apply API enablement: %w", err)
	}
	generic.OpenAPIV3Config = genericapiserver.DefaultOpenAPIV3Config(
		openapi.GetOpenAPIDefinitionsWithoutDisabledFeatures(generatedopenapi.GetOpenAPIDefinitions),
		openapinamer.NewDefinitionNamer(apiserver.Scheme, scheme.Scheme))
	generic.SkipOpenAPIInstallation = true // the OpenAPI documents are not used
	etcd := *opts.RecommendedOptions.Etcd
	return &apiserver.Config{
		GenericConfig: generic,
		ExtraConfig: apiserver.ExtraConfig{
			CRDRESTOptionsGetter: options.NewCRDRESTOptionsGetter(etcd, generic.ResourceTransformers, generic.StorageObjectCountTracker),
			AuthResolverWrapper:  webhook.NewDefaultAuthenticationInfoResolverWrapper(nil, nil, generic.LoopbackClientConfig, nil),
		},
	}, nil
}

func configure(opts *options.CustomResourceDefinitionsServerOptions, etcdURL, prefix string) error {
	r := opts.RecommendedOptions
	r.Authentication, r.Authorization, r.Admission, r.CoreAPI = nil, nil, nil, nil
	r.Features.EnablePriorityAndFairness = false
	r.Etcd.EnableWatchCache = false
	r.Etcd.StorageConfig.Prefix = prefix
	r.Etcd.StorageConfig.Transport.ServerList = []string{etcdURL}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen on a free loopback port: %w", err)
	}
	address := listener.Addr().(*net.TCPAddr)
	r.SecureServing.Listener = listener
	r.SecureServing.BindAddress = address.IP
	r.SecureServing.BindPort = address.Port
	r.SecureServing.ExternalAddress = address.IP
	// With an empty directory, the certificate is kept in memory.
	r.SecureServing.ServerCert.CertDirectory = ""
	if err := r.SecureServing.MaybeDefaultWithSelfSignedCerts("localhost", nil, []net.IP{address.IP}); err != nil {
		return fmt.Errorf("make a serving certificate: %w", err)
	}
	if err := opts.Complete(); err != nil {
		return fmt.Errorf("complete options: %w", err)
	}
	return nil
}
