package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const tableFile = "../../fields/fields.txt"

// TestOlder checks that a newest release that changes no kind does not change the table.
func TestOlder(t *testing.T) {
	want, err := os.ReadFile(tableFile)
	if err != nil {
		t.Fatal(err)
	}
	got, err := generateNewest(t.TempDir(), []string{"BackendConfigPolicy", "GatewayExtension", "HTTPListenerPolicy", "ListenerPolicy", "TrafficPolicy"})
	if err != nil {
		t.Fatal(err)
	}
	a, b := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			t.Fatalf("line %d: got %q, want %q", i+1, a[i], b[i])
		}
	}
	if len(a) != len(b) {
		t.Errorf("got %d lines, want %d", len(a), len(b))
	}
}

// TestNewest checks the table for a newest release that lacks a field, has a new field, and lacks a kind.
func TestNewest(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "backendconfigpolicies.yaml"), strings.NewReplacer("example.com", kgateway, "name: v1,", "name: v1alpha1,").Replace(
		crdOf("BackendConfigPolicy", "connectTimeout: {type: string}, novel: {type: string}")))
	text, err := generateNewest(dir, []string{"TrafficPolicy"})
	if err != nil {
		t.Fatal(err)
	}
	last := len(releases) - 1
	lines := strings.Split(string(text), "\n")
	for _, want := range []string{
		"  connectTimeout ; string", "  novel " + releases[last] + ".. ; string", "  healthCheck 2.1.." + releases[last-1] + " ; object",
		kgateway + "/v1alpha1 ListenerPolicy 2.2.." + releases[last-1], kgateway + "/v1alpha1 TrafficPolicy", "gateway.networking.k8s.io/v1 BackendTLSPolicy",
	} {
		if !slices.Contains(lines, want) {
			t.Errorf("the table has no line %q", want)
		}
	}
}
