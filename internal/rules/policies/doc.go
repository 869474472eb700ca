// Package policies contains the rules about the targets of policies and about fields without effect, except for TLS.
package policies
