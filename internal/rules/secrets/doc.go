// Package secrets contains the rules about the Secrets that Backends refer to, and about secret values in manifests.
package secrets
