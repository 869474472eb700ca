package apiserver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"go.etcd.io/etcd/server/v3/embed"
	"golang.org/x/sync/errgroup"
	"k8s.io/klog/v2"
)

// Server runs an API server for each release. All of them use one etcd. The methods of Server are safe for concurrent use.
type Server struct {
	dir      string
	etcd     *embed.Etcd
	releases map[string]*instance
}

// Start runs an API server for each CRD in crds. The keys of crds are releases. It returns when all servers are ready. The caller must
// close the result.
func Start(ctx context.Context, crds map[string][]byte) (*Server, error) {
	klog.SetLogger(klog.Logger{}) // the log of the server is not useful in a test
	dir, err := os.MkdirTemp("", "backendctl-apiserver-")
	if err != nil {
		return nil, fmt.Errorf("create a directory for etcd: %w", err)
	}
	etcd, err := startEtcd(ctx, dir)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	s := &Server{dir: dir, etcd: etcd, releases: map[string]*instance{}}
	if err := s.serve(ctx, crds); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// serve starts the API servers one after another, because starting changes global state. Then it installs the CRDs of all of them
// concurrently, because installing mostly waits.
func (s *Server) serve(ctx context.Context, crds map[string][]byte) error {
	url := "http://" + s.etcd.Clients[0].Addr().String()
	for release := range crds {
		in, err := startInstance(url, "/registry/"+release)
		if err != nil {
			return fmt.Errorf("%s: %w", release, err)
		}
		s.releases[release] = in
	}
	var group errgroup.Group
	for release, crd := range crds {
		group.Go(func() error {
			if err := s.releases[release].install(ctx, crd); err != nil {
				return fmt.Errorf("%s: %w", release, err)
			}
			return nil
		})
	}
	return group.Wait()
}

// Install adds a CRD (YAML or JSON) to the server of a release. It returns when the server serves the kind of the CRD. The server needs two
// seconds for the first create request of a new kind. Several kinds may be installed at the same time.
func (s *Server) Install(ctx context.Context, release string, crd []byte) error {
	in, ok := s.releases[release]
	if !ok {
		return fmt.Errorf("no API server for release %q", release)
	}
	return in.install(ctx, crd)
}

// Releases returns the releases that have a server, sorted.
func (s *Server) Releases() []string {
	var names []string
	for name := range s.releases {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Close stops all servers and removes their data.
func (s *Server) Close() error {
	var errs []error
	for release, in := range s.releases {
		if err := in.close(); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", release, err))
		}
	}
	s.etcd.Close()
	return errors.Join(append(errs, os.RemoveAll(s.dir))...)
}
