package kgw

import "slices"

// tlsPorts are ports that nearly always use TLS. plaintextPorts are ports that nearly never use TLS. Any other port may or may not use TLS.
var (
	tlsPorts       = []int64{443, 4443, 6443, 8443, 9443, 10443}
	plaintextPorts = []int64{80, 81, 3000, 8000, 8008, 8080, 8081, 8088, 8888}
)

// IsTLSPort reports whether a port nearly always uses TLS.
func IsTLSPort(port int64) bool { return slices.Contains(tlsPorts, port) }

// IsPlaintextPort reports whether a port nearly never uses TLS.
func IsPlaintextPort(port int64) bool { return slices.Contains(plaintextPorts, port) }
