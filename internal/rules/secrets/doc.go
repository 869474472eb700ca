// Package secrets contains the rules about the Secrets that Backends name, and about secret values in manifests.
package secrets
