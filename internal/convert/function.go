package convert

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/placeholder"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// functionARN matches the ARN of a function: arn:aws:lambda:us-east-1:123456789012:function:name:qualifier.
var functionARN = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^arn:(aws[a-z-]*):lambda:([a-z0-9-]+):([0-9]{12}):function:([A-Za-z0-9_-]+)(?::(.+))?$`)
})

// splitFunction splits the catalog's name of a function, which may be an ARN or have a qualifier, into the separate fields of releases.
func (o *movedBackend) splitFunction() {
	name := o.At("aws.lambda.functionName")
	if o.From() != mapping.Catalog || name.String() == "" {
		return
	}
	var text, qualifier string
	if parts := functionARN().FindStringSubmatch(name.String()); parts != nil {
		o.fromARN(name, parts)
		text, qualifier = parts[4], parts[5]
	} else {
		text, qualifier, _ = strings.Cut(name.String(), ":")
	}
	name.Assign(text)
	if qualifier != "" && o.At("aws.lambda.qualifier") == nil {
		name.Parent().Set("qualifier", yamltree.Scalar(qualifier))
	}
}

// fromARN fills in region and account from the ARN if they are not set.
func (o *movedBackend) fromARN(name *yamltree.Node, parts []string) {
	if parts[1] != "aws" {
		o.Note(name, "kgateway calls only functions of the partition aws: set aws.lambda.endpointURL for "+parts[1])
	}
	aws := o.At("aws")
	account, holder := "accountId", aws
	if !o.To().Before("2.4") {
		holder = aws.Get("lambda")
	}
	for _, fill := range []struct {
		in         *yamltree.Node
		key, value string
	}{{aws, "region", parts[2]}, {holder, account, parts[3]}} {
		switch was := fill.in.Get(fill.key); {
		case !rewrite.IsSet(was):
			o.Clear(was)
			fill.in.Set(fill.key, yamltree.Scalar(fill.value))
		case was.Value != fill.value:
			o.AskToDecide(was, fmt.Sprintf("%s is %v here and %s in the function's ARN; the value here is kept", fill.key, was.Value, fill.value))
		}
	}
}

// foldFunction appends the qualifier to the name of the function if the target has no field for it.
func (o *decidedBackend) foldFunction() {
	name, qualifier := o.At("aws.lambda.functionName"), o.At("aws.lambda.qualifier")
	if o.To() != mapping.Catalog || name.String() == "" || qualifier.String() == "" || qualifier.Value == "$LATEST" {
		return
	}
	name.Assign(name.String() + ":" + qualifier.String())
	o.Use(qualifier, name, rewrite.PlaceAt(rewrite.NameOf(o.Root), "/spec/aws/lambdaFunctionName"))
}

// oneAccount drops aws.accountId if aws.lambda.accountId is also set, which takes precedence. Only releases from 2.4 on have both fields.
func (o *decidedBackend) oneAccount() {
	whole, own := o.At("aws.accountId"), o.At("aws.lambda.accountId")
	if o.From().AtLeast("2.4") && rewrite.IsSet(whole) && rewrite.IsSet(own) {
		o.Drop(whole, "aws.lambda.accountId takes precedence")
	}
}

// roleAccount matches the beginning of a role's ARN, with its AWS account as the group 1.
var roleAccount = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^arn:aws[a-z-]*:iam::([0-9]{12}):`) })

// assumeAccount sets a missing accountId of the function to the AWS account in the role's ARN, which is likely but not certain. Without such
// an ARN it writes a placeholder, unless the target is older than 2.4.
func (o *movedBackend) assumeAccount() {
	aws := o.At("aws")
	if o.From() != mapping.Catalog && !o.facts.IsForeign || !rewrite.IsMapping(aws) || rewrite.IsSet(aws.Get("ec2")) || rewrite.IsSet(o.At("aws.accountId")) || rewrite.IsSet(o.At("aws.lambda.accountId")) {
		return
	}
	value := any(nil)
	isRole := false
	if parts := roleAccount().FindStringSubmatch(o.facts.Role); parts != nil {
		value, isRole = parts[1], true
	}
	in, what := aws, "the AWS account of the function"
	if !o.To().Before("2.4") {
		if lambda := aws.Get("lambda"); rewrite.IsSet(lambda) && !rewrite.IsMapping(lambda) {
			return
		}
		in = rewrite.Sub(aws, "lambda")
		if value == nil {
			value = placeholder.Account
		}
	}
	if value == nil {
		return
	}
	o.Clear(in.Get("accountId"))
	account := in.Set("accountId", yamltree.Scalar(value)).Value
	if isRole {
		o.Assume(account, what+", as the role's")
	} else {
		o.Hold(account, what)
	}
}

// assumeRole sets the type AssumeRole for AWS credentials that come from the catalog's role. The catalog has no field for the type.
func (o *movedBackend) assumeRole() {
	auth := o.At("aws.auth")
	if rewrite.IsSet(auth) && o.From() == mapping.Catalog && rewrite.IsSet(auth.Get("assumeRole")) {
		auth.Insert(0, "type", yamltree.Scalar("AssumeRole"))
	}
}

// dropRole removes the type AssumeRole of AWS credentials if the target has no field for the role.
func (o *decidedBackend) dropRole() {
	kind := o.At("aws.auth.type")
	if kind != nil && kind.Value == "AssumeRole" && !o.To().AtLeast("2.4") && rewrite.IsSet(o.At("aws.auth.assumeRole")) {
		o.Drop(kind, "it is lost together with the role")
	}
}
