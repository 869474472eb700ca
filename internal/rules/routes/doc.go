// Package routes has the rules about routes to Backends: references, grants, filters and rewrites.
package routes
