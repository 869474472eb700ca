// Package ai contains the rules about AI and MCP Backends, and about agentgateway.
package ai
