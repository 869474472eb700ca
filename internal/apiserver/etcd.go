package apiserver

import (
	"context"
	"fmt"
	"net/url"

	"go.etcd.io/etcd/server/v3/embed"
)

// startEtcd runs an etcd with one member on free ports of the loopback interface. Its data is in the folder dir. The caller must close it.
func startEtcd(ctx context.Context, dir string) (*embed.Etcd, error) {
	etcd, err := embed.StartEtcd(etcdConfig(dir))
	if err != nil {
		return nil, fmt.Errorf("start etcd in %s: %w", dir, err)
	}
	select {
	case <-etcd.Server.ReadyNotify():
		return etcd, nil
	case err := <-etcd.Err():
		etcd.Close()
		return nil, fmt.Errorf("start etcd in %s: %w", dir, err)
	case <-ctx.Done():
		etcd.Close()
		return nil, fmt.Errorf("wait for etcd: %w", ctx.Err())
	}
}

func etcdConfig(dir string) *embed.Config {
	anyPort := url.URL{Scheme: "http", Host: "127.0.0.1:0"}
	c := embed.NewConfig()
	c.Dir = dir
	c.LogLevel = "fatal"
	c.ListenPeerUrls = []url.URL{anyPort}
	c.AdvertisePeerUrls = []url.URL{anyPort}
	c.ListenClientUrls = []url.URL{anyPort}
	c.AdvertiseClientUrls = []url.URL{anyPort}
	c.InitialCluster = c.InitialClusterFromName(c.Name)
	// The data lives only as long as the test, so durability is not needed.
	c.UnsafeNoFsync = true
	return c
}
