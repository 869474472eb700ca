package convert

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/placeholder"
	"github.com/backendctl/backendctl/internal/tree"
)

// functionARN matches the ARN of a function: arn:aws:lambda:us-east-1:123456789012:function:name:qualifier.
var functionARN = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^arn:(aws[a-z-]*):lambda:([a-z0-9-]+):([0-9]{12}):function:([A-Za-z0-9_-]+)(?::(.+))?$`)
})

// splitFunction splits the catalog's name of a function, which may be an ARN or have a qualifier, into the separate fields of releases.
func (o *object) splitFunction() {
	name := o.at("aws.lambda.functionName")
	if o.from() != mapping.Catalog || name.String() == "" {
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
	if qualifier != "" && o.at("aws.lambda.qualifier") == nil {
		name.Parent().Set("qualifier", tree.Scalar(qualifier))
	}
}

// fromARN fills in region and account from the ARN if they are not set.
func (o *object) fromARN(name *tree.Node, parts []string) {
	if parts[1] != "aws" {
		o.note(name, "kgateway calls functions of the partition aws only; give aws.lambda.endpointURL for "+parts[1])
	}
	aws := o.at("aws")
	account, holder := "accountId", aws
	if !o.to().Before("2.4") {
		holder = aws.Get("lambda")
	}
	for _, fill := range []struct {
		in         *tree.Node
		key, value string
	}{{aws, "region", parts[2]}, {holder, account, parts[3]}} {
		switch was := fill.in.Get(fill.key); {
		case !isSet(was):
			o.clear(was)
			fill.in.Set(fill.key, tree.Scalar(fill.value))
		case was.Value != fill.value:
			o.askToDecide(was, fmt.Sprintf("%s is %v here and %s in the function's ARN; this one is kept", fill.key, was.Value, fill.value))
		}
	}
}

// foldFunction appends the qualifier to the name of the function if the target has no field for it.
func (o *object) foldFunction() {
	name, qualifier := o.at("aws.lambda.functionName"), o.at("aws.lambda.qualifier")
	if o.to() != mapping.Catalog || name.String() == "" || qualifier.String() == "" || qualifier.Value == "$LATEST" {
		return
	}
	name.Assign(name.String() + ":" + qualifier.String())
	o.use(qualifier, name, Place{objectOf(o.root), "/spec/aws/lambdaFunctionName"})
}

// oneAccount chooses between the two account fields that releases from 2.4 on have, and uses the account of the role if neither is set.
func (o *object) oneAccount() {
	whole, own := o.at("aws.accountId"), o.at("aws.lambda.accountId")
	if o.from().AtLeast("2.4") && isSet(whole) && isSet(own) {
		o.drop(whole, "aws.lambda.accountId is the one that has an effect")
	}
}

// roleAccount matches the account of a role's ARN.
var roleAccount = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^arn:aws[a-z-]*:iam::([0-9]{12}):`) })

// assumeAccount uses the account of the role for the function, which is likely but not certain.
func (o *object) assumeAccount() {
	aws := o.at("aws")
	if o.from() != mapping.Catalog && o.came == "" || !isMapping(aws) || isSet(aws.Get("ec2")) || isSet(o.at("aws.accountId")) || isSet(o.at("aws.lambda.accountId")) {
		return
	}
	value, assumed := any(nil), false
	if parts := roleAccount().FindStringSubmatch(o.role); parts != nil {
		value, assumed = parts[1], true
	}
	in, what := aws, "the AWS account of the function"
	if !o.to().Before("2.4") {
		if lambda := aws.Get("lambda"); isSet(lambda) && !isMapping(lambda) {
			return
		}
		in = sub(aws, "lambda")
		if value == nil {
			value = placeholder.Account
		}
	}
	if value == nil {
		return
	}
	o.clear(in.Get("accountId"))
	if assumed {
		what += ", as the role's"
	}
	o.hold(in.Set("accountId", tree.Scalar(value)).Value, what, assumed)
}

// assumeRole sets the kind of authentication from the member that is set.
func (o *object) assumeRole() {
	auth := o.at("aws.auth")
	if isSet(auth) && o.from() == mapping.Catalog && isSet(auth.Get("assumeRole")) {
		auth.Insert(0, "type", tree.Scalar("AssumeRole"))
	}
}

// dropRole removes the kind of an authentication whose role was lost.
func (o *object) dropRole() {
	kind := o.at("aws.auth.type")
	if kind != nil && kind.Value == "AssumeRole" && !o.to().AtLeast("2.4") && isSet(o.at("aws.auth.assumeRole")) {
		o.drop(kind, "the role's own loss says it")
	}
}
