package aws

import (
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var EC2NameTag = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "ec2-name-tag",
		Summary:  "a filter of an EC2 Backend writes the tag Name in another case",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Correctness,
		Why: "Keys and values of tags are case-sensitive. The name in the AWS console is the tag `Name`, with a capital N. A filter by " +
			"`name` matches only instances with a separate tag of that spelling, and without a match the Backend has no endpoints.",
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
          key: name
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
      filters:
      - keyValue:
          key: Name
          value: workers
`,
	},
	About:   []string{"aws"},
	Backend: checkEC2NameTag,
}

func checkEC2NameTag(p *lint.Pass, b *manifest.Document) {
	_, ec2, _ := kgw.EC2Backend(b)
	for _, filter := range ec2.Field("filters").Items() {
		for _, key := range []lint.Place{filter.Field("key"), filter.Field("keyValue", "key")} {
			if key.Word() == "Name" || !strings.EqualFold(key.Word(), "name") {
				continue
			}
			d := p.Report(key, "%q is a different tag from %q, which the AWS console shows as the name of the instance", key.Word(), "Name")
			d.Help = "did you mean Name?"
			d.Fixes = lint.UnsafeFix("change it to Name", key.Replace("Name"))
		}
	}
}
