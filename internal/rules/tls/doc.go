// Package tls contains the rules about TLS between Gateways and Backends.
package tls
