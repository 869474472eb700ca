// Package aws has the rules about AWS Backends: Lambda functions and EC2 instances.
package aws
