// Package hosts has the rules about the hosts of static Backends.
package hosts
