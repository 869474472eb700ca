// Package kgw contains what the rules know about the objects of kgateway and of the Gateway API: hosts, routes, policies and their
// targets, Secrets and Gateways. It contains no rules.
package kgw
