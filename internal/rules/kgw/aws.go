package kgw

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

// DefaultAWSRegion is the region of a Backend without a region.
const DefaultAWSRegion = "us-east-1"

// AWSRegions are the regions of the partition aws. kgateway's Lambda Backends can reach only this partition.
var AWSRegions = []string{
	"af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2",
	"ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7",
	"ca-central-1", "ca-west-1", "eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2",
	"eu-west-3", "il-central-1", "me-central-1", "me-south-1", "mx-central-1", "sa-east-1", "us-east-1", "us-east-2", "us-west-1",
	"us-west-2",
}

// awsPartitions are the names of the partitions other than aws, by the prefix of their regions.
var awsPartitions = map[string]string{
	"cn-": "aws-cn", "us-gov-": "aws-us-gov", "us-iso-": "aws-iso", "us-isob-": "aws-iso-b", "us-isof-": "aws-iso-f",
	"eu-isoe-": "aws-iso-e", "eusc-": "aws-eusc",
}

var awsDirections = []string{"central", "north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest"}

// AWSBackend returns spec.aws of a Backend, and false if the Backend does not have it.
func AWSBackend(b *manifest.Document) (lint.Place, bool) {
	aws := lint.At(b, "spec", "aws")
	return aws, aws.Exists()
}

// LambdaBackend returns spec.aws and spec.aws.lambda of a Backend, and false if the Backend is not a Lambda Backend.
func LambdaBackend(b *manifest.Document) (aws, lambda lint.Place, ok bool) {
	aws, ok = AWSBackend(b)
	lambda = aws.Field("lambda")
	return aws, lambda, ok && lambda.Exists()
}

// EC2Backend returns spec.aws and spec.aws.ec2 of a Backend, and false if the Backend is not an EC2 Backend.
func EC2Backend(b *manifest.Document) (aws, ec2 lint.Place, ok bool) {
	aws, ok = AWSBackend(b)
	ec2 = aws.Field("ec2")
	return aws, ec2, ok && ec2.Exists()
}

// AWSRegion returns the effective region of an AWS Backend. It returns false if the region is a template.
func AWSRegion(aws lint.Place) (string, bool) {
	if region := aws.Field("region"); region.Exists() {
		return region.Text()
	}
	return DefaultAWSRegion, !aws.Template()
}

// LambdaAccount returns the place of the id of the AWS account that kgateway uses: accountId of lambda, or else accountId of aws.
func LambdaAccount(aws lint.Place) lint.Place {
	if account := aws.Field("lambda", "accountId"); account.Exists() {
		return account
	}
	return aws.Field("accountId")
}

// IsAWSRegion reports whether a name has the form of a region in any partition. New regions that are not in AWSRegions also have this
// form.
func IsAWSRegion(s string) bool {
	parts := strings.Split(s, "-")
	if len(parts) < 3 || len(parts) > 4 {
		return false
	}
	area, direction, number := parts[0], parts[len(parts)-2], parts[len(parts)-1]
	return (len(area) == 2 || area == "eusc") && slices.Contains(awsDirections, direction) &&
		len(number) <= 2 && strings.Trim(number, "0123456789") == "" && number != "" && number[0] != '0'
}

// AWSRegionOfZone returns the region of an availability zone, a local zone or a wavelength zone. It returns false if s is not the name of
// a zone.
func AWSRegionOfZone(s string) (string, bool) {
	if base := strings.TrimRight(s, "abcdefghijklmnopqrstuvwxyz"); len(base) == len(s)-1 && IsAWSRegion(base) {
		return base, true
	}
	for _, region := range AWSRegions {
		if rest, found := strings.CutPrefix(s, region+"-"); found && strings.ContainsAny(rest, "0123456789") {
			return region, true
		}
	}
	return "", false
}

// AWSPartitionOf returns the partition of a region. It returns false for the regions of the partition aws.
func AWSPartitionOf(region string) (string, bool) {
	for prefix, partition := range awsPartitions {
		if strings.HasPrefix(region, prefix) {
			return partition, true
		}
	}
	return "", false
}

// AccountOfARN returns the id of the AWS account in an ARN, or "" if the parameter arn is not an ARN.
func AccountOfARN(arn string) string {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 {
		return ""
	}
	return parts[4]
}

// A LambdaEndpoint is the endpointURL of a Lambda Backend, parsed as kgateway's controller parses it.
type LambdaEndpoint struct {
	lint.Place
	URL *url.URL
}

// LambdaEndpointOf returns the endpointURL of a Backend. It returns false if the field is missing, is a template, or is not a valid URL
// with a host.
func LambdaEndpointOf(b *manifest.Document) (LambdaEndpoint, bool) {
	at := lint.At(b, "spec", "aws", "lambda", "endpointURL")
	text, ok := at.Text()
	if !ok {
		return LambdaEndpoint{}, false
	}
	u, err := url.Parse(text)
	return LambdaEndpoint{at, u}, err == nil && u.Host != ""
}

// AWSHostRegion returns the region in a host name of AWS. It returns "" for other hosts, and for names without a region.
func AWSHostRegion(host string) string {
	host = strings.ToLower(host)
	if !strings.HasSuffix(host, ".amazonaws.com") && !strings.HasSuffix(host, ".amazonaws.com.cn") && !strings.HasSuffix(host, ".api.aws") {
		return ""
	}
	for label := range strings.SplitSeq(host, ".") {
		if IsAWSRegion(label) {
			return label
		}
	}
	return ""
}

// testNetworks are the networks that are reserved for documentation, and the shared address space of providers.
var testNetworks = []netip.Prefix{
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("100.64.0.0/10"),
}

// IsLocalEndpoint reports whether the host of an endpoint is a local substitute for AWS, such as LocalStack, or has an address or a name
// that is not public: of a private network, of a cluster or for documentation.
func IsLocalEndpoint(host string) bool {
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() || ip.IsUnspecified() ||
			slices.ContainsFunc(testNetworks, func(n netip.Prefix) bool { return n.Contains(ip) })
	}
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if !strings.Contains(host, ".") || strings.Contains(host, "localstack") {
		return true
	}
	top := host[strings.LastIndex(host, ".")+1:]
	return slices.Contains([]string{"local", "localhost", "internal", "test", "example", "svc", "lan", "home"}, top) || strings.HasSuffix(host, "example.com")
}

// WithoutEndpoint returns the effect of an endpointURL that the controller cannot parse, for a message.
func WithoutEndpoint(p *lint.Pass) string {
	if p.Since("2.4") {
		return "the Backend is dropped"
	}
	return "the controller panics"
}
