// Package tls has the rules about TLS between Gateways and Backends.
package tls
