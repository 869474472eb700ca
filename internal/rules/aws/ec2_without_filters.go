package aws

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var EC2WithoutFilters = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "ec2-without-filters",
		Summary:  "an EC2 Backend uses every instance of a region",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "Without filters every running instance of the account and region that the credentials can see becomes an endpoint, " +
			"including databases, bastions and the cluster's own nodes. All of them get a share of the traffic on the Backend's port. " +
			"Filter by a tag that only the instances of this service have; an instance must match all filters.",
		Since:   "2.4",
		Sources: []string{"pkg/kgateway/extensions2/plugins/backend/ec2.go @ 2.4"},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: workers
spec:
  type: AWS
  aws:
    ec2:
      port: 8080
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: workers
spec:
  type: AWS
  aws:
    ec2:
      port: 8080
      filters:
      - keyValue:
          key: app
          value: workers
`,
	},
	About:   []string{"aws"},
	Backend: checkEC2WithoutFilters,
}

func checkEC2WithoutFilters(p *lint.Pass, b *manifest.Document) {
	_, ec2, ok := kgw.EC2Backend(b)
	filters := ec2.Field("filters")
	if !ok || len(filters.Items()) > 0 || ec2.Template() || filters.Exists() && filters.Node.Kind != manifest.Sequence {
		return
	}
	d := p.Report(filters.Key(), "there are no filters: every running instance of the region gets traffic")
	d.Help = "filter by a tag of the intended instances"
}
