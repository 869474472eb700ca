// Package apiserver runs real Kubernetes API servers in the test process and returns their verdicts on manifests.
//
// It is the reference for backendctl's verdicts. It is a separate Go module, so that the dependencies of an API server are not those of the
// tool. It does not use backendctl's validation.
package apiserver
