package scaffold

import "github.com/backendctl/backendctl/internal/placeholder"

var gcp = Type{
	ID:      "gcp",
	Title:   "a service of Google Cloud, such as Cloud Run",
	Example: "gcp receipts --host receipts-4fkxq2ab3a-ew.a.run.app",
	Flags: []Flag{
		{Name: "host", Value: "HOST", Usage: "host of the service", fields: []string{"spec.gcp.host"}},
		{Name: "audience", Value: "URL", Usage: "audience of the identity token (default: the URL of the host)", fields: []string{"spec.gcp.audience"}},
	},
	members: []string{"spec.gcp"},
	build: func(d *draft) {
		d.typeField("GCP")
		d.need("host", placeholder.Name+".a.run.app")
		d.option("audience")
		d.advisePath()
	},
}
