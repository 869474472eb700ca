// Package routes contains the rules about routes to Backends: references, grants, filters and rewrites.
package routes
