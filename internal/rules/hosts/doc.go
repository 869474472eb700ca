// Package hosts contains the rules about the hosts of static Backends.
package hosts
