// Package policies has the rules about what policies target and which of their fields have an effect, but for TLS.
package policies
