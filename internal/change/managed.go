package change

import (
	"slices"
)

// managedMetadata and managedAnnotations are the fields of metadata and the annotations that the API server, controllers and kubectl write.
var (
	managedMetadata    = []string{"creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "managedFields", "resourceVersion", "selfLink", "uid"}
	managedAnnotations = []string{"kubectl.kubernetes.io/last-applied-configuration", "deployment.kubernetes.io/revision"}
)

// headless is the clusterIP of a headless Service. The manifest sets it, not the API server.
const headless = "None"

// dropManaged removes the fields that the API server and controllers write. Then it removes labels and annotations if they are empty.
func (v *Value) dropManaged(kind string) {
	v.drop(func(f Field) bool { return f.Key == "status" })
	if kind == "Service" {
		v.Get("spec").dropAssigned()
	}
	metadata := v.Get("metadata")
	metadata.drop(isOneOf(managedMetadata))
	metadata.Get("annotations").drop(isOneOf(managedAnnotations))
	metadata.drop(func(f Field) bool { return (f.Key == "labels" || f.Key == "annotations") && f.Value.isEmpty() })
}

func isOneOf(keys []string) func(Field) bool {
	return func(f Field) bool { return slices.Contains(keys, f.Key) }
}

// dropAssigned removes the addresses and node ports that the API server assigns to a Service.
func (v *Value) dropAssigned() {
	v.drop(func(f Field) bool {
		return f.Key == "clusterIP" && f.Value.text() != headless || f.Key == "clusterIPs" || f.Key == "healthCheckNodePort"
	})
	if ports := v.Get("ports"); ports != nil {
		for _, port := range ports.Items {
			port.drop(isOneOf([]string{"nodePort"}))
		}
	}
}
