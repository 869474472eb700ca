package scaffold

import (
	"strings"

	"github.com/backendctl/backendctl/internal/placeholder"
)

var lambda = Type{
	ID:      "aws-lambda",
	Title:   "an AWS Lambda function",
	Example: "aws-lambda thumbnails --function make-thumbnail --account 123456789012 --region eu-central-1",
	Flags: []Flag{
		{Name: "function", Value: "NAME|ARN", Usage: "function name, or an ARN, which also sets region, account and qualifier",
			fields: []string{"spec.aws.lambda.functionName", "spec.aws.lambdaFunctionName"}},
		{Name: "account", Value: "ID", Usage: "AWS account of the function (12 digits)",
			fields: []string{"spec.aws.lambda.accountId", "spec.aws.accountId"}},
		region,
		{Name: "qualifier", Value: "VERSION", Usage: "version or alias of the function", fields: []string{"spec.aws.lambda.qualifier"}},
		{Name: "invocation-mode", Value: "MODE", Usage: "invocation mode: wait for the response or not", fields: []string{"spec.aws.lambda.invocationMode"}},
		{Name: "payload-transform-mode", Value: "MODE", Usage: "format of the event that the function receives",
			fields: []string{"spec.aws.lambda.payloadTransformMode"}},
		{Name: "endpoint-url", Value: "URL", Usage: "Lambda endpoint to call instead of AWS's, with a port", fields: []string{"spec.aws.lambda.endpointURL"}},
		awsSecret,
		{Name: "role-arn", Value: "ARN", Usage: roleUsage, fields: []string{"spec.aws.auth.assumeRole.roleArn", "spec.aws.roleArn"}},
	},
	members: []string{"spec.aws.lambda", "spec.aws.lambdaFunctionName"},
	build: func(d *draft) {
		d.typeField("AWS")
		d.splitFunction()
		if len(d.errs) > 0 {
			return
		}
		d.option("region")
		d.need("account", placeholder.Account)
		d.need("function", placeholder.Name)
		d.option("qualifier", "invocation-mode", "payload-transform-mode", "endpoint-url")
		d.awsAuth()
	},
}

var ec2 = Type{
	ID:      "aws-ec2",
	Title:   "EC2 instances, selected by tags",
	Example: "aws-ec2 workers --region eu-central-1 --filter app=worker --filter stage=live --port 8080",
	Flags: []Flag{
		{Name: "filter", Value: "KEY[=VALUE]", Usage: "tag that instances must have (exact match)", Many: true, fields: []string{"spec.aws.ec2.filters"}},
		{Name: "port", Value: "PORT", Usage: "port of the instances", Asked: true, fields: []string{"spec.aws.ec2.port"}},
		region,
		{Name: "address-type", Value: "TYPE", Usage: "which IP address of the instances to use", fields: []string{"spec.aws.ec2.addressType"}},
		awsSecret,
		{Name: "role-arn", Value: "ARN", Usage: roleUsage, fields: []string{"spec.aws.auth.assumeRole.roleArn"}},
	},
	members: []string{"spec.aws.ec2"},
	build: func(d *draft) {
		d.typeField("AWS")
		d.option("region", "address-type")
		d.ec2Port()
		d.filters()
		d.awsAuth()
		d.note("EC2 Backends need a controller with EC2 discovery enabled")
	},
}

const roleUsage = "IAM role to assume"

var (
	region    = Flag{Name: "region", Value: "REGION", Usage: "AWS region", Asked: true, fields: []string{"spec.aws.region"}}
	awsSecret = Flag{Name: "secret", Value: "NAME", Usage: "Secret with the AWS credentials", fields: []string{"spec.aws.auth.secretRef.name"}}
)

// awsAuth sets where the AWS credentials come from: a Secret, a role, or by default the environment.
func (d *draft) awsAuth() {
	secret, role := d.given("secret"), d.given("role-arn")
	if secret == nil && d.wants("secret") && role == nil && d.has("spec.aws.auth.secretRef.name") {
		secret = []string{d.Name + "-credentials"}
	}
	switch auth := d.has("spec.aws.auth.type"); {
	case len(secret) > 0 && len(role) > 0:
		d.fail("role-arn", "cannot be combined with --secret or --with secret")
	case len(secret) > 0:
		d.backend.put("spec.aws.auth.type", "Secret")
		d.give("spec.aws.auth.secretRef.name", secret[0], "secret")
		d.addSecret(secret[0], "the AWS credentials", "accessKey", "secretKey")
	case len(role) > 0 && auth:
		d.backend.put("spec.aws.auth.type", "AssumeRole")
		d.option("role-arn")
	case len(role) > 0:
		d.option("role-arn")
	}
}

func (d *draft) ec2Port() {
	if port := d.given("port"); len(port) > 0 {
		if _, err := parsePort(port[0]); err != nil {
			d.fail("port", "%w", err)
			return
		}
	}
	d.option("port")
}

// filters writes the tags that the instances must have. Without a filter, all instances of the region would match, so it writes a
// placeholder.
func (d *draft) filters() {
	given := d.given("filter")
	if len(given) == 0 {
		d.hold("spec.aws.ec2.filters[0].key", placeholder.Name, "filter")
	}
	for i, text := range given {
		key, value, pair := strings.Cut(text, "=")
		if strings.Contains(value, ",Values=") {
			d.fail("filter", "%q is a filter of the AWS CLI: expected KEY=VALUE, such as app=worker", text)
			return
		}
		if strings.ContainsAny(key+value, "*?") {
			d.note("--filter %s is matched literally: EC2 discovery does not support wildcards", text)
		}
		item := indexed("spec.aws.ec2.filters", i)
		if !pair {
			d.give(item+".key", key, "filter")
			continue
		}
		d.give(item+".keyValue.key", key, "filter")
		d.give(item+".keyValue.value", value, "filter")
	}
}
