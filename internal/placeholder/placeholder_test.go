package placeholder

import "testing"

func TestIsText(t *testing.T) {
	for s, want := range map[string]bool{
		Name: true, Host: true, Account: true, "replace-me-routes": true, "replace-me.a.run.app": true,
		"": false, "replace-metal": false, "do-not-replace-me": false, "123456789012": false, "0000000000000": false,
	} {
		if got := IsText(s); got != want {
			t.Errorf("IsText(%q) = %t, want %t", s, got, want)
		}
	}
}

func TestIsMarked(t *testing.T) {
	for value, want := range map[any]bool{
		int64(8080): true, int64(443): false, Host: true, "web.example.com": false, "8080": false, nil: false, true: false,
	} {
		if got := IsMarked(value); got != want {
			t.Errorf("IsMarked(%v) = %t, want %t", value, got, want)
		}
	}
}
