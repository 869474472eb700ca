package kgw

// AIReleasesText is the sentence on pages of rules that states which releases have AI Backends.
const AIReleasesText = "kgateway has AI Backends up to 2.1; from 2.2 on agentgateway has its own kind."

// WebBackendExample is a static Backend with the name web, for examples.
const WebBackendExample = `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
`

// AccessPolicyExample is a TrafficPolicy with the name keys, for examples. It allows only requests with an API key.
const AccessPolicyExample = `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata:
  name: keys
spec:
  rbac:
    policy:
      matchExpressions:
      - "'x-api-key' in request.headers"
`

// DynamicProxyExample is a dynamic forward proxy with the name egress, for examples.
const DynamicProxyExample = `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: egress
spec:
  type: DynamicForwardProxy
  dynamicForwardProxy:
    enableTls: true
`

// DynamicProxyRouteExample is a route to the dynamic forward proxy, for examples.
const DynamicProxyRouteExample = `apiVersion: gateway.networking.k8s.io/v1
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

// DynamicProxyNeighbourExample is a static Backend for examples that also contain a dynamic forward proxy.
const DynamicProxyNeighbourExample = `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
`
