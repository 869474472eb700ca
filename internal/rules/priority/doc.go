// Package priority contains the rules about priority groups.
package priority
