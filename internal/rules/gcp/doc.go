// Package gcp has the rules about GCP Backends.
package gcp
