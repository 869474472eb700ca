package aws

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

var EC2PublicAddress = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "ec2-public-address",
		Summary:  "an EC2 Backend uses public addresses",
		Severity: diag.Warning,
		Category: diag.Security,
		Why: "With `addressType: PublicIP` traffic to the instances leaves the VPC, costs money, and is plaintext HTTP unless a policy " +
			"adds TLS. Instances without a public address are silently skipped, and all other instances must be reachable from the " +
			"internet. `PrivateIP` is the default and works wherever the proxy can route to the VPC.",
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
      addressType: PublicIP
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
      addressType: PrivateIP
      filters:
      - keyValue:
          key: app
          value: workers
`,
	},
	About:   []string{"aws"},
	Backend: checkEC2PublicAddress,
}

func checkEC2PublicAddress(p *lint.Pass, b *manifest.Document) {
	address := lint.At(b, "spec", "aws", "ec2", "addressType")
	if address.Word() != "PublicIP" {
		return
	}
	d := p.Report(address, "traffic leaves the VPC, and instances without a public address are skipped")
	d.Help = "use PrivateIP if the proxy can route to the VPC"
	d.Fixes = lint.UnsafeFix("use PrivateIP", address.Replace("PrivateIP"))
}
