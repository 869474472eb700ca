// Package proxy has the rules about dynamic forward proxies.
package proxy
