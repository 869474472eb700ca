package ai

// llmRouteExample is a route that sends traffic to the AI Backend of an example through Envoy.
const llmRouteExample = `---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: chat
spec:
  parentRefs:
  - name: web
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: chat
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: web
spec:
  gatewayClassName: kgateway
  listeners:
  - name: http
    protocol: HTTP
    port: 8080
`

// agentgatewayRouteExample is a route that sends traffic to the Backend of an example through agentgateway.
const agentgatewayRouteExample = `---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: chat
spec:
  parentRefs:
  - name: web
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: chat
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: web
spec:
  gatewayClassName: agentgateway
  listeners:
  - name: http
    protocol: HTTP
    port: 8080
`
