// Package kgw models what the objects of kgateway and Gateway API mean: hosts, routes, policies and their targets, Secrets and Gateways.
// The rules use it; it contains no rule.
package kgw
