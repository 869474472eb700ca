// Package priority has the rules about priority groups.
package priority
