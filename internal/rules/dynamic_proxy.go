package rules

import (
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

// What a dynamic forward proxy needs beside itself, for examples.
const (
	dynamicProxyExample = `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: egress
spec:
  type: DynamicForwardProxy
  dynamicForwardProxy:
    enableTls: true
`
	dynamicProxyRouteExample = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: egress
spec:
  hostnames:
  - "*.example.com"
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: egress
`
)

const dynamicProxySource = "pkg/kgateway/extensions2/plugins/backend/dfp.go @ 2.4"

func dynamicProxy(b *manifest.Document) lint.Place { return lint.At(b, "spec", "dynamicForwardProxy") }

func isDynamicProxy(b *manifest.Document) bool { return dynamicProxy(b).Exists() }
