// Package apiserver runs real Kubernetes API servers in the test process and
// asks them what they say of a manifest.
//
// It is the oracle that backendctl is held against, and a Go module of its own,
// so that the dependencies of an API server never reach those of the tool.
// It knows nothing of how backendctl comes to a verdict.
package apiserver
