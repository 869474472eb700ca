package proxy

import (
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

const dynamicProxySource = "pkg/kgateway/extensions2/plugins/backend/dfp.go @ 2.4"

func dynamicProxy(b *manifest.Document) lint.Place { return lint.At(b, "spec", "dynamicForwardProxy") }

func isDynamicProxy(b *manifest.Document) bool { return dynamicProxy(b).Exists() }
