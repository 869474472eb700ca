// Package apiserver runs real Kubernetes API servers in the test process and returns their verdicts on manifests.
//
// The verdicts of backendctl are compared with these verdicts. The package is a separate Go module, so that the tool does not depend on
// the libraries of an API server. It does not use the validation of backendctl.
package apiserver
