package aws

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var EC2PortDefault = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "ec2-port-default",
		Summary:  "an EC2 Backend sets no port",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Style,
		Why: "Without `port` traffic goes to port 80 of every instance. Readers of the manifest do not see that. Write the port, even " +
			"if it is 80.",
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
      port: 80
      filters:
      - keyValue:
          key: app
          value: workers
`,
	},
	About:   []string{"aws"},
	Backend: checkEC2PortDefault,
}

func checkEC2PortDefault(p *lint.Pass, b *manifest.Document) {
	_, ec2, ok := kgw.EC2Backend(b)
	if !ok || ec2.Field("port").Exists() || ec2.Template() {
		return
	}
	p.Report(ec2.Field("port"), "no port is set: the default is 80").Help = "write the port"
}
