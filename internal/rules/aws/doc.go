// Package aws contains the rules about AWS Backends: Lambda functions and EC2 instances.
package aws
