// Package gcp contains the rules about GCP Backends.
package gcp
