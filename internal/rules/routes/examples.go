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
