// Package objects contains the rules about Backends as objects: names, copies, metadata and scalars.
package objects
