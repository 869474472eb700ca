package rules

// webBackendExample is a static Backend called web, for examples.
const webBackendExample = `---
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

// accessPolicyExample is a TrafficPolicy called keys that allows only requests with an API key, for examples.
const accessPolicyExample = `---
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
