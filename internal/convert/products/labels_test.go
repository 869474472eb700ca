package products

import "testing"

// TestLabels checks that the labels of texts are valid in object names, and different.
func TestLabels(t *testing.T) {
	got := labels([]string{"HTTP_1", "http-1", "", "<<", "grpc"})
	want := []string{"http-1", "http-1-2", "3", "4", "grpc"}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("label %d is %q, want %q", i+1, got[i], want[i])
		}
	}
}
