package aws

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var EC2PortRange = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "ec2-port-range",
		Summary:  "the port of an EC2 Backend is not from 1 to 65535",
		Severity: diag.Error,
		Category: diag.Correctness,
		Why: "The CRD has no limits for `aws.ec2.port`. A port below 0 or above 65535 becomes the port of each endpoint, and no " +
			"instance is reached. 0 counts as not set, and traffic goes to port 80. Write the port that the instances listen on, from 1 " +
			"to 65535.",
		Since: "2.4",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backend/ec2.go @ 2.4",
			"install/helm/kgateway-crds/templates/gateway.kgateway.dev_backends.yaml @ 2.4",
		},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: workers
spec:
  type: AWS
  aws:
    ec2:
      port: 70000
      filters:
      - keyValue:
          key: app
          value: workers
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: workers
spec:
  type: AWS
  aws:
    ec2:
      port: 7000
      filters:
      - keyValue:
          key: app
          value: workers
`,
	},
	About:   []string{"aws"},
	Backend: checkEC2PortRange,
}

func checkEC2PortRange(p *lint.Pass, b *manifest.Document) {
	_, ec2, _ := kgw.EC2Backend(b)
	port := ec2.Field("port")
	n, ok := port.Int()
	switch {
	case !ok || n >= 1 && n <= 65535:
	case n == 0:
		d := p.Report(port, "port 0 counts as not set: traffic goes to port 80")
		d.Severity = diag.Warning
		d.Help = "write the port that the instances listen on"
		d.Fixes = lint.SafeFix("write 80", port.ReplaceLiteral("80"))
	default:
		p.Report(port, "%d is not a valid port: must be 1 to 65535", n).Help = "write a port from 1 to 65535"
	}
}
