package aws

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var EC2DiscoveryFlag = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "ec2-discovery-flag",
		Summary:  "an EC2 Backend needs a setting of the controller",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Correctness,
		Why: "Discovery of EC2 instances is off unless the controller is installed with the Helm value " +
			"`controller.enableAwsEc2Discovery=true`. If it is off, the Backend is not accepted (`aws ec2 discovery is disabled by " +
			"controller settings`) and its traffic gets a 500. The manifest cannot show that setting; this is a reminder. Once the " +
			"value is set, ignore the finding with a comment.",
		Since: "2.4",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backend/plugin.go @ 2.4",
			"install/helm/kgateway/values.yaml @ 2.4",
		},
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
    ec2: # backendctl:ignore ec2-discovery-flag the Helm values of the controller have it
      filters:
      - keyValue:
          key: app
          value: workers
`,
	},
	About:   []string{"aws"},
	Backend: checkEC2DiscoveryFlag,
}

func checkEC2DiscoveryFlag(p *lint.Pass, b *manifest.Document) {
	if _, ec2, ok := kgw.EC2Backend(b); ok {
		d := p.Report(ec2.Key(), "the controller rejects EC2 Backends unless the Helm value controller.enableAwsEc2Discovery is true")
		d.Help = "set that value when you install the controller"
	}
}
