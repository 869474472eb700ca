package kgw

import (
	"net/netip"
	"slices"
	"strings"
)

// IsLoopbackName reports whether a name stands for the machine that resolves it.
func IsLoopbackName(name string) bool {
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	return name == "localhost" || name == "localhost.localdomain" || strings.HasSuffix(name, ".localhost")
}

// metadataNames are the host names of cloud metadata services.
var metadataNames = []string{"metadata.google.internal", "metadata.goog", "instance-data.ec2.internal"}

// metadataAddresses are the addresses of metadata services that are not link-local. They belong to AWS, AWS EKS Pod Identity, Google
// Cloud, Alibaba Cloud and Oracle Cloud.
var metadataAddresses = []netip.Addr{
	netip.MustParseAddr("fd00:ec2::254"), netip.MustParseAddr("fd00:ec2::23"), netip.MustParseAddr("fd20:ce::254"),
	netip.MustParseAddr("100.100.100.200"), netip.MustParseAddr("192.0.0.192"),
}

// metadataLinkLocal are the link-local addresses of metadata services: for instances, for ECS tasks and for EKS Pod Identity.
var metadataLinkLocal = []netip.Addr{
	netip.MustParseAddr("169.254.169.254"), netip.MustParseAddr("169.254.170.2"), netip.MustParseAddr("169.254.170.23"),
}

// IsMetadata reports whether a host is the metadata service of a cloud.
func (h Host) IsMetadata() bool {
	if slices.Contains(metadataNames, strings.ToLower(strings.TrimSuffix(h.Name, "."))) {
		return true
	}
	addr, ok := h.Address()
	return ok && (slices.Contains(metadataAddresses, addr) || slices.Contains(metadataLinkLocal, addr))
}

// BroadcastAddress is IPv4's limited broadcast address.
var BroadcastAddress = netip.AddrFrom4([4]byte{255, 255, 255, 255})
