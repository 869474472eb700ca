// Package proxy contains the rules about dynamic forward proxies.
package proxy
