package routes

// backendrefExtensionExample is a route with an ExtensionRef on its backendRef; %s is the name of the TrafficPolicy.
const backendrefExtensionExample = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
spec:
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: web
      filters:
      - type: ExtensionRef
        extensionRef:
          group: gateway.kgateway.dev
          kind: TrafficPolicy
          name: %s
`

// ruleExtensionExample is the same route with the ExtensionRef on its rule.
const ruleExtensionExample = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
spec:
  rules:
  - filters:
    - type: ExtensionRef
      extensionRef:
        group: gateway.kgateway.dev
        kind: TrafficPolicy
        name: %s
    backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: web
`

// rateLimitPolicyExample is a TrafficPolicy called keys that is valid in every release.
const rateLimitPolicyExample = `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata:
  name: keys
spec:
  rateLimit:
    local:
      tokenBucket:
        maxTokens: 10
        fillInterval: 1s
`
